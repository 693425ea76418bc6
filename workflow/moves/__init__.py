"""Every move of a document, one typed function each; what they have in common stands in `passage`."""

from workflow.moves.checking import endorse, return_, sign
from workflow.moves.drafting import ask_cancel, cancel, open_document, propose, refer, reply, take_back
from workflow.moves.leaving import Letter, SealedPackage, reopen, submit, take_receipt
from workflow.moves.opinions import (
    Dissent,
    answer_objection,
    cast_ballot,
    close_item,
    object_to,
    record_item,
    record_paper_opinion,
)
from workflow.moves.passage import Point
from workflow.moves.sittings import (
    adopt_minutes,
    attach_resolution,
    call_again,
    call_sitting,
    end_meeting,
    move_sitting,
    record_attendance,
)

__all__ = [
    "Dissent",
    "Letter",
    "Point",
    "SealedPackage",
    "adopt_minutes",
    "answer_objection",
    "ask_cancel",
    "attach_resolution",
    "call_again",
    "call_sitting",
    "cancel",
    "cast_ballot",
    "close_item",
    "end_meeting",
    "endorse",
    "move_sitting",
    "object_to",
    "open_document",
    "propose",
    "record_attendance",
    "record_item",
    "record_paper_opinion",
    "refer",
    "reopen",
    "reply",
    "return_",
    "sign",
    "submit",
    "take_back",
    "take_receipt",
]
