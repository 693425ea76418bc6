"""Which status an error of the workflow answers with."""

from __future__ import annotations

from workflow.refusals import GuardRefused, NotAllowed, WorkflowError, WrongState

STATUS: dict[type[WorkflowError], int] = {NotAllowed: 403, WrongState: 409, GuardRefused: 422}


def status_of(error: WorkflowError) -> int:
    """The HTTP status of a refusal."""
    return STATUS.get(type(error), 422)
