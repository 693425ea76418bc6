"""The papers of a sitting: invitation with its agenda, sign-in sheet, minutes, resolution. Pure: facts in, bytes out.

Words are Thai, figures ๐–๙ (`settled` 17). Layout of invitation and minutes: ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ
พ.ศ. ๒๕๒๖ (หนังสือภายนอก; แบบที่ ๑๑ รายงานการประชุม). Drafted from what was recorded: who records reads them over.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from papers.skeleton import CM, PORTRAIT_WIDTH
from papers.thai import thai_date
from papers.word import Cell, Paper, row_kind

COMMITTEE = "คณะกรรมการติดตามและประเมินผลแผนพัฒนาท้องถิ่น"
NUMBER, SIGN, NOTE = int(1.2 * CM), int(4.4 * CM), int(2.2 * CM)
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
CHOICES = {
    "approve": "เห็นชอบ",
    "approve_remarks": "เห็นชอบโดยมีข้อสังเกต",
    "return": "ขอให้แก้ไข",
    "abstain": "งดออกเสียง",
    "recuse": "มีส่วนได้เสีย ไม่ร่วมพิจารณา",
}
GUEST_LINES = 5


@dataclass(frozen=True, slots=True)
class Member:
    """One seat's holder: `office` and `group` in words; `presence` is "" before the meeting."""

    name: str
    office: str
    group: str
    presence: str = ""

    @property
    def there(self) -> bool:
        """Whether they took part, in the room or through media."""
        return self.presence in ("present", "online")


@dataclass(frozen=True, slots=True)
class Voice:
    """What one member said that is not plain agreement; `points` are (where, what)."""

    name: str
    choice: str
    remark: str = ""
    points: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One report on the agenda: its title, its revision and mark, and what became of it ("" while open)."""

    number: int
    title: str
    revision: int
    mark: str
    outcome: str = ""
    approve: int = 0
    returns: int = 0
    abstain: int = 0
    recused: int = 0
    casting: bool = False
    discussion: str = ""
    fix_by: date | None = None
    carried: bool = False
    voices: Sequence[Voice] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """The facts of a sitting; `at` is when it is held, or until when a circulation runs. Local times."""

    unit: str
    number: int
    year: int
    circulation: bool
    electronic: bool
    called_on: date
    at: datetime
    place: str
    online: str
    members: Sequence[Member]
    items: Sequence[Item]
    message: str = ""
    guests: Sequence[tuple[str, str]] = ()
    presiding: str = ""
    recorder: str = ""
    chair: str = ""
    phone: str = ""
    second_call: bool = False
    begun: datetime | None = None
    ended: datetime | None = None
    told: str = ""
    other: str = ""
    following: datetime | None = None
    composition: Sequence[str] = ()
    composition_reason: str = ""
    authority: str = ""
    notice_reason: str = ""
    earlier: str = ""
    earlier_adopted: bool = False

    @property
    def title(self) -> str:
        """ครั้งที่ 1/2570, and whether it is a second call."""
        return f"ครั้งที่ {self.number}/{self.year}" + (" (เรียกประชุมครั้งที่สอง)" if self.second_call else "")

    @property
    def where(self) -> str:
        """The room, and the address of the electronic meeting, as far as there are such."""
        parts = [self.place] if self.place else []
        if self.online:
            parts.append(f"ประชุมผ่านสื่ออิเล็กทรอนิกส์ {self.online}")
        return " และ".join(parts) or ("ประชุมผ่านสื่ออิเล็กทรอนิกส์" if self.electronic else "")


def day_of(moment: datetime | date) -> str:
    """วันจันทร์ที่ 12 มกราคม 2569."""
    return f"วัน{WEEKDAYS[moment.weekday()]}ที่ {thai_date(moment, digits='arabic')}"


def time_of(moment: datetime) -> str:
    """09.30 น., with the point that official letters have."""
    return f"{moment:%H.%M} น."


def agenda(meeting: Meeting) -> list[tuple[str, str]]:
    """The items of the agenda in their customary order: (วาระ, เรื่อง)."""
    earlier = (
        f"เรื่องรับรองรายงานการประชุม {meeting.earlier}" if meeting.earlier else "เรื่องรับรองรายงานการประชุม (ไม่มี)"
    )
    lines = [("ระเบียบวาระที่ 1", "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"), ("ระเบียบวาระที่ 2", earlier)]
    lines.append(("ระเบียบวาระที่ 3", "เรื่องเสนอเพื่อพิจารณา"))
    lines += [("", f"3.{item.number} {item.title}") for item in meeting.items]
    lines.append(("ระเบียบวาระที่ 4", "เรื่องอื่น ๆ (ถ้ามี)"))
    return lines


def line_text(meeting: Meeting) -> str:
    """The message for the committee's LINE group: a request, with day, place and what is read."""
    titles = "\n".join(f"{item.number}. {item.title}" for item in meeting.items)
    if meeting.circulation:
        head = (
            f"เรียน {COMMITTEE}\nขอความอนุเคราะห์ให้ความเห็นโดยการเวียน {meeting.title} "
            f"ภายใน{day_of(meeting.at)} เวลา {time_of(meeting.at)}"
        )
    else:
        head = (
            f"เรียน {COMMITTEE}\nขอเรียนเชิญประชุม {meeting.title} {day_of(meeting.at)} เวลา {time_of(meeting.at)}"
            + (f"\nณ {meeting.where}" if meeting.where else "")
        )
    told = f"\n\n{meeting.message}" if meeting.message else ""
    phone = f" โทร. {meeting.phone}" if meeting.phone else ""
    return f"{head}\n\nเรื่องเสนอเพื่อพิจารณา\n{titles}{told}\n\n{meeting.recorder} {meeting.unit}{phone}".strip()


def _paper(out: io.BytesIO, meeting: Meeting) -> Paper:
    return Paper(out, header="", footer=f"{meeting.unit} · {COMMITTEE} ครั้งที่ {meeting.number}/{meeting.year}")


def _sign(paper: Paper, name: str, office: str) -> None:
    """A place to sign; line, name and office stay on one page."""
    paper.paragraph("")
    paper.paragraph("ลงชื่อ ............................................", "TdSignOn")
    paper.paragraph(f"({name or '............................................'})", "TdSignOn")
    paper.paragraph(office, "TdSign")


def invitation(meeting: Meeting) -> bytes:
    """One letter to each member, each on a page of its own, and the agenda behind them."""
    out = io.BytesIO()
    paper = _paper(out, meeting)
    what = "ขอความเห็นโดยการเวียน" if meeting.circulation else f"ขอเชิญประชุม{COMMITTEE}"
    for at, member in enumerate(meeting.members):
        paper.paragraph(f"ที่ ..............................  {meeting.unit}", "TdItem", page_break=at > 0)
        paper.paragraph(f"วันที่ {thai_date(meeting.called_on)}", "TdSign")
        paper.paragraph(f"เรื่อง  {what} {meeting.title}", "TdItem")
        paper.paragraph(f"เรียน  {member.name} {member.office} ({member.group})", "TdItem")
        paper.paragraph("สิ่งที่ส่งมาด้วย  ระเบียบวาระ จำนวน 1 ชุด", "TdItem")
        paper.paragraph(_asks(meeting), "TdText")
        for sentence in _special(meeting):
            paper.paragraph(sentence, "TdText")
        if meeting.message:
            paper.paragraph(meeting.message, "TdText")
        paper.paragraph(
            "จึงเรียนมาเพื่อโปรดพิจารณาให้ความเห็น"
            if meeting.circulation
            else "จึงเรียนมาเพื่อโปรดเข้าร่วมประชุมตามวันและเวลาดังกล่าว",
            "TdText",
        )
        paper.paragraph("")
        paper.paragraph("ขอแสดงความนับถือ", "TdSign")
        _sign(paper, meeting.chair, f"ประธาน{COMMITTEE}")
        if meeting.phone:
            paper.paragraph(f"{meeting.recorder}  โทร. {meeting.phone}", "TdItem")
    paper.paragraph(f"ระเบียบวาระ\n{COMMITTEE}\n{meeting.title}", "TdTitle", page_break=True)
    _when(paper, meeting)
    for head, text in agenda(meeting):
        paper.paragraph(f"{head}  {text}" if head else text, "TdItem" if head else "TdChoice")
    paper.close(landscape=False)
    return out.getvalue()


def _asks(meeting: Meeting) -> str:
    count = len(meeting.items)
    if meeting.circulation:
        return (
            f"ด้วย{meeting.unit} มีรายงานที่ขอความเห็นของ{COMMITTEE} จำนวน {count} เรื่อง ตามระเบียบวาระที่ส่งมาด้วย "
            f"จึงขอความอนุเคราะห์ท่านพิจารณาและให้ความเห็นภายใน{day_of(meeting.at)} เวลา {time_of(meeting.at)}"
        )
    place = f" ณ {meeting.where}" if meeting.where else ""
    return (
        f"ด้วยประธาน{COMMITTEE} ได้กำหนดให้มีการประชุม {meeting.title} ใน{day_of(meeting.at)} "
        f"เวลา {time_of(meeting.at)}{place} เพื่อพิจารณารายงาน จำนวน {count} เรื่อง ตามระเบียบวาระที่ส่งมาด้วย "
        "จึงขอเรียนเชิญท่านเข้าร่วมประชุม"
    )


def _special(meeting: Meeting) -> list[str]:
    """What is not as the rules have it, with its reason: printed in the invitation and in the minutes."""
    found = []
    if meeting.second_call:
        found.append(
            "การประชุมครั้งนี้เป็นการเรียกประชุมครั้งที่สอง เนื่องจากการประชุมครั้งก่อนไม่ครบองค์ประชุม "
            "มีกรรมการมาประชุมไม่น้อยกว่าหนึ่งในสามให้ถือเป็นองค์ประชุม (พ.ร.บ.วิธีปฏิบัติราชการทางปกครอง พ.ศ. 2539 มาตรา 79)"
        )
    if meeting.composition_reason:
        lacks = " ".join(meeting.composition)
        authority = f" ({meeting.authority})" if meeting.authority else ""
        found.append(
            f"องค์ประกอบของคณะกรรมการ: {lacks} เหตุผล: {meeting.composition_reason}{authority}".replace(
                "  ", " "
            )
        )
    if meeting.notice_reason:
        found.append(f"การนัดประชุมน้อยกว่าที่กฎหมายกำหนดเพราะเป็นกรณีเร่งด่วน: {meeting.notice_reason}")
    return found


def _when(paper: Paper, meeting: Meeting) -> None:
    if meeting.circulation:
        paper.paragraph(f"ให้ความเห็นได้ถึง{day_of(meeting.at)} เวลา {time_of(meeting.at)}", "TdNothing")
        return
    place = f"\nณ {meeting.where}" if meeting.where else ""
    paper.paragraph(f"{day_of(meeting.at)} เวลา {time_of(meeting.at)}{place}", "TdNothing")


def sign_in_sheet(meeting: Meeting) -> bytes:
    """The sheet that goes round in the room: a line for each member, some for guests."""
    out = io.BytesIO()
    paper = _paper(out, meeting)
    paper.paragraph(f"บัญชีลงชื่อผู้เข้าร่วมประชุม\n{COMMITTEE}\n{meeting.title}", "TdTitle")
    _when(paper, meeting)
    name = (PORTRAIT_WIDTH - NUMBER - SIGN - NOTE) // 2
    widths = [NUMBER, name, name, SIGN, NOTE]
    head = row_kind([Cell("Td14Head", width) for width in widths], head=True)
    body = row_kind([Cell("Td14Centre", NUMBER), *[Cell("Td14Left", width) for width in widths[1:]]])
    rows = [(head, "", ("ที่", "ชื่อ–สกุล", "ตำแหน่ง", "ลายมือชื่อ", "หมายเหตุ"))]
    rows += [
        (body, "", (str(at), one.name, f"{one.office}\n{one.group}", "\n", ""))
        for at, one in enumerate(meeting.members, start=1)
    ]
    paper.table(widths, rows)
    paper.paragraph("ผู้เข้าร่วมประชุม", "TdPart")
    guests = [*meeting.guests, *[("", "")] * GUEST_LINES][: max(GUEST_LINES, len(meeting.guests))]
    rows = [(head, "", ("ที่", "ชื่อ–สกุล", "ตำแหน่ง", "ลายมือชื่อ", "หมายเหตุ"))]
    rows += [
        (body, "", (str(at), guest, position, "\n", ""))
        for at, (guest, position) in enumerate(guests, start=1)
    ]
    paper.table(widths, rows)
    paper.close(landscape=False)
    return out.getvalue()


def minutes(meeting: Meeting) -> bytes:
    """The minutes (แบบที่ 11), drafted from what was recorded."""
    out = io.BytesIO()
    paper = _paper(out, meeting)
    paper.paragraph(f"รายงานการประชุม\n{COMMITTEE}\n{meeting.unit}\n{meeting.title}\nเมื่อ{day_of(meeting.at)}"
                    + (f"\nณ {meeting.where}" if meeting.where else ""), "TdTitle")  # fmt: skip
    _people(paper, "ผู้มาประชุม", [one for one in meeting.members if one.there])
    _people(paper, "ผู้ไม่มาประชุม", [one for one in meeting.members if not one.there])
    if meeting.guests:
        paper.paragraph("ผู้เข้าร่วมประชุม", "TdPart")
        for at, (name, position) in enumerate(meeting.guests, start=1):
            paper.paragraph(f"{at}. {name}" + (f"  {position}" if position else ""), "TdChoice")
    begun = meeting.begun or meeting.at
    paper.paragraph(f"เริ่มประชุมเวลา {time_of(begun)}", "TdPart")
    present = sum(one.there for one in meeting.members)
    leads = f" {meeting.presiding} ซึ่งที่ประชุมเลือกให้ทำหน้าที่ประธาน" if meeting.presiding else "ประธาน"
    paper.paragraph(
        f"เมื่อกรรมการมาประชุม {present} คน จากผู้ดำรงตำแหน่ง {len(meeting.members)} คน {leads}กล่าวเปิดการประชุม",
        "TdText",
    )
    for sentence in _special(meeting):
        paper.paragraph(sentence, "TdText")
    paper.paragraph("ระเบียบวาระที่ 1  เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", "TdPart")
    paper.paragraph(meeting.told or "ไม่มี", "TdText")
    paper.paragraph(f"ระเบียบวาระที่ 2  เรื่องรับรองรายงานการประชุม {meeting.earlier}", "TdPart")
    paper.paragraph(_adopted(meeting), "TdText")
    paper.paragraph("ระเบียบวาระที่ 3  เรื่องเสนอเพื่อพิจารณา", "TdPart")
    _items(paper, meeting)
    paper.paragraph("ระเบียบวาระที่ 4  เรื่องอื่น ๆ", "TdPart")
    paper.paragraph(meeting.other or "ไม่มี", "TdText")
    if meeting.following is not None:
        paper.paragraph(
            f"เรื่องที่ยังไม่ได้พิจารณานัดประชุมต่อใน{day_of(meeting.following)} เวลา {time_of(meeting.following)}",
            "TdText",
        )
    paper.paragraph(f"เลิกประชุมเวลา {time_of(meeting.ended)}" if meeting.ended else "", "TdPart")
    _sign(paper, meeting.recorder, "ผู้จดรายงานการประชุม")
    _sign(paper, "", "ผู้ตรวจรายงานการประชุม")
    paper.close(landscape=False)
    return out.getvalue()


def _adopted(meeting: Meeting) -> str:
    if not meeting.earlier:
        return "ไม่มี"
    return "ที่ประชุมรับรอง" if meeting.earlier_adopted else "ยังไม่ได้รับรองในการประชุมครั้งนี้"


def _people(paper: Paper, head: str, members: Sequence[Member]) -> None:
    if not members:
        return
    paper.paragraph(head, "TdPart")
    words = {"online": " (ผ่านสื่ออิเล็กทรอนิกส์)", "excused": " (ลา)"}
    for at, one in enumerate(members, start=1):
        paper.paragraph(
            f"{at}. {one.name}  {one.office} ({one.group}){words.get(one.presence, '')}", "TdChoice"
        )


def _items(paper: Paper, meeting: Meeting) -> None:
    for item in meeting.items:
        named = f"3.{item.number} {item.title} ฉบับที่ {item.revision} (รหัสตรวจสอบ "
        paper.exact(named, item.mark, ")", "TdItem")
        if item.discussion:
            paper.paragraph(item.discussion, "TdText")
        for sentence in said(item):
            paper.paragraph(sentence, "TdText")
        paper.paragraph(f"มติที่ประชุม  {resolved(item)}", "TdChoice")


def said(item: Item) -> list[str]:
    """What each member said who did not plainly agree, by name."""
    return [
        f"{voice.name}: {CHOICES[voice.choice]}"
        + (f" “{voice.remark}”" if voice.remark else "")
        + "".join(f" ({where}: {text})" for where, text in voice.points)
        for voice in item.voices
    ]


def counts(item: Item) -> str:
    """เห็นชอบ 7 ขอให้แก้ไข 1 งดออกเสียง 1, and who took no part."""
    told = f"เห็นชอบ {item.approve} เสียง ขอให้แก้ไข {item.returns} เสียง งดออกเสียง {item.abstain} เสียง"
    return told + (f" มีส่วนได้เสีย {item.recused} คน" if item.recused else "")


def resolved(item: Item) -> str:
    """What was decided on an item, in one sentence."""
    if item.carried:
        return "ยังไม่ได้พิจารณา นำไปพิจารณาในการประชุมครั้งต่อไป"
    if item.outcome == "approved":
        if item.returns == item.abstain == item.recused == 0:
            return f"เห็นชอบ ไม่มีผู้เห็นเป็นอย่างอื่น ({item.approve} เสียง)"
        casting = " โดยประธานออกเสียงชี้ขาด" if item.casting else ""
        return f"เห็นชอบ{casting} ({counts(item)})"
    if item.outcome == "no_quorum":
        return "ไม่ครบองค์ประชุม จึงเรียกประชุมครั้งที่สอง"
    if item.outcome:
        by = f" ภายในวันที่ {thai_date(item.fix_by, digits='arabic')}" if item.fix_by else ""
        return f"ส่งกลับให้แก้ไข{by} ({counts(item)})"
    return "............................................................"


def resolution(meeting: Meeting) -> bytes:
    """The resolution to be signed: each report, what was decided, by how many. For a circulation as well."""
    out = io.BytesIO()
    paper = _paper(out, meeting)
    by = "โดยการเวียน " if meeting.circulation else ""
    paper.paragraph(f"มติ{COMMITTEE}\n{meeting.unit}\n{by}{meeting.title}", "TdTitle")
    paper.paragraph(
        f"{_how(meeting)} {COMMITTEE} ได้พิจารณารายงาน จำนวน {len(meeting.items)} เรื่อง และมีมติดังนี้", "TdText"
    )
    for sentence in _special(meeting):
        paper.paragraph(sentence, "TdText")
    for item in meeting.items:
        named = f"{item.number}. {item.title} ฉบับที่ {item.revision} (รหัสตรวจสอบ "
        paper.exact(named, item.mark, ")", "TdItem")
        paper.paragraph(f"มติ  {resolved(item)}", "TdChoice")
        for sentence in said(item):
            paper.paragraph(sentence, "TdChoice")
    _sign(
        paper,
        meeting.presiding or meeting.chair,
        "ประธานที่ประชุม" if meeting.presiding else f"ประธาน{COMMITTEE}",
    )
    _sign(paper, meeting.recorder, "ผู้บันทึกมติ")
    paper.close(landscape=False)
    return out.getvalue()


def _how(meeting: Meeting) -> str:
    if meeting.circulation:
        return f"ในการให้ความเห็นโดยการเวียน ซึ่งสิ้นสุด{day_of(meeting.at)}"
    present = sum(one.there for one in meeting.members)
    return f"ในการประชุมเมื่อ{day_of(meeting.at)} มีกรรมการมาประชุม {present} คน"
