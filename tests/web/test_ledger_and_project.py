"""Finance's figures, a project's decisions, a proposal to restate, two revisions side by side: the pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from documents import cells, form2
from documents.models import ChangeFile, Document, LedgerEntry, LedgerStatement, Restatement, State
from organisations.models import User
from plans.models import BudgetLine, ProjectChange
from tests.cast import World
from tests.documents.test_restating import correct, two

__all__ = ["two"]

Press = Callable[[User], Client]


def send(client: Client, name: str, *ids: Any, query: str = "", **fields: Any) -> Any:
    told = {"form_token": str(uuid.uuid4()), **fields}
    return client.post(reverse(name, args=ids) + query, told)


def said(answer: Any) -> str:
    return answer.content.decode()


TOTALS = {"act": "totals", "version": "0", "as_of": "5/1/2569"}


def test_equal_totals_say_so_and_a_difference_names_its_row(
    world: World, drafting: Document, press: Press
) -> None:
    page = press(world.somchai)
    cell = cells.line_cell(world.projects[3].lines.get())
    cells.apply(
        drafting, [cells.Edit(cell, "312000.00")], actor=world.somchai, kind="typed"
    )  # 200,000 was there
    figures = form2.load(drafting)
    by_fund: dict[str, Any] = {}
    for view in figures.rows:
        for line in view.lines:
            by_fund[line.line.fund] = by_fund.get(line.line.fund, 0) + (line.figures.amount or 0)
    ordinance = by_fund["ordinance_budget"] - 312000 + 132000
    given = {"fund-ordinance_budget": f"{ordinance:,}", "fund-reserve_fund": f"{by_fund['reserve_fund']:,}"}
    answer = send(page, "ledger", drafting.public_id, **TOTALS, **given)
    assert answer.status_code == 302
    shown = said(page.get(reverse("ledger", args=[drafting.public_id])))
    assert "ตรงกัน" in shown
    assert "180,000.00" in shown
    assert "สลับหลัก" in shown
    line = world.projects[3].lines.get()
    answer = send(page, "ledger", drafting.public_id, act="use", line=line.key, likely="132000.00")
    assert answer.status_code == 302
    assert cells.stand(drafting, [cell])[cell].mark == "to_date:132000.00"


def test_a_second_writer_of_the_totals_is_told(world: World, drafting: Document, press: Press) -> None:
    page = press(world.somchai)
    given = {"fund-ordinance_budget": "1"}
    assert send(page, "ledger", drafting.public_id, **TOTALS, **given).status_code == 302
    answer = send(page, "ledger", drafting.public_id, **TOTALS, **given)
    assert answer.status_code == 409
    assert LedgerStatement.objects.get().version == 1


@pytest.mark.parametrize("amount", ["ร้อยบาท", "#REF!", "1.250,00"])
def test_a_total_that_cannot_be_read_is_told_and_nothing_is_lost(
    world: World, drafting: Document, press: Press, amount: str
) -> None:
    given = {"fund-ordinance_budget": amount, "fund-reserve_fund": "55.50"}
    answer = send(press(world.somchai), "ledger", drafting.public_id, **TOTALS, **given)
    assert answer.status_code == 422
    assert amount in said(answer)
    assert "55.50" in said(answer)
    assert not LedgerStatement.objects.exists()


def workbook(rows: list[list[Any]]) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("ทะเบียนคุม.xlsx", out.getvalue())


def test_the_print_finds_its_rows_by_name_and_asks_for_the_rest(
    world: World, drafting: Document, press: Press
) -> None:
    rows: list[list[Any]] = [["ที่", "โครงการ", "งบประมาณ", "เบิกจ่าย"]]
    rows += [[one.number, one.name, 100000 * one.number, 50000] for one in world.projects[:3]]
    rows.append([9, "ค่าจ้างเหมาที่ไม่รู้จัก", 100, 77])
    page = press(world.somchai)
    told = {"act": "print", "printed_on": "5/1/2569", "file": workbook(rows)}
    assert send(page, "ledger", drafting.public_id, **told).status_code == 302
    assert LedgerEntry.objects.filter(line__isnull=False).count() == 3
    entry = LedgerEntry.objects.get(line__isnull=True)
    assert "ค่าจ้างเหมาที่ไม่รู้จัก" in said(page.get(reverse("ledger", args=[drafting.public_id])))
    line = world.projects[4].lines.get()
    send(page, "ledger", drafting.public_id, act="place", entry=entry.pk, line=line.key)
    entry.refresh_from_db()
    assert entry.line == line
    view = next(one for one in form2.load(drafting).rows if one.project == world.projects[4])
    assert view.lines[0].ledger == 77


def test_a_newer_print_replaces_its_own_totals_and_leaves_what_was_typed(
    world: World, drafting: Document, press: Press
) -> None:
    page = press(world.somchai)

    def bring(amount: int) -> dict[str, str]:
        rows: list[list[Any]] = [["ที่", "โครงการ", "งบประมาณ", "เบิกจ่าย"]]
        rows += [[one.number, one.name, 100000 * one.number, amount] for one in world.projects[:3]]
        told = {"act": "print", "printed_on": "5/1/2569", "file": workbook(rows)}
        assert send(page, "ledger", drafting.public_id, **told).status_code == 302
        return dict(LedgerStatement.objects.get(document=drafting).totals)

    assert sum(Decimal(text) for text in bring(50000).values()) == 150000
    newer = bring(60000)
    assert sum(Decimal(text) for text in newer.values()) == 180000, "January's sums do not stay in February"
    statement = LedgerStatement.objects.get(document=drafting)
    fund = sorted(newer)[0]
    statement.totals = newer | {fund: "7.00", "central_budget": "9.00"}
    statement.save()
    assert bring(70000) == newer | {fund: "7.00", "central_budget": "9.00"} | {
        other: str(Decimal(text) * 70000 / 60000) for other, text in newer.items() if other != fund
    }


def test_a_print_without_amounts_and_a_file_that_is_none_are_told(
    world: World, drafting: Document, press: Press
) -> None:
    page = press(world.somchai)
    told = {"act": "print", "printed_on": "5/1/2569"}
    for file in (workbook([["ก", "ข"], [1, 2]]), SimpleUploadedFile("x.pdf", b"%PDF-1.7")):
        answer = send(page, "ledger", drafting.public_id, **told, file=file)
        assert answer.status_code == 422
        assert file.name.encode() in answer.content


def test_a_stranger_finds_no_ledger_and_a_reader_changes_nothing(
    world: World, drafting: Document, press: Press
) -> None:
    assert press(world.wichai).get(reverse("ledger", args=[drafting.public_id])).status_code == 404
    answer = send(press(world.wilai), "ledger", drafting.public_id, **TOTALS)
    assert answer.status_code == 403
    assert not LedgerStatement.objects.exists()


DECIDED = {"authority": "มติสภา 2/2568", "decided_on": "12/11/2568", "reason": "กรมทางหลวงสร้างแล้ว"}


def test_a_cancelled_project_is_cancelled_in_the_report_too_with_its_paper(
    world: World, drafting: Document, press: Press
) -> None:
    project = world.projects[0]
    scan = SimpleUploadedFile("มติ.pdf", b"%PDF-1.7 x", content_type="application/pdf")
    query = f"?report={drafting.public_id}"
    page = press(world.somchai)
    answer = send(page, "project", project.public_id, query=query, kind="cancel", file=scan, **DECIDED)
    assert answer.status_code == 302
    assert form2.load(drafting).figures.cells["p2.t4.total.cancelled.n"] == "1"
    assert ChangeFile.objects.get().change.kind == "cancel"
    shown = said(page.get(reverse("project", args=[project.public_id])))
    assert "มติ.pdf" in shown
    assert "มติสภา 2/2568" in shown


def test_money_is_moved_received_and_carried_over(world: World, drafting: Document, press: Press) -> None:
    page, one, other = press(world.somchai), world.projects[4], world.projects[5]
    line, to = one.lines.get(), other.lines.get()
    move = {"kind": "transfer", "line": line.key, "amount": "๑๐,๐๐๐", **DECIDED}
    assert send(page, "project", one.public_id, **move, to=to.key).status_code == 302
    assert send(page, "project", one.public_id, **move, to="received").status_code == 302
    assert send(page, "project", one.public_id, **move, to="").status_code == 302
    carry = {"kind": "carry_over", "line": line.key, "amount": "5000", **DECIDED}
    assert send(page, "project", one.public_id, **carry).status_code == 302
    assert sorted(ProjectChange.objects.filter(kind="transfer").values_list("amount", flat=True)) == [
        -10000,
        -10000,
        10000,
        10000,
    ]
    assert BudgetLine.objects.get(carried_from=2569).budget == 5000


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "kind"),
        ({"kind": "cancel", "authority": ""}, "authority"),
        ({"kind": "transfer", "amount": "0"}, "amount"),
        ({"kind": "transfer", "amount": "999999999"}, "amount"),
        ({"kind": "cancel", "decided_on": "31/2/2569"}, "decided_on"),
    ],
)
def test_a_decision_with_a_fault_is_told_and_nothing_is_recorded(
    world: World, drafting: Document, press: Press, told: dict[str, str], field: str
) -> None:
    given = {**DECIDED, "line": world.projects[0].lines.get().key, **told}
    answer = send(press(world.somchai), "project", world.projects[0].public_id, **given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "กรมทางหลวงสร้างแล้ว" in said(answer)
    assert not ProjectChange.objects.exists()


def test_a_file_that_is_no_paper_is_refused(world: World, drafting: Document, press: Press) -> None:
    scan = SimpleUploadedFile("มติ.pdf", b"MZ not a pdf", content_type="application/pdf")
    answer = send(
        press(world.somchai), "project", world.projects[0].public_id, kind="cancel", file=scan, **DECIDED
    )
    assert answer.status_code == 422
    assert "มติ.pdf" in said(answer)
    assert not ProjectChange.objects.exists()


def test_a_stranger_finds_no_project(world: World, press: Press) -> None:
    address = reverse("project", args=[world.projects[0].public_id])
    assert press(world.wichai).get(address).status_code == 404


def test_a_proposal_is_shown_taken_and_compared(
    world: World, two: tuple[Document, Document], press: Press
) -> None:
    first, second = two
    correct(world, first)
    proposal = Restatement.objects.get()
    page = press(world.somchai)
    assert "ยกมาในแบบรายงานนี้จะเปลี่ยนไป" in said(page.get(reverse("report", args=[second.public_id])))
    address = reverse("restate", args=[second.public_id, proposal.public_id])
    shown = said(page.get(address))
    assert "150,000.00" in shown
    assert "155,000.00" in shown
    assert press(world.wichai).get(address).status_code == 404
    refused = send(page, "restate", second.public_id, proposal.public_id, decline="1", reason=" ")
    assert refused.status_code == 422
    assert send(page, "restate", second.public_id, proposal.public_id, take="1").status_code == 302
    second.refresh_from_db()
    assert second.state == State.DRAFTING
    compared = said(page.get(reverse("compare", args=[first.public_id])))
    assert "เพิ่มขึ้น 5,000.00" in compared
    assert page.get(reverse("compare", args=[second.public_id])).status_code == 200


def test_a_report_that_nobody_has_read_has_nothing_to_compare(
    world: World, drafting: Document, press: Press
) -> None:
    assert press(world.somchai).get(reverse("compare", args=[drafting.public_id])).status_code == 404
