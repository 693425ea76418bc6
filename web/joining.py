"""An account is opened by its owner: a link that works once, to set a password nobody else has ever known."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from committee import seating
from organisations.models import OrgUnit, User


def may_show(person: User, unit: OrgUnit) -> bool:
    """Whether the unit's staff may see the link: its owner has never set a password, and belongs to no other unit.

    Else who writes down the address of another unit's newcomer could open that account before them.
    """
    if person.has_usable_password() or not person.has_mail or person.is_superuser:
        return False
    return not seating.known_elsewhere(person, unit)


@sensitive_post_parameters()
@never_cache
def join(request: HttpRequest, person_id: str, token: str) -> HttpResponse:
    """Set one's password. A link that is used, old or wrong says so and opens nothing."""
    person = User.objects.filter(public_id=person_id, is_active=True).first()
    if person is None or not person.has_mail or not default_token_generator.check_token(person, token):
        return render(request, "join/ended.html", status=404)
    form = SetPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(
            request, _("Your password is set. Please sign in with %(email)s.") % {"email": person.email}
        )
        return redirect("account_login")
    status = 422 if request.method == "POST" else 200
    response = render(request, "join/page.html", {"form": form, "who": person}, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
