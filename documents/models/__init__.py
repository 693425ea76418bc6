"""What is owed, what is written, what was frozen, what was asked."""

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
from documents.models.obligations import Act, Extension, FormKind, Obligation, Waiver

__all__ = [
    "EDITABLE",
    "Act",
    "Basis",
    "Document",
    "Extension",
    "FindingNote",
    "FormKind",
    "Issue",
    "IssueReply",
    "LineReport",
    "Obligation",
    "Opening",
    "OpeningStatus",
    "ProjectReport",
    "ReasonCode",
    "Revision",
    "Section",
    "SectionAnswer",
    "Severity",
    "Source",
    "State",
    "StoredFile",
    "Waiver",
]
