"""How a member is spoken to and of: กรรมการผู้แทนประชาคมท้องถิ่น, ประธานกรรมการ. Pure words, no model.

Source of the groups: the regulation's ข้อ 28; chair and secretary are chosen by the members.
"""

from __future__ import annotations

from organisations.sentences import Sentence, gettext_noop

OFFICE = {
    "chair": gettext_noop("chair of the committee"),
    "secretary": gettext_noop("member and secretary"),
}
GROUP = {
    "council": gettext_noop("member for the local council"),
    "community": gettext_noop("member for the local community"),
    "agency": gettext_noop("member for the related agencies"),
    "division_head": gettext_noop("member for the heads of division"),
    "expert": gettext_noop("member as an expert"),
}


def title(group: str, office: str = "") -> Sentence:
    """The words that follow a member's name: the office, else the group of the seat. KeyError for another group."""
    return Sentence(OFFICE.get(office) or GROUP[group])
