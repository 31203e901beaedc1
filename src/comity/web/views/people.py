"""People of a body: persons of the register with their credentials, and their accounts: inviting, leaving, recovery.

Persons and credentials are acts, by who keeps the record or by a member for its own. Accounts are no part of the record:
invitations are sent, and recoveries decided, by those who keep it.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.body.acts import EnterPerson, IssueCredential, RevokeCredential, RevokeKey
from comity.errors import ComityError, Refused
from comity.web import acting, invitations, letters, recoveries
from comity.web.accounts import can_sign_in, require_protected
from comity.web.errors import status_of
from comity.web.forms.people import AskRecovery, Credential, Invite, NewPerson
from comity.web.models import Account, Belonging, Invitation, Recovery
from comity.web.readers import capacities
from comity.web.readmodel import people as reading
from comity.web.told import names
from comity.web.visits import Visit, page

FORMS = ("credential", "invite", "recovery")


# --- the list ---------------------------------------------------------------------------------------------------------


@page
def people(visit: Visit) -> HttpResponse:
    """Everybody with a credential, by member and organ; accounts for those who keep the record."""
    accounts = _accounts(visit)
    groups = reading.people(visit.state, visit.law, visit.reader, visit.day, accounts)
    keeps = visit.reader.keeps_record
    context = {
        "groups": groups,
        "keeps": keeps,
        "enter": _deed_to_enter(visit) if visit.reader.capacity else None,
        "waiting": [one for one in _recoveries(visit) if recoveries.standing(one) == "asked"]
        if keeps
        else [],
        "counts": _counts(accounts, visit) if keeps else None,
    }
    return visit.render("people/people.html", context)


def _accounts(visit: Visit) -> dict[str, reading.Account]:
    """The accounts of the body's persons; nothing for a reader who does not keep the record."""
    if not visit.reader.keeps_record:
        return {}
    found: dict[str, reading.Account] = {}
    for one in invitations.open_invitations(visit.name):
        found.setdefault(one.person, reading.Account("invited", one.email))
    for tie in Belonging.objects.filter(body=visit.name).select_related("account"):
        begun = "has" if can_sign_in(tie.account) or visit.hosted.practice else "begun"
        if begun == "has" or tie.person not in found:
            found[tie.person] = reading.Account(begun, tie.account.email)  # type: ignore[arg-type]
    return found


def _counts(accounts: dict[str, reading.Account], visit: Visit) -> dict[str, int]:
    states = [accounts[p].state if p in accounts else "" for p in visit.state.persons]
    return {"all": len(states), "has": states.count("has"), "invited": states.count("invited")}


def _recoveries(visit: Visit, person: str = "") -> list[Recovery]:
    found = Recovery.objects.filter(body=visit.name).select_related(
        "account", "asked_by", "confirmed_by"
    )
    if person:
        ties = Belonging.objects.filter(body=visit.name, person=person).values("account")
        found = found.filter(account__in=ties)
    return list(found.order_by("-asked"))


# --- one person -------------------------------------------------------------------------------------------------------


@page
def person(visit: Visit, person: str) -> HttpResponse:
    """The person: every credential, signing keys; for who keeps the record the account."""
    return _person(visit, person)


def _person(
    visit: Visit, person: str, error: ComityError | None = None, **typed: Form
) -> HttpResponse:
    """The page, with what was typed in the form that did not go through."""
    shown = reading.one_person(visit.state, visit.law, person, visit.day, _accounts(visit))
    if shown is None:
        raise Http404
    keeps = visit.reader.keeps_record
    wrong = error is not None or any(form.errors for form in typed.values())
    context = {
        "person": shown,
        "error": error,
        "form": next(iter(typed.values()), None),
        "keeps": keeps,
        "issue": _deed_to_issue(visit, person) if visit.reader.capacity else None,
        "revocable": reading.revocable(visit.state, visit.reader, person, visit.day),
        "keys": reading.signing_keys(visit.state, person, visit.day),
        "forms": {name: typed.get(name) or _empty(visit, name, person) for name in FORMS},
        "invitations": _invitations(visit, person) if keeps else [],
        "recoveries": [(one, recoveries.standing(one)) for one in _recoveries(visit, person)]
        if keeps
        else [],
        "me": visit.reader.account,
    }
    status = status_of(error) if error else 422 if wrong else 200
    return visit.render("people/person.html", context, status)


def _empty(visit: Visit, name: str, person: str) -> Form:
    if name == "credential":
        return Credential(parties=reading.accredited_for(visit.state, visit.law, visit.reader))
    if name == "invite":
        earlier = (
            Invitation.objects.filter(body=visit.name, person=person).order_by("-created").first()
        )
        known = {"email": earlier.email} if earlier else {}
        return Invite(initial={"language": visit.reader.language, **known})
    return AskRecovery()


def _invitations(visit: Visit, person: str) -> list[tuple[Invitation, str]]:
    found = Invitation.objects.filter(body=visit.name, person=person).select_related("invited_by")
    return [(one, invitations.standing(one)) for one in found.order_by("-created")]


def _deed_to_enter(visit: Visit) -> acting.Deed:
    return acting.deed(visit, "enter", acting.made(visit, EnterPerson, name="?"))


def _deed_to_issue(visit: Visit, person: str) -> acting.Deed:
    """Whether the reader may issue a credential at all: asked with the least that one can say."""
    party = visit.reader.party or visit.reader.acts_for
    act = acting.made(visit, IssueCredential, person=person, party=party, powers=["speak"])
    return acting.deed(visit, "credential", act)


# --- acts: persons and credentials ------------------------------------------------------------------------------------


@page
def enter(visit: Visit) -> HttpResponse:
    """A person is entered, with a first credential."""
    parties = reading.accredited_for(visit.state, visit.law, visit.reader)
    posted = visit.request.method == "POST"
    form = NewPerson(
        visit.request.POST if posted else None,
        parties=parties,
        languages=visit.law.charter.languages,
    )
    error: ComityError | None = None
    if posted and form.is_valid():
        try:
            return _entered(visit, form)
        except ComityError as refused:
            error = refused
    context = {
        "form": form,
        "error": error,
        "enter": _deed_to_enter(visit) if visit.reader.capacity else None,
    }
    return visit.render(
        "people/enter.html", context, status_of(error) if error else 422 if form.errors else 200
    )


def _entered(visit: Visit, form: NewPerson) -> HttpResponse:
    new, said = reading.next_person(visit.state), form.said()
    titles = [said["as_"]] if said["as_"] else []
    acts = (
        acting.made(visit, EnterPerson, person=new, name=form.name(), titles=titles),
        acting.made(visit, IssueCredential, person=new, **said),
    )
    answer = acting.submit(visit, *acts)
    return _done(visit, new, gettext("{name} is entered: record no. {number}."), answer.first, new)


@require_POST
@page
def credential(visit: Visit, person: str) -> HttpResponse:
    """A credential is issued to the person."""
    parties = reading.accredited_for(visit.state, visit.law, visit.reader)
    form = Credential(visit.request.POST, parties=parties)
    if not form.is_valid():
        return _person(visit, person, credential=form)
    try:
        answer = acting.submit(
            visit, acting.made(visit, IssueCredential, person=person, **form.said())
        )
    except ComityError as error:
        return _person(visit, person, error, credential=form)
    return _done(
        visit, person, gettext("The credential is issued: record no. {number}."), answer.first
    )


@require_POST
@page
def revoke(visit: Visit, person: str) -> HttpResponse:
    """One credential of the person ends today."""
    named = visit.request.POST.get("credential", "")
    held = visit.state.credentials.get(named)
    if held is None or held.person != person:
        raise Http404
    try:
        _keep_a_keeper(visit, [named])
        answer = acting.submit(visit, acting.made(visit, RevokeCredential, credential=named))
    except ComityError as error:
        return _person(visit, person, error)
    _untie_if_none(visit, person)
    return _done(
        visit, person, gettext("The credential is revoked: record no. {number}."), answer.first
    )


@require_POST
@page
def leave(visit: Visit, person: str) -> HttpResponse:
    """The person has left: every credential that the reader speaks for ends."""
    ending = reading.revocable(visit.state, visit.reader, person, visit.day)
    acts = [acting.made(visit, RevokeCredential, credential=one) for one in ending]
    if not acts:
        raise Http404
    try:
        _keep_a_keeper(visit, ending)
        answer = acting.submit(visit, *acts)
    except ComityError as error:
        return _person(visit, person, error)
    _untie_if_none(visit, person)
    return _done(
        visit, person, gettext("{name} has left: record no. {number}."), answer.first, person
    )


def _keep_a_keeper(visit: Visit, ending: list[str]) -> None:
    if not reading.keepers(visit.state, visit.law, visit.day, without=ending):
        raise Refused(
            "people.last_keeper",
            "Nobody would be left to keep the record.",
            article=visit.law.charter.credentials.article,
            remedy="Issue a credential with the power to record to somebody else first.",
        )


def _untie_if_none(visit: Visit, person: str) -> None:
    """Who acts for nobody any more reads no more, either."""
    with visit.body.reading() as state:
        if capacities(state, person, visit.day):
            return
    for one in invitations.open_invitations(visit.name, person):
        invitations.withdraw(one)
    Belonging.objects.filter(body=visit.name, person=person).delete()


# --- accounts: invitations and recovery -------------------------------------------------------------------------------


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
        return _person(visit, person, invite=form)
    try:
        one, token = invitations.invite(visit.name, person, form.cleaned_data["email"], by)
    except ComityError as error:
        return _person(visit, person, error, invite=form)
    link = letters.address_of(visit.request, f"/invitation/{token}")
    context = {
        "body": _title(visit),
        "name": _named(visit, person),
        "by": by,
        "link": link,
        "until": one.until,
    }
    sent = letters.send_to(one.email, form.cleaned_data["language"], "invitation", context)
    return _sent(visit, person, one.email, sent)


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
    return _back(visit, person)


@require_POST
@page
def ask_recovery(visit: Visit, person: str) -> HttpResponse:
    """The first officer asks that the account be given back."""
    by, account = _keeper(visit, person), _account(visit, person)
    form = AskRecovery(visit.request.POST)
    if not form.is_valid():
        return _person(visit, person, recovery=form)
    try:
        one = recoveries.ask(visit.name, account, form.cleaned_data["reason"], by)
    except ComityError as error:
        return _person(visit, person, error, recovery=form)
    _tell_all(visit, one, "recovery_asked")
    messages.success(
        visit.request,
        gettext("Asked for. Another officer confirms it; both of you and the owner were told."),
        "good",
    )
    return _back(visit, person)


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
        return _person(visit, held, error)
    _tell_all(visit, Recovery.objects.get(pk=one.pk), "recovery_refused")
    messages.success(
        visit.request, gettext("The recovery is refused; everybody concerned was told."), "good"
    )
    return _back(visit, held)


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
    sent = letters.send(one.account, "recovery", context)
    _tell_all(visit, one, "recovery_confirmed", owner=False)
    return _sent(visit, person, one.account.email, sent)


def _tell_all(visit: Visit, one: Recovery, letter: str, owner: bool = True) -> None:
    """The owner, who asked, who confirmed; and before that every other account that keeps the record."""
    told = {one.asked_by, one.confirmed_by, *([one.account] if owner else [])} - {None}
    if letter == "recovery_asked":
        told |= _other_keepers(visit)
    for account in told:
        if account is not None:
            letters.send(account, letter, {"body": _title(visit), "recovery": one})


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


def _done(visit: Visit, person: str, said: str, number: int, named: str = "") -> HttpResponse:
    with visit.body.reading() as state:
        known = str(names.person(names.Names(state, visit.law), named)) if named else ""
    messages.success(visit.request, said.format(number=number, name=known), "good")
    return _back(visit, person)


def _sent(visit: Visit, person: str, address: str, sent: bool) -> HttpResponse:
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
    return _back(visit, person)


def _back(visit: Visit, person: str) -> HttpResponse:
    response: Any = redirect("person", body=visit.name, person=person)
    response.status_code = 303
    return response  # type: ignore[no-any-return]


urlpatterns = [
    path("people", people, name="people"),
    path("people/enter", enter, name="enter_person"),
    path("people/recoveries/<int:number>", settle_recovery, name="settle_recovery"),
    path("people/<str:person>", person, name="person"),
    path("people/<str:person>/credential", credential, name="issue_credential"),
    path("people/<str:person>/revoke", revoke, name="revoke_credential"),
    path("people/<str:person>/leave", leave, name="leave"),
    path("people/<str:person>/invite", invite, name="invite"),
    path("people/<str:person>/withdraw", withdraw, name="withdraw_invitation"),
    path("people/<str:person>/recovery", ask_recovery, name="ask_recovery"),
]
