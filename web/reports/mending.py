"""What readers asked to have mended in a report, and the replies."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from documents import forms
from documents.models import Issue, Revision
from web import access
from web.access import Visitor
from web.paper import changes, place_of
from web.posting import once
from web.refusals import status_of
from workflow import moves
from workflow.refusals import WorkflowError


@once
def issues(request: Visitor, document_id: str) -> HttpResponse:
    """What readers asked to have mended, what was answered, what changed since."""
    document = access.staff_document(request, document_id)  # type: ignore[arg-type]
    status, error, failed = 200, "", ""
    if request.method == "POST":
        failed = request.POST.get("issue", "")
        issue = Issue.objects.filter(document=document, public_id=failed).first()
        if issue is None:
            return render(request, "errors/404.html", status=404)
        try:
            moves.reply(issue, actor=request.user, text=request.POST.get("text", ""))
        except WorkflowError as refusal:
            status, error = status_of(refusal), str(refusal)
        else:
            messages.success(request, _("The reply was saved."))
            return redirect("issues", document.public_id)
    rows = Issue.objects.filter(document=document, pending=False).select_related("revision", "raised_by")
    frozen = Revision.objects.filter(document=document).order_by("-number").first()
    names = place_of(frozen.data) if frozen else {}
    return render(
        request,
        "issues/page.html",
        {
            "document": document,
            "obligation": document.obligation,
            "issues": [(one, names.get(one.anchor, one.anchor)) for one in rows.prefetch_related("replies")],
            "latest": frozen,
            "changes": changes(frozen.data, forms.content(document, 1), names) if frozen else [],
            "error": error,
            "failed": failed,
            "typed": request.POST.get("text", ""),
            "editable": document.is_editable,
        },
        status=status,
    )
