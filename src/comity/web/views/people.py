"""People of a body: persons of the register with their credentials: entering, accrediting, leaving.

Persons and credentials are acts, by who keeps the record or by a member for its own. Their accounts are no part of the
record; what is done about them stands in ``inviting``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.body.acts import EnterPerson, IssueCredential, RevokeCredential
from comity.charter.languages import languages_of
from comity.errors import ComityError, Refused
from comity.web import acting, invitations, recoveries, sending
from comity.web.asked import page_of
from comity.web.errors import status_of
from comity.web.forms.people import AskRecovery, Credential, Invite, NewAddress, NewPerson
from comity.web.keeping import kept
from comity.web.models import Account, Belonging, Invitation, Recovery
from comity.web.readers import capacities
from comity.web.readmodel import people as reading
from comity.web.readmodel.confidence import unmet
from comity.web.readmodel.paging import pages_of, part
from comity.web.told import names
from comity.web.views.person_accounts import account_counts, person_accounts
from comity.web.visits import Visit, page

FORMS = ("credential", "invite", "address", "recovery")


# --- the list ---------------------------------------------------------------------------------------------------------


@page
def people(visit: Visit) -> HttpResponse:
    """Everybody with a credential, by member and organ; accounts for those who keep the record."""
    at = visit.names(unmet=unmet(visit))
    sought = visit.request.GET.get("q", "").strip()
    rows = _everybody(visit, at)
    fitting = reading.fitting(at, rows, sought) if sought else rows
    shown = part(fitting, page_of(visit.request.GET, pages_of(len(fitting))))
    accounts = person_accounts(visit, {person for _, person in shown.rows})
    keeps = visit.reader.keeps_record
    context = {
        "groups": reading.grouped(at, visit.reader, visit.day, shown.rows, accounts),
        "part": shown,
        "sought": sought,
        "keeps": keeps,
        "enter": _deed_to_enter(visit) if visit.reader.capacity else None,
        "recoveries": _recoveries(visit) if keeps else [],
        "counts": account_counts(visit) if keeps else None,
    }
    return visit.render("people/people.html", context)


def _everybody(visit: Visit, at: names.Names) -> list[reading.Row]:
    """Everybody, in the order of the list: the same for all from whom the same is hidden and who act for the same."""
    key = ("people", at.unmet, visit.reader.party, visit.reader.acts_for)
    return kept(visit, key, lambda: (reading.everybody(at, visit.reader, visit.day), True))


@dataclass(frozen=True, slots=True)
class RecoveryShown:
    """A recovery, whether the reader may confirm it now, and why not. ``link`` is what the reader has to hand over."""

    one: Recovery
    standing: recoveries.Standing
    may_confirm: bool
    why: ComityError | None
    alone_from: datetime
    link: sending.Link | None

    @property
    def too_early(self) -> bool:
        return getattr(self.why, "code", "") == "recovery.too_early"


def _recoveries(visit: Visit, person: str = "") -> list[RecoveryShown]:
    ties = Belonging.objects.filter(body=visit.name, **({"person": person} if person else {}))
    found = Recovery.objects.filter(account__in=ties.values("account"))
    listed = found.select_related("account", "asked_by", "confirmed_by").order_by("-asked")
    return [_recovery(visit, one) for one in listed]


def _recovery(visit: Visit, one: Recovery) -> RecoveryShown:
    standing, by = recoveries.standing(one), visit.reader.account
    waits, why = standing == "asked", None
    if waits and by is not None:
        others = recoveries.able(keeper_accounts(visit)) - {one.account, one.asked_by}
        try:
            recoveries.check(one, Account.objects.get(pk=by), others)
        except ComityError as refused:
            why = refused
    from_day = recoveries.alone_from(one)
    link = sending.unsent_recovery(visit, one)
    return RecoveryShown(one, standing, waits and why is None, why, from_day, link)


def keeper_accounts(visit: Visit) -> set[Account]:
    """The accounts of the officers who keep the record."""
    keeping = reading.keepers(visit.state, visit.law, visit.day)
    ties = Belonging.objects.filter(body=visit.name, person__in=keeping).select_related("account")
    return {tie.account for tie in ties}


# --- one person -------------------------------------------------------------------------------------------------------


@page
def person(visit: Visit, person: str) -> HttpResponse:
    """The person: every credential, signing keys; for who keeps the record the account."""
    return person_page(visit, person)


def person_page(
    visit: Visit, person: str, error: ComityError | None = None, **typed: Form
) -> HttpResponse:
    """The page, with what was typed in the form that did not go through."""
    shown = reading.one_person(
        visit.state, visit.law, person, visit.day, person_accounts(visit, {person})
    )
    if shown is None or person in unmet(visit):
        raise Http404
    keeps = visit.reader.keeps_record
    wrong = error is not None or any(form.errors for form in typed.values())
    context = {
        "person": shown,
        "error": error,
        "form": next(iter(typed.values()), None),
        "keeps": keeps,
        "issue": _deed_to_issue(visit, person) if visit.reader.capacity else None,
        "revocable": _revocable(visit, person),
        "keys": reading.signing_keys(visit.state, person, visit.day),
        "forms": {name: typed.get(name) or _empty(visit, name, person) for name in FORMS},
        "invitations": _invitations(visit, person) if keeps else [],
        "links": _links(visit, person) if keeps else [],
        "recoveries": _recoveries(visit, person) if keeps else [],
    }
    status = status_of(error) if error else 422 if wrong else 200
    return visit.render("people/person.html", context, status)


def _revocable(visit: Visit, person: str) -> list[str]:
    """The credentials of the person that the reader may revoke now."""
    spoken_for = reading.revocable(visit.state, visit.reader, person, visit.day)
    acts = {one: acting.made(visit, RevokeCredential, credential=one) for one in spoken_for}
    return [
        one
        for one, act in acts.items()
        if acting.refusal(visit, act) is None
        and reading.keepers(visit.state, visit.law, visit.day, without=[one])
    ]


def _empty(visit: Visit, name: str, person: str) -> Form:
    if name == "credential":
        parties = reading.accredited_for(visit.names(), visit.reader)
        return Credential(parties=parties, powers=reading.powers_offered(visit.law, parties))
    if name == "address":
        return NewAddress()
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


def _links(visit: Visit, person: str) -> list[sending.Link]:
    """The links that the reader has to send by hand: an invitation, a new address."""
    shown = (sending.unsent_invitation(visit, one) for one, _ in _invitations(visit, person))
    links = [one for one in shown if one is not None]
    tie = Belonging.objects.filter(body=visit.name, person=person).select_related("account").first()
    if tie is not None and tie.account.new_email:
        links.append(sending.of_new_address(visit, tie.account))
    return links


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
    parties = reading.accredited_for(visit.names(), visit.reader)
    posted = visit.request.method == "POST"
    form = NewPerson(
        visit.request.POST if posted else None,
        parties=parties,
        powers=reading.powers_offered(visit.law, parties),
        languages=languages_of(visit.law.charter),
        invites=visit.reader.keeps_record,
        initial={"letter": visit.reader.language},
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
    new, said = _new_person(visit), form.said()
    email = form.cleaned_data.get("email", "")
    if email:
        invitations.check_free(visit.name, new, email)
    titles = [said["as_"]] if said["as_"] else []
    acts = (
        acting.made(visit, EnterPerson, person=new, name=form.name(), titles=titles),
        acting.made(visit, IssueCredential, person=new, **said),
    )
    answer = acting.submit(visit, *acts)
    if email:
        by = Account.objects.get(pk=visit.reader.account or 0)
        one = sending.invite(visit, new, email, form.cleaned_data["letter"], by)
        visit.after(lambda: sending.say(visit.request, one.email, one.delivery))  # type: ignore[arg-type]
    return _done(visit, new, gettext("{name} is added: record no. {number}."), answer.first, new)


def _new_person(visit: Visit) -> str:
    """The id of the person: that which this very form gave, where it was sent before."""
    entered = (act.person for act in acting.before(visit) if isinstance(act, EnterPerson))
    return next(entered, "") or reading.next_person(visit.state)


@require_POST
@page
def credential(visit: Visit, person: str) -> HttpResponse:
    """A credential is issued to the person."""
    if person in unmet(visit):
        raise Http404
    parties = reading.accredited_for(visit.names(), visit.reader)
    form = Credential(
        visit.request.POST,
        parties=parties,
        powers=reading.powers_offered(visit.law, parties),
    )
    if not form.is_valid():
        return person_page(visit, person, credential=form)
    try:
        answer = acting.submit(
            visit, acting.made(visit, IssueCredential, person=person, **form.said())
        )
    except ComityError as error:
        return person_page(visit, person, error, credential=form)
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
        return person_page(visit, person, error)
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
        return person_page(visit, person, error)
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


# --- saying what was done ---------------------------------------------------------------------------------------------


def _done(visit: Visit, person: str, said: str, number: int, named: str = "") -> HttpResponse:
    with visit.body.reading() as state:
        known = str(names.person(names.Names(state, visit.law), named)) if named else ""
    messages.success(visit.request, said.format(number=number, name=known), "good")
    return back_to(visit, person)


def back_to(visit: Visit, person: str) -> HttpResponse:
    response: Any = redirect("person", body=visit.name, person=person)
    response.status_code = 303
    return response  # type: ignore[no-any-return]


urlpatterns = [
    path("people", people, name="people"),
    path("people/enter", enter, name="enter_person"),
    path("people/<str:person>", person, name="person"),
    path("people/<str:person>/credential", credential, name="issue_credential"),
    path("people/<str:person>/revoke", revoke, name="revoke_credential"),
    path("people/<str:person>/leave", leave, name="leave"),
]
