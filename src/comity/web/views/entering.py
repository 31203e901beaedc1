"""Coming in: an invitation is taken up; a form that came after the sign-in had expired is sent."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from comity.body.occasion import law_on
from comity.errors import ComityError
from comity.web import invitations, kept_forms
from comity.web.accounts import sign_in, then_to
from comity.web.bodies import bodies
from comity.web.errors import status_of
from comity.web.forms.people import TakingUp
from comity.web.invitations import Chosen
from comity.web.models import Account, Invitation
from comity.web.told import names


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page to which the letter leads."""
    one = invitations.find(token)
    running = bodies().find(one.body) if one is not None else None
    if one is None or running is None:
        raise Http404
    with running.reading() as state:
        day = timezone.now().date().isoformat()
        at = names.Names(state, law_on(state, day), on=day)
        title, name = names.text(at, at.law.charter.title), str(names.person(at, one.person))
    context: dict[str, object] = {
        "invitation": one,
        "standing": invitations.standing(one),
        "title": title,
        "name": name,
    }
    if context["standing"] != "open":
        return render(request, "entering/invitation.html", context, status=410)
    if invitations.existing(one) is not None:
        return _by_account(request, one, context)
    return _by_newcomer(request, one, context)


def _by_account(request: HttpRequest, one: Invitation, context: dict[str, object]) -> HttpResponse:
    """The address has an account: its owner signs in and accepts."""
    error: ComityError | None = None
    if request.method == "POST" and isinstance(request.user, Account):
        try:
            invitations.accept(one, request.user)
        except ComityError as refused:
            error = refused
        else:
            messages.success(request, gettext("The invitation is taken up."), "good")
            return redirect("desk", body=one.body)
    context |= {"existing": True, "error": error}
    return render(
        request, "entering/invitation.html", context, status=status_of(error) if error else 200
    )


def _by_newcomer(request: HttpRequest, one: Invitation, context: dict[str, object]) -> HttpResponse:
    if isinstance(request.user, Account) and request.user.email != one.email:
        status = 409 if request.method == "POST" else 200
        return render(
            request, "entering/invitation.html", {**context, "other": True}, status=status
        )
    initial = {"name": context["name"], "language": get_language()}
    form = TakingUp(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "entering/invitation.html", {**context, "form": form}, status=status)
    given = form.cleaned_data
    account = invitations.begin(
        one, Chosen(given["name"], given["language"], given["zone"], given["city"])
    )
    desk = reverse("desk", kwargs={"body": one.body})
    return sign_in_to_make_keys(request, account, given, desk, request.path)


def sign_in_to_make_keys(
    request: HttpRequest, account: Account, given: dict[str, str], after: str, again: str = ""
) -> HttpResponse:
    """Signs the new account in and leads to its first key, then to its codes, then to ``after``. ``again``: the page that
    opens the account until it has a first key. A password that is not given is set when the codes are there."""
    by_password = given["way"] == "password"
    if by_password and "password" in given:
        account.set_password(given["password"])
        account.save(update_fields=["password"])
    sign_in(request, account)
    then_to(request, after, again, with_password=by_password)
    response = redirect("mfa_activate_totp" if by_password else "mfa_add_webauthn")
    response.set_cookie(
        "django_language", account.language, max_age=365 * 24 * 3600, samesite="Lax"
    )
    return response


WORKINGS = frozenset(
    {"request", "as", "next", "edition", "draft", "do", "was", "was-settled", "seen"}
)
"""Fields that say nothing to a reader, by what their names begin with: they are sent along, unseen."""
CHOICE = 20
"""A value of fewer characters and without a space is a choice that the form made easy; a longer one was typed."""


@login_required
def kept(request: HttpRequest) -> HttpResponse:
    """What was kept for this browser, and the button that sends it."""
    one = kept_forms.find(request)
    if one is None:
        return render(request, "entering/kept.html", {"kept": None}, status=404)
    fields = [(name, value) for name, values in one.data["fields"] for value in values]
    said = [value for name, value in fields if name.partition(":")[0] not in WORKINGS and value]
    texts = [value for value in said if " " in value.strip() or len(value) > CHOICE]
    context = {"kept": one, "fields": fields, "texts": texts, "others": len(said) - len(texts)}
    return render(request, "entering/kept.html", context)


urlpatterns = [
    path("invitation/<str:token>", invitation, name="invitation"),
    path("kept", kept, name="kept"),
]
