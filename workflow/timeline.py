"""A document's life in words, from its log; and the stamp that its latest receipt bears."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.models import Document
from organisations.sentences import Sentence, gettext_noop
from workflow.models import LogEntry

CHOICE = {
    "approve": gettext_noop("approve"),
    "approve_remarks": gettext_noop("approve with remarks"),
    "return": gettext_noop("ask for mending"),
    "abstain": gettext_noop("abstain"),
    "recuse": gettext_noop("conflict of interest, takes no part"),
}
SAYS = {
    "open": gettext_noop("The report was begun."),
    "propose": gettext_noop("Revision %(revision)s was laid before the head of office."),
    "refer": gettext_noop("Revision %(revision)s was laid before the committee."),
    "endorse": gettext_noop("%(title)s has read it: %(reader)s %(capacity)s"),
    "cancel_asked": gettext_noop("It was asked to cancel it: %(reason)s (%(granted_by)s)"),
    "take_back": gettext_noop("It was taken back before anyone had answered."),
    "ballot": gettext_noop("Seat %(seat)s: %(choice)s."),
    "record": gettext_noop("The opinions of %(present)s members present were recorded in the meeting."),
    "adjourn": gettext_noop("The meeting was adjourned before this report was taken up."),
    "objection": gettext_noop("Seat %(seat)s objects to what stands in its name. %(text)s"),
    "objection_answer": gettext_noop("The objection of seat %(seat)s was answered: “%(text)s”"),
    "issue": gettext_noop("An issue was raised: “%(text)s”"),
    "reply": gettext_noop("An issue was answered: “%(text)s”"),
    "close": gettext_noop(
        "The sitting ended without a quorum (%(answered)s of %(held)s); a second call was opened."
    ),
    "approve": gettext_noop(
        "The committee approved revision %(revision)s: approve %(approve)s, return %(returns)s, abstain %(abstain)s."
    ),
    "return": gettext_noop("Revision %(revision)s came back to be mended."),
    "sign": gettext_noop("Signed by %(signer)s."),
    "submit": gettext_noop("Sent with letter %(letter)s, signed by %(signer)s."),
    "reopen": gettext_noop("A new revision was begun: %(reason)s"),
    "cancel": gettext_noop("Cancelled: %(reason)s"),
    "receipt": gettext_noop("%(pao_name)s: %(step_word)s, number %(register)s."),
}
STEP = {
    "registered": gettext_noop("registered"),
    "recorded": gettext_noop("recorded in the provincial database"),
    "correction_asked": gettext_noop("asks to look at it again"),
}
GROUP = {
    "ballot": "opinions",
    "record": "opinions",
    "objection": "opinions",
    "objection_answer": "opinions",
    "issue": "mending",
    "reply": "mending",
    "return": "mending",
    "receipt": "receipts",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline: what happened, who did it and in which role."""

    at: datetime
    sentence: Sentence
    who: str
    group: str
    kind: str
    note: str = ""
    role: str = ""


def _params(entry: LogEntry) -> dict[str, Any]:
    facts = dict(entry.facts)
    if "choice" in facts:
        facts["choice"] = Sentence(CHOICE.get(facts["choice"], facts["choice"]))
    if entry.kind == "receipt":
        facts["step_word"] = Sentence(
            STEP.get(facts.get("step", ""), "%(step)s"), {"step": facts.get("step", "")}
        )
    return facts


def of(document: Document) -> list[Happening]:
    """All that happened, newest first."""
    entries = LogEntry.objects.filter(document=document).select_related("actor").order_by("-seq")
    return [
        Happening(
            at=entry.at,
            sentence=Sentence(SAYS.get(entry.kind, entry.kind), _params(entry)),
            who=entry.actor.name if entry.actor else "",
            group=GROUP.get(entry.kind, "moves"),
            kind=entry.kind,
            note=str(entry.facts.get("remark", "")),
            role=entry.role,
        )
        for entry in entries
    ]


def stamp(document: Document) -> dict[str, str] | None:
    """The ตราลงรับ of the latest receipt, if the อบจ. has registered it."""
    entry = LogEntry.objects.filter(document=document, kind="receipt").order_by("-seq").first()
    if entry is None:
        return None
    facts = entry.facts
    return {"register": facts["register"], "at": facts["at"], "step": facts["step"], "pao": facts["pao_name"]}
