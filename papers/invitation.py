"""What an officer sends to the members of a sitting by LINE: a request with a link, in Thai. Pure words.

A member's own message carries their own link; a group's carries the common link, which asks for the name and
the code of the invitation, never a personal one (`ux` amendment 8). It asks, it does not order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from papers.thai import thai_date

COMMITTEE = "คณะกรรมการติดตามและประเมินผลแผนพัฒนาท้องถิ่น"


@dataclass(frozen=True, slots=True)
class Invitation:
    """The facts of a request. `reports` are their names; `held` is the hour (09.30) of a meeting, else empty."""

    unit: str
    reports: Sequence[str]
    until: date
    link: str
    asker: str
    phone: str
    held: str = ""
    place: str = ""


def subject(told: Invitation) -> str:
    """Which reports: one by its name, several by their number."""
    return told.reports[0] if len(told.reports) == 1 else f"รายงาน {len(told.reports)} ฉบับ"


def by_when(told: Invitation) -> str:
    """Until when an opinion is asked for: the closing day, or before the hour of the meeting."""
    day = thai_date(told.until, style="short", digits="arabic")
    if not told.held:
        return f"ภายในวันที่ {day}"
    place = f" ณ {told.place}" if told.place else ""
    return f"ก่อนการประชุมวันที่ {day} เวลา {told.held} น.{place}"


def _signed(told: Invitation) -> str:
    return f"{told.asker} {told.unit}" + (f" โทร. {told.phone}" if told.phone else "")


def to_member(told: Invitation, name: str, title: str) -> str:
    """The message to one member, with their own link."""
    return (
        f"เรียน {name} {title}\n"
        f"{told.unit} ขอความอนุเคราะห์ท่านพิจารณา{subject(told)} และให้ความเห็น{by_when(told)}\n"
        "กดเปิดอ่านและตอบได้เลย ไม่ต้องใช้รหัสผ่าน\n"
        f"{told.link}\n"
        "ลิงก์นี้เป็นของท่านคนเดียว ขอความกรุณาไม่ส่งต่อ\n"
        f"{_signed(told)}"
    )


def to_group(told: Invitation) -> str:
    """The message to the committee's group, with the common link."""
    return (
        f"เรียน {COMMITTEE} {told.unit}\n"
        f"ขอความอนุเคราะห์พิจารณา{subject(told)} และให้ความเห็น{by_when(told)}\n"
        "กดลิงก์ เลือกชื่อของท่าน แล้วใส่รหัส 8 หลักในใบเชิญของท่าน\n"
        f"{told.link}\n"
        f"{_signed(told)}"
    )
