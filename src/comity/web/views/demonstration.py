"""The doors of a demonstration: whoever comes signs in as one of the invented persons, without any key.

They exist as long as the settings say that this is a demonstration, and into practice bodies alone.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.web.accounts import sign_in
from comity.web.demonstration import PRACTICE, doors
from comity.web.models import Account, Belonging, HostedBody
from comity.web.visits import CHOSEN


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Signs in as that person, to act in that capacity (the person's first, unless one is named)."""
    if not settings.DEMONSTRATION:
        raise Http404
    body = request.POST.get("body", PRACTICE)
    get_object_or_404(HostedBody, body=body, practice=True)
    person, wanted = request.POST.get("person", ""), request.POST.get("capacity", "")
    found = [d for d in doors(body) if d.person == person and wanted in ("", d.capacity.key)]
    if not found:
        raise Http404
    account = get_object_or_404(Belonging, body=body, person=person).account
    if _is_elsewhere(account):
        raise Http404
    sign_in(request, account)
    request.session[CHOSEN] = {body: found[0].capacity.key}
    messages.success(request, gettext("You have come in as {name}.").format(name=account), "good")
    return redirect("desk", body=body)


def _is_elsewhere(account: Account) -> bool:
    """Whether the account is somebody's in a body that is no practice body: no door leads there."""
    practised = HostedBody.objects.filter(practice=True).values("body")
    return bool(account.belongings.exclude(body__in=practised).exists())


urlpatterns = [path("demonstration/enter", enter, name="enter")]
