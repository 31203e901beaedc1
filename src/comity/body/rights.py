"""In what capacity somebody acts, and whether the power is there.

An act names a person (``by``) and whom the person acts for (``for``): a party, an organ, an office or a rota. The power
comes from a credential for that party or organ, or from holding the office; a rota (the chair) is served by the persons
of the member whose turn it is. Rights come from the status of the party behind. Nobody has a power by being a user of
this software. An act without power is refused, with the article on credentials.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from msgspec import Struct

from comity.body.acts import Act
from comity.body.occasion import Occasion
from comity.body.standing import begun, in_effect, over, require_right, require_standing
from comity.body.state import Credential
from comity.body.turns import holds_office, possible_turns
from comity.charter.model import carries
from comity.errors import Refused


class Capacity(Struct, frozen=True, gc=False):
    """Who acts: ``name`` is the party, organ, office or rota; ``party`` the member behind it, if there is one;
    ``credential`` what the power rests on (empty for the holder of an office)."""

    kind: Literal["party", "organ", "office", "rota"]
    name: str
    party: str = ""
    credential: str = ""
    as_: str = ""


def capacity(
    on: Occasion,
    act: Act,
    power: str,
    right: str = "",
    organ: str = "",
    titles: Collection[str] = (),
) -> Capacity:
    """The capacity in which the act is done; of several credentials with the power, by one issued under one of ``titles``.

    Whoever acts for a rota in its turn needs the right to ``chair``; a party for which no right is named needs a status.
    Refused (``person.unknown``, ``party.unknown``, ``credential.none``, ``credential.expired``, ``credential.narrow``,
    ``office.not_held``, ``rota.nobody``, ``right.none``, ``right.suspended``) unless its person has ``power`` for whom it
    names, and the party behind has ``right``.
    """
    if act.by not in on.state.persons:
        raise _refused(
            on,
            "person.unknown",
            "No person {by!r} is entered in the register.",
            "Enter the person.",
            by=act.by,
        )
    name = act.for_
    if name in on.law.offices:
        return _for_office(on, act.by, name, power)
    if name in on.law.rotas:
        party = _in_turn(on, name)
        held = _credential(on, act.by, party, "chair", organ, titles)
        require_right(on, party, "chair")
        _right(on, party, right)
        return Capacity("rota", name, party, held.credential, held.as_)
    held = _credential(on, act.by, name, power, organ, titles)
    if name in on.law.organs:
        return Capacity("organ", name, "", held.credential, held.as_)
    if right:
        require_right(on, name, right)
    else:
        require_standing(on, name)
    return Capacity("party", name, name, held.credential, held.as_)


def is_recorder(on: Occasion, act: Act) -> bool:
    """Whether the act is done for an organ or office that keeps the record, by somebody with the power to record."""
    if act.for_ not in on.law.organs and act.for_ not in on.law.offices:
        return False
    capacity(on, act, "record")
    return True


def _in_turn(on: Occasion, rota: str) -> str:
    """The party whose turn it certainly is. Refused (``rota.nobody``) where it is nobody's, or perhaps another's."""
    possible = possible_turns(on.state, on.law, rota, on.day)
    if len(possible) == 1:
        return possible[0]
    article = on.law.rotas[rota].cites.article
    if not possible:
        raise Refused(
            "rota.nobody",
            "On {day} nobody has the turn of {rota}: it has not begun, or is held vacant.",
            article=article,
            remedy="Wait until the turn passes, or let it pass.",
            day=on.day,
            rota=rota,
        )
    raise Refused(
        "rota.nobody",
        "On {day} it is not certain whose turn of {rota} it is: {possible}.",
        article=article,
        remedy="Correct the entry that says when the turn passed, with the day.",
        day=on.day,
        rota=rota,
        possible=list(possible),
    )


def _right(on: Occasion, party: str, right: str) -> None:
    if right:
        require_right(on, party, right)


def _for_office(on: Occasion, person: str, office: str, power: str) -> Capacity:
    if not holds_office(on.state, person, office, on.day):
        raise _refused(
            on,
            "office.not_held",
            "{person} does not hold the office {office} on {day}.",
            "The holder must act.",
            person=person,
            office=office,
            day=on.day,
        )
    powers = on.law.offices[office].powers
    if not carries(powers, power):
        raise Refused(
            "credential.narrow",
            "The office {office} does not carry the power to {power}.",
            article=on.law.offices[office].cites.article,
            remedy="It carries: {powers}.",
            office=office,
            power=power,
            powers=powers or "none",
        )
    return Capacity("office", office)


def _credential(
    on: Occasion, person: str, party: str, power: str, organ: str, titles: Collection[str]
) -> Credential:
    mine = on.state.credentials_of.get(person, ())
    found = None
    for number in mine:
        one = on.state.credentials[number]
        if one.party != party or not carries(one.powers, power):
            continue
        if (not one.organ or not organ or one.organ == organ) and valid(one, on.day):
            if not titles or one.as_ in titles:
                return one
            found = found or one
    if found is not None:
        return found
    held = [c for i in mine if (c := on.state.credentials[i]).party == party]
    raise _no_credential(on, held, person, party, power)


def valid(one: Credential, day: str) -> bool:
    """Whether the credential is in force on the day."""
    if not one.until and not one.revoked:
        return begun(one.since, day)
    return in_effect(one.since, one.until, one.revoked, day)


def _no_credential(
    on: Occasion, held: list[Credential], person: str, party: str, power: str
) -> Refused:
    known = party in on.law.organs or party in on.law.parties or party in on.state.parties
    if not known:
        return _refused(
            on,
            "party.unknown",
            "The body knows no party, organ or office {party!r}.",
            "Name one that it knows.",
            party=party,
        )
    in_force = [c for c in held if valid(c, on.day)]
    if in_force:
        powers = sorted({p for c in in_force for p in c.powers})
        return _refused(
            on,
            "credential.narrow",
            "The credential of {person} for {party} does not carry the power to {power}: {powers}.",
            "Have a wider credential issued, or let somebody who has the power act.",
            person=person,
            party=party,
            power=power,
            powers=powers,
        )
    if held:
        last = held[-1]
        if last.revoked and not over(last.until, on.day):
            return _refused(
                on,
                "credential.expired",
                "The credential of {person} for {party}, in force from {since}, was revoked on {revoked}.",
                "Have a new one issued.",
                person=person,
                party=party,
                since=last.since,
                revoked=last.revoked,
            )
        return _refused(
            on,
            "credential.expired",
            "The credential of {person} for {party} ran from {since} to {until}; today is {day}."
            if last.until
            else "The credential of {person} for {party} ran from {since} to further notice; today is {day}.",
            "Have it renewed.",
            person=person,
            party=party,
            since=last.since,
            until=last.until,
            day=on.day,
        )
    return _refused(
        on,
        "credential.none",
        "{person} has no credential for {party}.",
        "Have {party} issue one to {person}.",
        person=person,
        party=party,
    )


def _refused(on: Occasion, code: str, sentence: str, remedy: str, **values: object) -> Refused:
    article = on.law.charter.credentials.article
    return Refused(code, sentence, article=article, remedy=remedy, **values)
