"""The quarter's work in the demonstration: divisions asked and answering, finance's totals, decisions, a correction.

Everything is pressed as a person would press it: asked, answered by link and in Excel, merged, typed, decided.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal

from django.utils import timezone
from openpyxl import load_workbook

from documents import cells, divisions, form2, ledger
from documents.arithmetic.ledger import is_swap
from documents.models import Basis, ChangeSetKind, DivisionRequest, Document, Via
from documents.slices import HEADS
from organisations import clock
from organisations.models import User
from papers import slices
from plans import changes
from plans.vocabulary import STATUS_TH, Status
from web import slice_files, uploads
from web.demonstration.people import PHONE

CONTACTS = {
    "สำนักปลัด": "นางสาวปราณี",
    "กองช่าง": "นายสมาน",
    "กองคลัง": "นางรัตนา",
    "กองสธ.": "นายวีระ",
}
ASKED_BEFORE, WANTED_BEFORE = timedelta(days=9), timedelta(days=2)
"""How long ago the divisions were asked, and until when."""
HEAD_ROW = 5
SATANG = Decimal("0.01")
PARTS = (Decimal("0.15"), Decimal("0.3"), Decimal("0.45"))


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _answers(view: form2.RowView, chance: random.Random) -> tuple[str, Decimal]:
    """What a division would say of a row: its status, and the period's amount of its first line (baht)."""
    line = view.lines[0].figures
    left = max(Decimal(0), line.budget + line.transfer - line.opening - line.earlier)
    if not left:
        return Status.DONE, Decimal(0)
    status = chance.choice((Status.IN_PROGRESS, Status.IN_PROGRESS, Status.DONE, Status.NOT_STARTED))
    if status == Status.NOT_STARTED:
        return status, Decimal(0)
    part = Decimal(1) if status == Status.DONE else chance.choice(PARTS)
    return status, (left * part).quantize(SATANG, ROUND_DOWN)


def by_link(request: DivisionRequest, rows: Sequence[form2.RowView], *, seed: int) -> None:
    """The division answers these rows on its own page."""
    chance = random.Random(seed)  # noqa: S311 a story, not a secret
    told = {}
    for view in rows:
        status, amount = _answers(view, chance)
        told[cells.row_cell(view.project, "status")] = str(status)
        told[cells.line_cell(view.lines[0].line)] = f"{amount:.2f}"
    standing = cells.stand(request.document, told)
    given = [divisions.Given(cell, value, standing[cell].mark) for cell, value in told.items()]
    divisions.answer(request, given, via=Via.LINK, by=request.contact)


def by_excel(
    document: Document, request: DivisionRequest, rows: Sequence[form2.RowView], *, seed: int
) -> None:
    """The division fills in its Excel form, and the officer takes the file in."""
    chance = random.Random(seed)  # noqa: S311 a story, not a secret
    book = load_workbook(io.BytesIO(slices.write(document, rows, request)))
    sheet = book.active
    assert sheet is not None
    columns = {name: at for at, name in enumerate(HEADS, start=1)}
    firsts = {view.lines[0].figures.key: view for view in rows}
    for row in range(HEAD_ROW + 1, sheet.max_row + 1):
        view = firsts.get(str(sheet.cell(row, columns["keys"]).value))
        if view is None:
            continue
        status, amount = _answers(view, chance)
        sheet.cell(row, columns["status"]).value = STATUS_TH[status]  # type: ignore[index]
        sheet.cell(row, columns["amount"]).value = amount
        sheet.cell(row, columns["to_date"]).value = None
    out = io.BytesIO()
    book.save(out)
    given = uploads.read(f"แบบตอบ-{request.division}.xlsx", out.getvalue())
    slice_files.take(document, given, asked=request, by=request.contact)


def ask_divisions(document: Document, actor: User, real: datetime) -> None:
    """All divisions are asked. Two answer by link and are merged; one answers in Excel and one in part, and
    wait; the largest has not answered, and its day has passed. One answer meets what the officer wrote since."""
    asked = real - ASKED_BEFORE
    day = timezone.localtime(asked).date()
    with clock.pretend(_at(day, 9)):
        divisions.ask(document, answer_by=(real - WANTED_BEFORE).date(), actor=actor)
        for request in divisions.requests_of(document):
            request.contact = CONTACTS.get(request.division, "")
            request.phone = PHONE if request.contact else ""
            request.save(update_fields=["contact", "phone"])
    rows = divisions.split(form2.load(document))
    requests = {one.division: one for one in divisions.requests_of(document)}
    largest, second, *rest = sorted(rows, key=lambda name: -len(rows[name]))
    *few, in_excel = rest if len(rest) > 1 else (*rest, largest)
    with clock.pretend(_at(day + timedelta(days=2), 10, 20)):
        for number, name in enumerate(few):
            by_link(requests[name], rows[name], seed=5 + number)
    with clock.pretend(_at(day + timedelta(days=3), 8, 45)):
        divisions.merge(document, actor=actor)
    with clock.pretend(_at(day + timedelta(days=4), 14)):
        by_excel(document, requests[in_excel], rows[in_excel], seed=9)
    with clock.pretend(_at(day + timedelta(days=5), 11)):
        partly = rows[second][: len(rows[second]) * 3 // 5]
        by_link(requests[second], partly, seed=12)
    with clock.pretend(_at(day + timedelta(days=5), 15)):
        _write_over(document, partly, actor)


def _write_over(document: Document, rows: Sequence[form2.RowView], actor: User) -> None:
    """The officer writes a figure by a telephone call, into a cell that a division has answered differently."""
    mine = {cells.line_cell(view.lines[0].line) for view in rows if _left(view) >= 0}
    meeting = next(
        one
        for one in divisions.waiting(document)
        if one.standing.cell in mine and Decimal(one.answers[-1].value or 0) > Decimal(10000)
    )
    told = Decimal(meeting.answers[-1].value) - Decimal("2500.00")
    cells.apply(
        document,
        [cells.Edit(meeting.standing.cell, f"{told:.2f}")],
        actor=actor,
        kind=ChangeSetKind.TYPED,
    )


def swapped(amount: Decimal) -> Decimal | None:
    """The amount with two neighbouring digits changed, the last pair of its whole baht that differs; None
    when it has none."""
    digits = f"{amount:.2f}"
    for at in range(len(digits) - 5, 0, -1):
        turned = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        if is_swap(amount, Decimal(turned)):
            return Decimal(turned)
    return None


def finance_says(document: Document, actor: User, day: date) -> None:
    """Finance gives its totals by fund; one differs, because two digits of a row changed places."""
    form = form2.load(document)
    totals: dict[str, Decimal | None] = {one.fund: one.rows for one in ledger.checked(form)}
    for view in form.rows:
        line = view.lines[0]
        amount = line.figures.amount
        other = swapped(amount) if amount is not None and amount > 1000 else None
        if line.report is not None and line.report.basis == Basis.AMOUNT and amount and other:
            totals[line.line.fund] = (totals[line.line.fund] or Decimal(0)) + other - amount
            break
    ledger.save_totals(document, as_of=day, totals=totals, version=0, actor=actor)


def decisions(document: Document, actor: User, day: date) -> None:
    """A project is cancelled by the council, money of another moves to a third; both with their authority."""
    idle = [
        view
        for view in form2.load(document).rows
        if view.row.status not in (Status.DONE, Status.CANCELLED)
        and len(view.lines) == 1
        and view.lines[0].figures.amount is None
    ]
    gone = idle[-1]
    changes.cancel(
        gone.project,
        changes.Decision(f"มติสภาท้องถิ่น สมัยสามัญ ครั้งที่ 4/{day.year + 543}", day, "ประชาคมขอเปลี่ยนจุดดำเนินการ"),
        actor=actor,
    )
    cells.apply(
        document,
        [
            cells.Edit(cells.row_cell(gone.project, "status"), Status.CANCELLED),
            cells.Edit(cells.row_cell(gone.project, "obstacle"), "สภาท้องถิ่นมีมติให้ยกเลิก"),
        ],
        actor=actor,
        kind=ChangeSetKind.ROW,
    )
    _move_money(document, gone, actor, day)


def _left(view: form2.RowView) -> Decimal:
    """What the first line of a row still has, baht."""
    line = view.lines[0].figures
    return line.budget + line.transfer - line.opening - line.earlier - (line.amount or Decimal(0))


def _move_money(document: Document, gone: form2.RowView, actor: User, day: date) -> None:
    """From the line that has most left to another of the same fund; late in a year there may be none."""
    rows = [view for view in form2.load(document).rows if view.row.key != gone.row.key]
    source = max(rows, key=_left)
    fund = source.lines[0].line.fund
    target = next((one for one in rows if one is not source and one.lines[0].line.fund == fund), None)
    if target is None or _left(source) < 20000:
        return
    changes.transfer(
        source.lines[0].line,
        Decimal("20000.00"),
        changes.Decision(f"อนุมัติผู้บริหารท้องถิ่น ที่ 112/{day.year + 543}", day, "ราคากลางของงานที่รับโอนสูงขึ้น"),
        actor=actor,
        to=target.lines[0].line,
    )


def corrected(document: Document, later: Document, actor: User, *, by: Decimal) -> None:
    """Finance found a voucher of an earlier period: one row of its sent report is put right, `by` baht; one
    whose later figure was typed as the period's own amount, so that the figure to date moves."""
    own = {
        one.line.pk
        for view in form2.load(later).rows
        for one in view.lines
        if one.report is not None and one.report.basis == Basis.AMOUNT
    }
    line = next(
        one
        for view in form2.load(document).rows
        for one in view.lines
        if one.line.pk in own and (one.figures.amount or Decimal(0)) > by * 3
    )
    cell = cells.line_cell(line.line)
    now = (line.figures.amount or Decimal(0)) - by
    cells.apply(
        document, [cells.Edit(cell, f"{now:.2f}")], actor=actor, kind=ChangeSetKind.TYPED, source="ฎีกาที่คืนคลัง"
    )
