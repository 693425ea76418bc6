"""Form 2's table in a real browser: keyboard, ranges, paste, undo, two writers, a line that breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from documents import cells, form2
from documents.cells import Edit
from documents.models import ChangeSet, ChangeSetKind, Document, LineReport, ProjectReport
from organisations import clock
from organisations.scope import everything
from tests.cast import World, make_world
from tests.journey.browser import quiet, signed_in
from workflow import moves

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROWS = 24


@pytest.fixture
def desk(transactional_db: None) -> Iterator[tuple[World, Document]]:
    """A world with some rows and the report of the first quarter, nothing written in it."""
    with everything(), clock.pretend(timezone.make_aware(datetime(2026, 1, 6, 10, 0))):
        world = make_world(projects=ROWS)
        yield world, moves.open_document(world.obligation(), actor=world.somchai)


def open_grid(chromium: Browser, server: Any, world: World, document: Document, **options: Any) -> Page:
    """Somchai's window with the table in it."""
    page = signed_in(chromium, server, world.somchai, **options).new_page()
    page.goto(f"/report/{document.public_id}/form2/?set=all")
    if options.get("java_script_enabled", True):
        page.locator("#grid[data-ready]").wait_for()
    return page


def amounts(document: Document) -> dict[int, Decimal | None]:
    """What each row has typed, by its number."""
    return {
        view.row.number: view.lines[0].report.amount if view.lines[0].report else None
        for view in form2.load(document).rows
    }


def cell(page: Page, row: int, name: str) -> Any:
    """A cell of the table."""
    return page.locator(f"#r{row} td[data-f={name}]")


def settled(page: Page) -> None:
    """Wait until the page says that all is saved."""
    expect(page.locator("#saved")).to_contain_text("บันทึกแล้ว")
    expect(page.locator("#grid .unsaved, #grid .saving")).to_have_count(0)


def in_order(page: Page) -> list[int]:
    """The numbers of the rows from top to bottom."""
    return [int(text) for text in page.locator("#grid tbody tr[id] th").all_inner_texts()]


def test_twenty_rows_by_keyboard_alone(
    chromium: Browser, live_server: Any, desk: tuple[World, Document]
) -> None:
    world, document = desk
    page = open_grid(chromium, live_server, world, document)
    complaints = quiet(page)
    order = in_order(page)
    page.locator("#grid td[tabindex='0']").focus()
    page.keyboard.press("Home")
    for number in order[:20]:
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")  # the second status: in progress
        page.keyboard.press("Tab")
        page.keyboard.type(f"{number}000.50")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
    settled(page)
    found = amounts(document)
    assert {number: found[number] for number in order[:20]} == {
        number: Decimal(f"{number}000.50") for number in order[:20]
    }
    assert ProjectReport.objects.filter(status="in_progress").count() == 20
    assert complaints == []


def test_a_range_is_copied_filled_down_emptied_and_brought_back(
    chromium: Browser, live_server: Any, desk: tuple[World, Document]
) -> None:
    world, document = desk
    page = open_grid(chromium, live_server, world, document)
    first, second, third = in_order(page)[:3]
    cell(page, first, "amount").click()
    page.keyboard.type("1,250.75")
    page.keyboard.press("Enter")
    settled(page)
    cell(page, first, "amount").click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    settled(page)
    assert {amounts(document)[one] for one in (first, second, third)} == {Decimal("1250.75")}
    assert ChangeSet.objects.filter(kind=ChangeSetKind.FILL).count() == 1
    page.keyboard.press("Delete")
    settled(page)
    assert {amounts(document)[one] for one in (first, second, third)} == {None}
    page.keyboard.press("Control+z")
    expect(cell(page, third, "amount")).to_have_text("1,250.75")
    page.keyboard.press("Control+z")
    expect(cell(page, third, "amount")).to_have_text("–")
    page.keyboard.press("Control+y")
    expect(cell(page, third, "amount")).to_have_text("1,250.75")


def test_what_is_copied_is_plain_numbers_and_what_is_pasted_goes_the_one_way(
    chromium: Browser, live_server: Any, desk: tuple[World, Document]
) -> None:
    world, document = desk
    page = open_grid(
        chromium, live_server, world, document, permissions=["clipboard-read", "clipboard-write"]
    )
    order = in_order(page)
    page.evaluate("text => navigator.clipboard.writeText(text)", "1,000.00\n๒,๐๐๐\n-\n(300)")
    cell(page, order[0], "amount").click()
    page.keyboard.press("Control+v")
    expect(page.locator(".banner.good")).to_contain_text("3")
    found = amounts(document)
    assert [found[one] for one in order[:4]] == [Decimal(1000), Decimal(2000), None, Decimal(-300)]
    page.locator("#grid[data-ready]").wait_for()
    cell(page, order[0], "amount").click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+c")
    assert page.evaluate("() => navigator.clipboard.readText()") == "1000.00\n2000.00"
    before = form2.load(document).figures.cells
    text = "\n".join(["แล้วเส็จ", "#####", *["ยกเลิก"] * 20, "รวม"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    cell(page, order[0], "status").click()
    page.keyboard.press("Control+v")
    expect(page.get_by_role("heading", level=1)).to_have_text("วางจาก Excel")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="เขียน").click()
    expect(page.locator("#undo")).to_be_visible()
    assert ProjectReport.objects.filter(status="cancelled").count() == 20
    assert ProjectReport.objects.get(project__number=order[0]).status == "done"
    page.locator("#undo button").click()
    expect(page.locator(".banner.good")).to_be_visible()
    assert form2.load(document).figures.cells == before


def test_a_slip_stays_in_its_cell_with_what_to_do(
    chromium: Browser, live_server: Any, desk: tuple[World, Document]
) -> None:
    world, document = desk
    page = open_grid(chromium, live_server, world, document)
    row = in_order(page)[0]
    cell(page, row, "amount").click()
    page.keyboard.type("1.250,00")
    page.keyboard.press("Enter")
    expect(page.locator("tr.say[data-mark]")).to_contain_text("1,250.00")
    expect(cell(page, row, "amount")).to_contain_text("1.250,00")
    assert amounts(document)[row] is None
    page.locator("tr.say[data-mark] button").click()
    settled(page)
    assert amounts(document)[row] == Decimal(1250)


def test_what_is_to_be_mended_shows_at_once_and_f8_leads_there(
    chromium: Browser, live_server: Any, desk: tuple[World, Document]
) -> None:
    world, document = desk
    page = open_grid(chromium, live_server, world, document)
    row = in_order(page)[3]
    cell(page, row, "amount").click()
    page.keyboard.type("99999999")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator(f"tr.say[data-of='{row}']")).to_be_visible()
    expect(cell(page, row, "amount")).to_have_class("num must")
    cell(page, in_order(page)[2], "amount").click()
    page.keyboard.press("F8")
    assert page.evaluate("() => document.activeElement.closest('tr').id") in {
        f"r{one}" for one in in_order(page)
    }


def test_two_writers_of_one_cell_see_both_values(
    chromium: Browser, live_server: Any, desk: tuple[World, Document]
) -> None:
    world, document = desk
    page = open_grid(chromium, live_server, world, document)
    row, other = in_order(page)[:2]
    line = next(one for one in world.projects if one.number == row).lines.get()
    cells.apply(
        document, [Edit(cells.line_cell(line), "500.00")], actor=world.wilai, kind=ChangeSetKind.TYPED
    )
    cell(page, row, "amount").click()
    page.keyboard.type("700")
    page.keyboard.press("Enter")
    said = page.locator("tr.say[data-mark]")
    expect(said).to_contain_text("700")
    expect(said).to_contain_text("500.00")
    expect(said).to_contain_text("Wilai")
    assert amounts(document)[row] == Decimal(500)
    cell(page, other, "amount").click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(cell(page, other, "amount")).to_have_text("5.00")
    said.get_by_role("button").first.click()
    settled(page)
    assert amounts(document)[row] == Decimal(700)


def test_a_line_that_breaks_loses_no_cell_even_when_the_page_is_closed(
    chromium: Browser, live_server: Any, desk: tuple[World, Document]
) -> None:
    world, document = desk
    page = open_grid(chromium, live_server, world, document)
    order = in_order(page)
    page.context.set_offline(True)
    cell(page, order[0], "amount").click()
    for number in range(10):
        page.keyboard.type(f"{number + 1}00")
        page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_contain_text("ยังไม่ได้บันทึก")
    assert set(amounts(document).values()) == {None}
    page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())
    settled(page)
    assert [amounts(document)[one] for one in order[:10]] == [Decimal(100 * (n + 1)) for n in range(10)]
    page.context.set_offline(True)
    cell(page, order[11], "amount").click()
    page.keyboard.type("777")
    page.keyboard.press("Enter")
    expect(cell(page, order[11], "amount")).to_contain_text("777")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    again.goto(f"/report/{document.public_id}/form2/?set=all")
    again.get_by_role("button", name="นำกลับมา").click()
    settled(again)
    assert amounts(document)[order[11]] == Decimal(777)


def test_without_the_script_the_table_the_row_and_the_paste_do_the_same(
    chromium: Browser, live_server: Any, desk: tuple[World, Document]
) -> None:
    world, document = desk
    page = open_grid(chromium, live_server, world, document, java_script_enabled=False)
    order = in_order(page)
    page.get_by_role("link", name="วางจาก Excel").click()
    page.locator("textarea").fill("\n".join(f"{one}00" for one in range(1, 25)))
    page.locator("main form button.btn").click()
    expect(page.locator("main")).to_contain_text("24")
    page.locator("main form button.btn").click()
    assert [amounts(document)[one] for one in order] == [Decimal(100 * (n + 1)) for n in range(24)]
    page.locator("#undo button").click()
    assert set(amounts(document).values()) == {None}
    assert not LineReport.objects.filter(amount__isnull=False).exists()
