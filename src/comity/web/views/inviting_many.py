"""Several persons are invited at once: those who are in the record, by their e-mail addresses, or new ones, one a line.

Each line is done by itself: what is right is done, and what is not comes back with what is wrong with it, to be corrected
and sent again. What was typed and not done waits in the sender's session until it is sent, or replaced.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from comity.body.acts import EnterPerson, IssueCredential
from comity.body.state import State
from comity.errors import BadInput, ComityError
from comity.web import acting, invitations, sending
from comity.web.forms.people import InviteMany
from comity.web.models import Account, Invitation
from comity.web.readmodel import people as reading
from comity.web.told import names
from comity.web.told.refusals import refusal
from comity.web.views.inviting import keeper
from comity.web.views.people import person_accounts
from comity.web.visits import Visit, page

WAITING = "invitations typed"
"""The key in the session under which lies what was typed and could not be done, by body."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as typed, and its four parts."""

    text: str
    name: str
    email: str
    party: str
    title: str


@require_http_methods(["GET", "POST"])
@page
def invite_many(visit: Visit) -> HttpResponse:
    """Who has no account, with a field for an address each; and a field for lines. Posted, each is done by itself."""
    by = keeper(visit)
    if visit.request.method == "GET":
        return _shown(visit, InviteMany(initial=_typed_before(visit)))
    invited: list[Invitation] = []
    say = partial(sending.say_invited, visit.request, invited)  # once the letters were handed over
    if visit.request.POST.get("do") == "known":
        wrong = _invite_known(visit, by, invited)
        visit.after(say)
        return _to_results(visit, {"known": wrong})
    form = InviteMany(visit.request.POST)
    if not form.is_valid():
        return _shown(visit, form, 422)
    wrong_lines = list(_invite_lines(visit, by, form.cleaned_data, invited))
    visit.after(say)
    kept = {name: form.cleaned_data[name] for name in ("powers", "letter")}
    return _to_results(visit, {"lines": wrong_lines, **kept})


def _shown(visit: Visit, form: InviteMany, status: int = 200) -> HttpResponse:
    kept = _kept(visit)
    context = {
        "form": form,
        "uninvited": _uninvited(visit, kept.get("known", {})),
        "wrong": kept.get("lines", []),
        "open": [_result(visit, one) for one in invitations.open_invitations(visit.name)],
    }
    return visit.render("people/invite.html", context, status)


def _to_results(visit: Visit, wrong: Mapping[str, Any]) -> HttpResponse:
    """The page again: with what is wrong, and below it every invitation and what became of its letter."""
    visit.request.session[WAITING] = {visit.name: dict(wrong)}
    return HttpResponseRedirect(reverse("invite_many", kwargs={"body": visit.name}), status=303)


def _kept(visit: Visit) -> dict[str, Any]:
    found: dict[str, Any] = visit.request.session.get(WAITING, {}).get(visit.name, {})
    return found


def _typed_before(visit: Visit) -> dict[str, Any]:
    kept = _kept(visit)
    lines = "\n".join(line for line, _ in kept.get("lines", []))
    given: dict[str, Any] = {name: kept[name] for name in ("powers", "letter") if name in kept}
    return {"letter": visit.reader.language, **given, "lines": lines}


# --- persons who are in the record ------------------------------------------------------------------------------------


def _uninvited(visit: Visit, wrong: Mapping[str, list[str]]) -> list[dict[str, str]]:
    """Who holds a credential and has neither an account nor an open invitation."""
    known, at = person_accounts(visit), names.Names(visit.state, visit.law)
    able = {one.person for one in visit.state.credentials.values() if not one.revoked}
    return [
        {
            "person": person,
            "name": str(names.person(at, person)),
            "typed": wrong.get(person, ["", ""])[0],
            "error": wrong.get(person, ["", ""])[1],
        }
        for person in visit.state.persons
        if person in able and person not in known
    ]


def _invite_known(visit: Visit, by: Account, invited: list[Invitation]) -> dict[str, list[str]]:
    """Invites each person for whom an address was typed, into ``invited``; what was typed and why it was not done, by
    person."""
    wrong: dict[str, list[str]] = {}
    letter = visit.request.POST.get("letter", "")
    for person in visit.state.persons:
        email = visit.request.POST.get(f"email:{person}", "").strip()
        if not email:
            continue
        try:
            _check_email(email)
            invited.append(sending.invite(visit, person, email, letter, by))
        except ComityError as error:
            wrong[person] = [email, _said(visit, error)]
    return wrong


# --- persons who are new ----------------------------------------------------------------------------------------------


def _invite_lines(
    visit: Visit, by: Account, given: Mapping[str, Any], invited: list[Invitation]
) -> Iterator[tuple[str, str]]:
    """Adds and invites the person of each line, into ``invited``; yields the lines that were not done, and why."""
    parties = _parties(visit)
    for line in _lines(given["lines"]):
        try:
            _check_email(line.email)
            party = parties.get(line.party.casefold())
            if not line.name or party is None:
                raise _unknown_party(line, [str(name) for _, name in _accredited(visit)])
            person = _entered(visit, line, party, given["powers"])
            if not _is_invited(visit, person, line.email):
                invited.append(sending.invite(visit, person, line.email, given["letter"], by))
        except ComityError as error:
            yield line.text, _said(visit, error)


def _lines(text: str) -> Iterator[Line]:
    """The lines that say something; parts are parted by commas, semicolons or tabs, whichever the line has."""
    for written in text.splitlines():
        line = written.strip()
        if not line:
            continue
        mark = next((one for one in "\t;" if one in line), ",")
        parts = [part.strip() for part in next(csv.reader([line], delimiter=mark))]
        name, email, party, title = [*parts, "", "", "", ""][:4]
        yield Line(line, name, email, party, title)


def _parties(visit: Visit) -> dict[str, str]:
    """For whom a credential can be issued: the id, by id and by name in each language, in small letters."""
    found: dict[str, str] = {}
    for language in (*visit.law.charter.languages, visit.reader.language):
        with translation.override(language):
            for party, name in _accredited(visit):
                found |= {party.casefold(): party, str(name).casefold(): party}
    return found


def _accredited(visit: Visit) -> Sequence[tuple[str, str]]:
    return reading.accredited_for(visit.state, visit.law, visit.reader)


def _entered(visit: Visit, line: Line, party: str, powers: list[str]) -> str:
    """The person of the line: the one who is in the record for that party, or a new one, entered now."""
    with visit.body.reading() as state:
        known, new = _named(state, line.name, party), reading.next_person(state)
    if known:
        return known
    invitations.check_free(visit.name, new, line.email)
    titles, languages = [line.title] if line.title else [], visit.law.charter.languages
    own = visit.reader.language if visit.reader.language in languages else next(iter(languages), "")
    acting.submit(
        visit,
        acting.made(
            visit,
            EnterPerson,
            person=new,
            name={own: line.name} if own else line.name,
            titles=titles,
        ),
        acting.made(visit, IssueCredential, person=new, party=party, as_=line.title, powers=powers),
        part=f":{line.name}:{party}",
    )
    return new


def _named(state: State, name: str, party: str) -> str:
    """The person of that name who holds a credential of the party; empty where there is none."""
    for credential in state.credentials.values():
        said = state.persons[credential.person].name
        spelt: Iterable[str] = [said] if isinstance(said, str) else said.values()
        if credential.party == party and not credential.revoked and name in spelt:
            return credential.person
    return ""


def _is_invited(visit: Visit, person: str, email: str) -> bool:
    """Whether that very invitation is open already: the form was sent twice."""
    is_open = invitations.open_invitations(visit.name, person)
    return any(one.email == email.lower() for one in is_open)


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(
            "invitation.address",
            f"“{email}” is not an e-mail address.",
            remedy="Write an address such as name@ministry.example.",
        ) from None


def _unknown_party(line: Line, known: list[str]) -> BadInput:
    if not line.name:
        return BadInput(
            "invitation.no_name",
            "The line has no name.",
            remedy="Write: name, e-mail, member or organ, title.",
        )
    return BadInput(
        "invitation.no_party",
        f"There is no member or organ called “{line.party}”.",
        remedy=f"Write one of: {', '.join(known)}.",
    )


def _said(visit: Visit, error: ComityError) -> str:
    told = refusal(error, names.Names(visit.state, visit.law))
    return f"{told.sentence} {told.remedy}".strip()


# --- what became of them ----------------------------------------------------------------------------------------------


def _result(visit: Visit, one: Invitation) -> dict[str, Any]:
    with visit.body.reading() as state:
        name = str(names.person(names.Names(state, visit.law), one.person))
    return {"invitation": one, "name": name, "link": sending.unsent_invitation(visit, one)}


urlpatterns = [path("people/invite", invite_many, name="invite_many")]
