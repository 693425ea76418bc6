"""Every move of a document, one typed function each; what they have in common stands in `passage`."""

from workflow.moves.checking import return_, sign
from workflow.moves.drafting import cancel, open_document, propose, refer, reply, take_back
from workflow.moves.leaving import Letter, SealedPackage, reopen, submit, take_receipt
from workflow.moves.opinions import cast_ballot, close_item
from workflow.moves.passage import Point

__all__ = [
    "Letter",
    "Point",
    "SealedPackage",
    "cancel",
    "cast_ballot",
    "close_item",
    "open_document",
    "propose",
    "refer",
    "reopen",
    "reply",
    "return_",
    "sign",
    "submit",
    "take_back",
    "take_receipt",
]
