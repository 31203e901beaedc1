"""Roles: who the charter's phrases mean, here and now.

``named`` gives the population that a phrase puts a question to; ``admits`` says whether somebody acting in a capacity is
among those that a phrase allows. The phrases are ``charter.model.RolePhrase``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.body.occasion import Occasion
from comity.body.rights import Capacity
from comity.body.standing import counted_members, has_right, parties_with, seats
from comity.body.turns import holder_of_turn, slot_to_fill
from comity.charter.law import Law
from comity.charter.model import Procedure, RolePhrase
from comity.hindrances import refused


def named(
    on: Occasion, phrase: RolePhrase, things: Mapping[str, str], procedure: Procedure
) -> tuple[str, ...]:
    """The parties (or the one organ, office) that the phrase names. Refused (``role.nobody``) where it names nobody."""
    found = _parties(on, phrase, things, procedure)
    if not found:
        raise refused("role.nobody", article=procedure.cites.article, role=phrase, day=on.day)
    return found


def _parties(
    on: Occasion, phrase: RolePhrase, things: Mapping[str, str], procedure: Procedure
) -> tuple[str, ...]:
    match phrase.kind:
        case "any":
            parts = (_parties(on, one, things, procedure) for one in phrase.of)
            return tuple(dict.fromkeys(p for part in parts for p in part))
        case "member" | "several":
            return _members(on, phrase.name)
        case "parameter":
            if phrase.name in on.law.charter.groups:
                return tuple(sorted(on.law.groups.get(phrase.name, ())))
            return tuple(things.get(phrase.name, "").split())
        case "slot":
            party = _slot_party(on, things, procedure)
            return (party,) if party else ()
        case "provided":
            value = things.get(phrase.name, "")
            return (value,) if value else ()
        case "chair":
            holder = (
                holder_of_turn(on.state, on.law, phrase.name, on.day)
                if phrase.name in on.law.rotas
                else phrase.name
            )
            return (holder,) if holder else ()
        case "organ":
            return _seats(on, phrase.name)
        case "office":
            return (phrase.name,)


def admits(
    on: Occasion,
    phrase: RolePhrase,
    who: Capacity,
    things: Mapping[str, str],
    procedure: Procedure,
    together_with: Sequence[str] = (),
) -> bool:
    """Whether ``who`` is among those that the phrase allows."""
    if phrase.through and who.as_ != phrase.through:
        return False
    match phrase.kind:
        case "any":
            return any(admits(on, one, who, things, procedure, together_with) for one in phrase.of)
        case "member":
            return who.kind == "party" and who.party in _members(on, phrase.name)
        case "several":
            asking = {who.party, *together_with} & set(_members(on, phrase.name))
            able = {p for p in asking if has_right(on.state, on.law, p, "propose", on.day)}
            return who.kind == "party" and len(able) >= phrase.number
        case "chair":
            return who.name == phrase.name
        case "organ" | "office":
            return who.name == phrase.name
        case "parameter" | "slot" | "provided":
            return who.party != "" and who.party in _parties(on, phrase, things, procedure)


def titles_asked(
    on: Occasion,
    law: Law,
    phrase: RolePhrase,
    member: str,
    things: Mapping[str, str],
    procedure: Procedure,
) -> frozenset[str]:
    """Under which titles a credential must be issued to answer for the member, where the phrase asks it through them, or
    asks an organ whose seats they hold; empty where whoever may decide for the member answers."""
    if phrase.kind == "any" and not phrase.through:
        parts = [p for p in phrase.of if member in _parties(on, p, things, procedure)]
        found = [titles_asked(on, law, part, member, things, procedure) for part in parts]
        return frozenset().union(*found) if all(found) else frozenset()
    return frozenset({title_asked(law, phrase)} - {""})


def title_asked(law: Law, phrase: RolePhrase) -> str:
    """The title through which a phrase of one part asks members, or under which the seats of the organ asked are held."""
    organ = law.organs.get(phrase.name) if phrase.kind == "organ" else None
    seats = organ.held_by if organ is not None and organ.one_for_each else ""
    return phrase.through or seats


def names_status(phrase: RolePhrase, status: str) -> bool:
    """Whether the phrase gives parties of that status by its name what the status alone would not (``any observer``)."""
    if phrase.kind == "any":
        return any(names_status(one, status) for one in phrase.of)
    return phrase.kind in ("provided", "parameter", "slot") or (
        phrase.kind == "member" and phrase.name == status
    )


def _members(on: Occasion, status: str) -> tuple[str, ...]:
    if status in ("", "member", "members"):
        return counted_members(on.state, on.law, on.day)
    return parties_with(on.state, on.law, status, on.day)


def _seats(on: Occasion, organ: str) -> tuple[str, ...]:
    if not on.law.organs[organ].one_for_each:
        return (organ,)
    return seats(on.state, on.law, organ, on.day)


def _slot_party(on: Occasion, things: Mapping[str, str], procedure: Procedure) -> str:
    office = things.get("office") or next(
        (o.office for o in on.law.offices.values() if o.filled_by == procedure.procedure), ""
    )
    found = on.law.offices.get(office)
    if found is None or found.slots is None:
        return ""
    return slot_to_fill(on.state, on.law, found, on.day).party
