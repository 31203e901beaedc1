"""Accounts of people: the officers who keep the record invite, withdraw, change addresses, and give accounts back."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.body.acts import RevokeKey
from comity.errors import ComityError
from comity.web import acting, invitations, letters, recoveries, sending
from comity.web.accounts import require_protected
from comity.web.forms.people import AskRecovery, Invite, NewAddress
from comity.web.models import Account, Belonging, Invitation, Recovery
from comity.web.readmodel import people as reading
from comity.web.views.people import back_to, keeper_accounts, person_page
from comity.web.visits import Visit, page


def keeper(visit: Visit) -> Account:
    """The account of the reader, who keeps the record. ``Http404`` for anybody else.

    Raises ``Refused`` where the sign-in may only read."""
    if not visit.reader.keeps_record:
        raise Http404
    require_protected(visit.request, visit.hosted)
    return get_object_or_404(Account, pk=visit.reader.account or 0)


def _keeper_of(visit: Visit, person: str) -> Account:
    """The same; ``Http404`` where the person is not known."""
    if person not in visit.state.persons:
        raise Http404
    return keeper(visit)


# --- invitations ------------------------------------------------------------------------------------------------------


@require_POST
@page
def invite(visit: Visit, person: str) -> HttpResponse:
    """The person is invited; links sent before open no more."""
    by = _keeper_of(visit, person)
    form = Invite(visit.request.POST)
    if not form.is_valid():
        return person_page(visit, person, invite=form)
    try:
        one = sending.invite(
            visit, person, form.cleaned_data["email"], form.cleaned_data["language"], by
        )
    except ComityError as error:
        return person_page(visit, person, error, invite=form)
    visit.after(partial(_say, visit, one))
    return back_to(visit, person)


def _say(visit: Visit, one: Invitation) -> None:
    sending.say(visit.request, one.email, one.delivery)  # type: ignore[arg-type]


@require_POST
@page
def withdraw(visit: Visit, person: str) -> HttpResponse:
    """The invitations of the person open no more."""
    _keeper_of(visit, person)
    for one in invitations.open_invitations(visit.name, person):
        invitations.withdraw(one)
    messages.success(
        visit.request, gettext("The invitation is withdrawn. Its link no longer works."), "good"
    )
    return back_to(visit, person)


# --- addresses --------------------------------------------------------------------------------------------------------


@require_POST
@page
def new_address(visit: Visit, person: str) -> HttpResponse:
    """The account of the person is to have another address, once its owner has confirmed it."""
    _keeper_of(visit, person)
    account, form = _account(visit, person), NewAddress(visit.request.POST)
    if not form.is_valid():
        return person_page(visit, person, address=form)
    address = form.cleaned_data["new_email"].lower()
    try:
        recoveries.check_free(account, address)
    except ComityError as error:
        return person_page(visit, person, error, address=form)
    account.new_email = address if address != account.email else ""
    account.save(update_fields=["new_email"])
    if account.new_email:
        link = sending.of_new_address(visit, account)
        visit.after(partial(sending.hand_over, visit, link))
    else:
        messages.success(visit.request, gettext("The address stays as it is."), "good")
    return back_to(visit, person)


# --- recoveries -------------------------------------------------------------------------------------------------------


@require_POST
@page
def ask_recovery(visit: Visit, person: str) -> HttpResponse:
    """The first officer asks that the account be given back."""
    by, account = _keeper_of(visit, person), _account(visit, person)
    form = AskRecovery(visit.request.POST)
    if not form.is_valid():
        return person_page(visit, person, recovery=form)
    try:
        one = recoveries.ask(
            visit.name, account, form.cleaned_data["reason"], by, form.cleaned_data["address"]
        )
    except ComityError as error:
        return person_page(visit, person, error, recovery=form)
    said = gettext("Recovery is asked for. Another officer confirms it under People.")
    if not _others(visit, one):
        said = gettext(
            "Recovery is asked for. No other officer can sign in, so you can confirm it yourself in one day."
        )
    _tell_all(visit, one, "recovery_asked", said)
    return back_to(visit, person)


@require_POST
@page
def settle_recovery(visit: Visit, number: int) -> HttpResponse:
    """An officer confirms; or refuses."""
    one = get_object_or_404(Recovery, pk=number)
    held = get_object_or_404(Belonging, account=one.account, body=visit.name).person
    by = _keeper_of(visit, held)
    try:
        if visit.request.POST.get("say") == "confirm":
            return _confirmed(visit, one, by, held)
        recoveries.refuse(one, by)
    except ComityError as error:
        return person_page(visit, held, error)
    one = Recovery.objects.get(pk=one.pk)
    _tell_all(visit, one, "recovery_refused", gettext("The recovery is refused."))
    return back_to(visit, held)


def _confirmed(visit: Visit, one: Recovery, by: Account, person: str) -> HttpResponse:
    others = _others(visit, one)
    recoveries.check(one, by, others)
    keys = reading.signing_keys(visit.state, person, visit.day)
    if keys:  # signing keys are lost with the rest, and are revoked in the record
        why = gettext("account recovered")
        acting.submit(
            visit, *(acting.made(visit, RevokeKey, key=key.key, reason=why) for key in keys)
        )
    recoveries.confirm(one, by, others)
    one = Recovery.objects.select_related("account", "asked_by", "confirmed_by").get(pk=one.pk)
    link = sending.of_recovery(visit, one)
    _tell_all(visit, one, "recovery_confirmed", gettext("The recovery is confirmed."), owner=False)
    visit.after(partial(sending.hand_over, visit, link, one))
    return back_to(visit, person)


def _tell_all(visit: Visit, one: Recovery, letter: str, done: str, owner: bool = True) -> None:
    """The owner, who asked, who confirmed; and before that every other account that keeps the record."""
    told = {one.asked_by, one.confirmed_by, *([one.account] if owner else [])}
    if letter == "recovery_asked":
        told |= keeper_accounts(visit)
    context = {"body": sending.title(visit), "recovery": one}
    written = [letters.write(account, letter, context) for account in told if account is not None]
    visit.after(partial(sending.tell, visit.request, done, written))


def _others(visit: Visit, one: Recovery) -> set[Account]:
    """The officers who could confirm it beside the one who asked."""
    return recoveries.able(keeper_accounts(visit)) - {one.account, one.asked_by}


def _account(visit: Visit, person: str) -> Account:
    return get_object_or_404(Belonging, body=visit.name, person=person).account


urlpatterns = [
    path("people/recoveries/<int:number>", settle_recovery, name="settle_recovery"),
    path("people/<str:person>/invite", invite, name="invite"),
    path("people/<str:person>/withdraw", withdraw, name="withdraw_invitation"),
    path("people/<str:person>/address", new_address, name="change_address"),
    path("people/<str:person>/recovery", ask_recovery, name="ask_recovery"),
]
