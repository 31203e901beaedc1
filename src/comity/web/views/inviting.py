"""Accounts of people: those who keep the record invite, withdraw, and give accounts back, two officers together."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.body.acts import RevokeKey
from comity.errors import ComityError
from comity.web import acting, invitations, letters, recoveries
from comity.web.accounts import require_protected
from comity.web.forms.people import AskRecovery, Invite
from comity.web.models import Account, Belonging, Recovery
from comity.web.readmodel import people as reading
from comity.web.told import names
from comity.web.views.people import back_to, person_page
from comity.web.visits import Visit, page

# --- invitations and recoveries -------------------------------------------------------------------------------


def _keeper(visit: Visit, person: str) -> Account:
    """The account of the reader, who keeps the record. ``Http404`` for anybody else, and where the person is not known.

    Raises ``Refused`` where the sign-in may only read."""
    if not visit.reader.keeps_record or person not in visit.state.persons:
        raise Http404
    require_protected(visit.request, visit.hosted)
    return get_object_or_404(Account, pk=visit.reader.account or 0)


@require_POST
@page
def invite(visit: Visit, person: str) -> HttpResponse:
    """A letter goes to the person; an earlier one opens no more."""
    by = _keeper(visit, person)
    form = Invite(visit.request.POST)
    if not form.is_valid():
        return person_page(visit, person, invite=form)
    try:
        one, token = invitations.invite(visit.name, person, form.cleaned_data["email"], by)
    except ComityError as error:
        return person_page(visit, person, error, invite=form)
    link = letters.address_of(visit.request, f"/invitation/{token}")
    context = {
        "body": _title(visit),
        "name": _named(visit, person),
        "by": by,
        "link": link,
        "until": one.until,
    }
    letter = letters.write_to(one.email, form.cleaned_data["language"], "invitation", context)
    return _sending(visit, person, letter)


@require_POST
@page
def withdraw(visit: Visit, person: str) -> HttpResponse:
    """The invitations of the person open no more."""
    _keeper(visit, person)
    for one in invitations.open_invitations(visit.name, person):
        invitations.withdraw(one)
    messages.success(
        visit.request, gettext("The invitation is withdrawn: its letter opens nothing."), "good"
    )
    return back_to(visit, person)


@require_POST
@page
def ask_recovery(visit: Visit, person: str) -> HttpResponse:
    """The first officer asks that the account be given back."""
    by, account = _keeper(visit, person), _account(visit, person)
    form = AskRecovery(visit.request.POST)
    if not form.is_valid():
        return person_page(visit, person, recovery=form)
    try:
        one = recoveries.ask(visit.name, account, form.cleaned_data["reason"], by)
    except ComityError as error:
        return person_page(visit, person, error, recovery=form)
    _tell_all(visit, one, "recovery_asked")
    messages.success(
        visit.request,
        gettext("Asked for. Another officer confirms it; both of you and the owner were told."),
        "good",
    )
    return back_to(visit, person)


@require_POST
@page
def settle_recovery(visit: Visit, number: int) -> HttpResponse:
    """The second officer confirms; or an officer refuses."""
    one = get_object_or_404(Recovery, pk=number, body=visit.name)
    held = get_object_or_404(Belonging, account=one.account, body=visit.name).person
    by = _keeper(visit, held)
    try:
        if visit.request.POST.get("say") == "confirm":
            return _confirmed(visit, one, by, held)
        recoveries.refuse(one, by)
    except ComityError as error:
        return person_page(visit, held, error)
    _tell_all(visit, Recovery.objects.get(pk=one.pk), "recovery_refused")
    messages.success(
        visit.request, gettext("The recovery is refused; everybody concerned was told."), "good"
    )
    return back_to(visit, held)


def _confirmed(visit: Visit, one: Recovery, by: Account, person: str) -> HttpResponse:
    recoveries.check(one, by)
    keys = reading.signing_keys(visit.state, person, visit.day)
    if keys:  # signing keys are lost with the rest, and are revoked in the record
        why = gettext("account recovered")
        acting.submit(
            visit, *(acting.made(visit, RevokeKey, key=key.key, reason=why) for key in keys)
        )
    token = recoveries.confirm(one, by)
    link = letters.address_of(visit.request, f"/recovery/{token}")
    one = Recovery.objects.select_related("account", "asked_by", "confirmed_by").get(pk=one.pk)
    context = {"body": _title(visit), "recovery": one, "link": link}
    _tell_all(visit, one, "recovery_confirmed", owner=False)
    return _sending(visit, person, letters.write(one.account, "recovery", context))


def _tell_all(visit: Visit, one: Recovery, letter: str, owner: bool = True) -> None:
    """The owner, who asked, who confirmed; and before that every other account that keeps the record."""
    told = {one.asked_by, one.confirmed_by, *([one.account] if owner else [])} - {None}
    if letter == "recovery_asked":
        told |= _other_keepers(visit)
    for account in told:
        if account is not None:
            written = letters.write(account, letter, {"body": _title(visit), "recovery": one})
            visit.after(partial(letters.hand_over, written))


def _other_keepers(visit: Visit) -> set[Account]:
    keeping = reading.keepers(visit.state, visit.law, visit.day)
    ties = Belonging.objects.filter(body=visit.name, person__in=keeping).select_related("account")
    return {tie.account for tie in ties}


def _account(visit: Visit, person: str) -> Account:
    return get_object_or_404(Belonging, body=visit.name, person=person).account


# --- saying what was done ---------------------------------------------------------------------------------------------


def _title_now(visit: Visit) -> str:
    """The body's title, in the language of the letter that says it."""
    return str(names.text(names.Names(visit.state, visit.law), visit.law.charter.title))


def _named_now(visit: Visit, person: str) -> str:
    return str(names.person(names.Names(visit.state, visit.law), person))


_title, _named = lazy(_title_now, str), lazy(_named_now, str)


def _sending(visit: Visit, person: str, letter: letters.Letter) -> HttpResponse:
    visit.after(lambda: _tell_sent(visit, letter.address, letters.hand_over(letter)))
    return back_to(visit, person)


def _tell_sent(visit: Visit, address: str, sent: bool) -> None:
    if sent:
        messages.success(
            visit.request,
            gettext("A letter is on its way to {address}.").format(address=address),
            "good",
        )
    else:
        said = gettext(
            "The letter to {address} could not be handed over. Look at the mail settings, then send it again."
        )
        messages.error(visit.request, said.format(address=address), "bad")


urlpatterns = [
    path("people/recoveries/<int:number>", settle_recovery, name="settle_recovery"),
    path("people/<str:person>/invite", invite, name="invite"),
    path("people/<str:person>/withdraw", withdraw, name="withdraw_invitation"),
    path("people/<str:person>/recovery", ask_recovery, name="ask_recovery"),
]
