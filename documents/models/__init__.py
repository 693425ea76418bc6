"""What is owed, what is written, what was frozen, what was asked."""

from documents.models.changesets import CellChange, ChangeFile, ChangeSet, ChangeSetKind
from documents.models.divisions import Decision, DivisionAnswer, DivisionRequest, Via
from documents.models.documents import EDITABLE, Document, Revision, State
from documents.models.figures import (
    Basis,
    FindingNote,
    LineReport,
    Opening,
    OpeningStatus,
    ProjectReport,
    Section,
    SectionAnswer,
)
from documents.models.files import StoredFile
from documents.models.issues import Issue, IssueReply, ReasonCode, Severity, Source
from documents.models.ledger import LedgerEntry, LedgerStatement
from documents.models.obligations import REPORTS, SHEETS, Act, Extension, FormKind, Obligation, Waiver
from documents.models.restatements import Restatement, RestatementDecision
from documents.models.sheets import Evidence, SheetCell
from documents.models.templates import FormTemplate, TemplateIsKept

__all__ = [
    "EDITABLE",
    "REPORTS",
    "SHEETS",
    "Act",
    "Basis",
    "CellChange",
    "ChangeFile",
    "ChangeSet",
    "ChangeSetKind",
    "Decision",
    "DivisionAnswer",
    "DivisionRequest",
    "Document",
    "Evidence",
    "Extension",
    "FindingNote",
    "FormKind",
    "FormTemplate",
    "Issue",
    "IssueReply",
    "LedgerEntry",
    "LedgerStatement",
    "LineReport",
    "Obligation",
    "Opening",
    "OpeningStatus",
    "ProjectReport",
    "ReasonCode",
    "Restatement",
    "RestatementDecision",
    "Revision",
    "Section",
    "SectionAnswer",
    "Severity",
    "SheetCell",
    "Source",
    "State",
    "StoredFile",
    "TemplateIsKept",
    "Via",
    "Waiver",
]
