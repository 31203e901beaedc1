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
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.body.acts import EnterPerson, IssueCredential
from comity.body.state import Credential, State
from comity.errors import BadInput, ComityError, Message
from comity.folding import same_name
from comity.web import acting, invitations, sending
from comity.web.forms.people import InviteMany
from comity.web.models import Account, Invitation
from comity.web.readmodel import people as reading
from comity.web.told import called, names, words
from comity.web.told.refusals import refusal
from comity.web.views.inviting import keeper
from comity.web.views.person_accounts import person_accounts
from comity.web.visits import Visit, page

UNINVITED = 100
"""For so many persons the page has a field for the address."""
WAITING = "invitations typed"
"""The key in the session under which lies what was typed and could not be done, by body."""
Told = tuple[str, str]
"""A line as typed, and what became of it."""


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
        wrong_known = _invite_known(visit, by, invited)
        visit.after(say)
        return _to_results(visit, {"known": wrong_known})
    form = InviteMany(visit.request.POST)
    if not form.is_valid():
        return _shown(visit, form, 422)
    wrong, done = _invite_lines(visit, by, form.cleaned_data, invited)
    visit.after(say)
    kept = {name: form.cleaned_data[name] for name in ("powers", "letter")}
    return _to_results(visit, {"lines": wrong, "done": done, **kept})


def _shown(visit: Visit, form: InviteMany, status: int = 200) -> HttpResponse:
    kept = _kept(visit)
    uninvited, number = _uninvited(visit, kept.get("known", {}))
    context = {
        "form": form,
        "uninvited": uninvited,
        "further": number - len(uninvited),
        "wrong": kept.get("lines", []),
        "done": kept.get("done", []),
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


def _uninvited(visit: Visit, wrong: Mapping[str, list[str]]) -> tuple[list[dict[str, str]], int]:
    """Who holds a credential and has neither an account nor an open invitation, the first ``UNINVITED`` of them, with those
    first for whom something was wrong; and how many there are."""
    known, at = person_accounts(visit), visit.names()
    able = {one.person for one in visit.state.credentials.values() if not one.revoked}
    without = [one for one in visit.state.persons if one in able and one not in known]
    shown = [
        *(one for one in without if one in wrong),
        *(one for one in without if one not in wrong),
    ]
    return [
        {
            "person": person,
            "name": str(names.person(at, person)),
            "typed": wrong.get(person, ["", ""])[0],
            "error": wrong.get(person, ["", ""])[1],
        }
        for person in shown[:UNINVITED]
    ], len(shown)


def _invite_known(visit: Visit, by: Account, invited: list[Invitation]) -> dict[str, list[str]]:
    """Invites each person for whom an address was typed, into ``invited``; what was typed and why it was not done, by
    person."""
    wrong: dict[str, list[str]] = {}
    letter = visit.request.POST.get("letter", "")
    for field, typed in visit.request.POST.items():
        person, email = field.removeprefix("email:"), str(typed).strip()
        if person == field or person not in visit.state.persons or not email:
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
) -> tuple[list[Told], list[Told]]:
    """Adds and invites the person of each line, into ``invited``. The lines that were not done, and why; and the others,
    and what became of them."""
    parties = _parties(visit)
    wrong: list[Told] = []
    done: list[Told] = []
    for line in _lines(given["lines"]):
        try:
            _check_email(line.email)
            party = parties.get(same_name(line.party))
            if not line.name or party is None:
                raise _unknown_party(line, [str(name) for _, name in _accredited(visit)])
            done.append((line.text, _invite_line(visit, by, given, invited, line, party)))
        except ComityError as error:
            wrong.append((line.text, _said(visit, error)))
    return wrong, done


def _invite_line(
    visit: Visit,
    by: Account,
    given: Mapping[str, Any],
    invited: list[Invitation],
    line: Line,
    party: str,
) -> str:
    """Adds the person where he or she is new, and invites; what became of the line. Refused as its two steps."""
    person, is_new = _entered(visit, line, party, given["powers"])
    earlier = [one.email for one in invitations.open_invitations(visit.name, person)]
    if line.email.lower() in earlier:
        return gettext("Invited already: the invitation is open, and no second letter was made.")
    invited.append(sending.invite(visit, person, line.email, given["letter"], by))
    if earlier:
        said = gettext("Invited. The earlier invitation to {address} no longer works.")
        return said.format(address=earlier[0])
    return (
        gettext("Added to the record, and invited.")
        if is_new
        else gettext("Was in the record already. Invited.")
    )


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
    """For whom a credential can be issued: the id, by id and by name in each language, as names are compared."""
    found: dict[str, str] = {}
    for language in (*visit.law.charter.languages, visit.reader.language):
        with translation.override(language):
            for party, name in _accredited(visit):
                found |= {same_name(party): party, same_name(str(name)): party}
    return found


def _accredited(visit: Visit) -> Sequence[tuple[str, str]]:
    return reading.accredited_for(visit.names(), visit.reader)


def _entered(visit: Visit, line: Line, party: str, powers: list[str]) -> tuple[str, bool]:
    """The person of the line, and whether he or she is new: the one who is in the record for that party, or one who is
    entered now. Refused (``invitation.other_credential``) where the one in the record has other powers or another title."""
    with visit.body.reading() as state:
        known, new = _named(state, line.name, party), reading.next_person(state)
    if known:
        _check_same(visit, line, known, powers)
        return known[0].person, False
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
    return new, True


def _named(state: State, name: str, party: str) -> list[Credential]:
    """The credentials of the party that the person of that name holds; none where there is no such person."""
    wanted = same_name(name)
    found: list[Credential] = []
    for credential in state.credentials.values():
        said = state.persons[credential.person].name
        spelt: Iterable[str] = [said] if isinstance(said, str) else said.values()
        if credential.party == party and not credential.revoked and wanted in map(same_name, spelt):
            found.append(credential)
    return [one for one in found if one.person == found[0].person]


def _check_same(visit: Visit, line: Line, held: Sequence[Credential], powers: list[str]) -> None:
    """Whether one of the credentials says what the line says: nobody is taken to have got powers that were not given."""
    titles = [called.quality(visit.law, one.as_) for one in held]
    same = {same_name(one) for one in (*titles, *(one.as_ for one in held))}
    if any(set(one.powers) == set(powers) for one in held) and (
        not line.title or same_name(line.title) in same
    ):
        return
    has = [
        ", ".join(filter(None, [title, *(words.power(power) for power in one.powers)]))
        for one, title in zip(held, titles, strict=True)
    ]
    raise BadInput(
        "invitation.other_credential",
        "{name} is in the record already with another credential: {held}.",
        remedy="Choose the same powers and title and send the line again, or issue another credential on the page of the"
        " person.",
        name=line.name,
        held="; ".join(has),
    )


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
        remedy=Message("Write one of: {known}.", known=known),
    )


def _said(visit: Visit, error: ComityError) -> str:
    told = refusal(error, visit.names())
    return f"{told.sentence} {told.remedy}".strip()


# --- what became of them ----------------------------------------------------------------------------------------------


def _result(visit: Visit, one: Invitation) -> dict[str, Any]:
    with visit.body.reading() as state:
        name = str(names.person(names.Names(state, visit.law), one.person))
    return {"invitation": one, "name": name, "link": sending.unsent_invitation(visit, one)}


urlpatterns = [path("people/invite", invite_many, name="invite_many")]
