"""What the ids and words in an act or a fact refer to, and whether it is there.

Which field refers to what is said by its type (``fields``). An attested fact may name as actor the word ``unknown``: the
source does not say who it was. Nothing else may be unknown: what a fact names is recorded first, by a fact before it.

>>> is_known(State(), "person", "p1"), is_known(State(size=5), "entry", "4")
(False, True)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Any, get_args

from msgspec import Struct

from comity.body.fields import Choice, Field, Holds, Id, Label, fields_of
from comity.body.occasion import charter_of
from comity.body.state import State, find_question
from comity.charter.model import POWERS, RIGHTS
from comity.errors import Refused
from comity.rules.terms import Outcome, Position

UNKNOWN = "unknown"
"""What an attested fact says of an actor whom its source does not name."""
CHOICES: Mapping[str, Collection[str]] = {
    "positions": get_args(Position),
    "outcomes": (*get_args(Outcome), "superseded", "not adopted"),
    "powers": POWERS,
    "rights": RIGHTS,
    "dispositions": ("taken", "partly taken", "not taken"),
}
"""The closed sets of words. ``superseded``: the text was changed; ``not adopted``: a source says no more than that."""
WITHIN = frozenset(
    {
        "item",
        "paragraph",
        "remark",
        "speech",
        "step",
        "format",
        "awaited",
        "thing",
        "group",
        "words",
    }
)
"""What is known only within a session, a matter or a procedure: for whoever decides the act or checks the fact."""


def require_known(state: State, act: Struct) -> None:
    """Raises ``Refused`` (``reference.unknown``) where the act names what is not there. Whoever decided the act has looked
    at what matters to it and refused in its own words; this finds whatever it did not look at."""
    for field, kind, name in unknown_in(state, act):
        raise Refused(
            "reference.unknown",
            f"{field} names {name!r}, and there is no such {kind} in the register.",
            article="",
            remedy="Record it first, or correct the name.",
        )


def unknown_in(state: State, said: Struct, allowed: str = "") -> Iterator[tuple[str, str, str]]:
    """Each reference of an act or fact to what is not there: the field, of what kind, and the value. ``allowed`` may be
    given for an actor all the same."""
    for field in _referring(type(said)):
        value = getattr(said, field.name)
        if not value:
            continue
        for holds, one in _each(field, value):
            if not _there(state, holds, one, allowed):
                yield field.stored, _named(holds), one


@cache
def _referring(struct: type[Struct]) -> tuple[Field, ...]:
    """The fields of the struct that may refer to something."""
    return tuple(
        one
        for one in fields_of(struct)
        if one.form not in ("struct", "structs") and (_refers(one.holds) or _refers(one.keys))
    )


def _refers(holds: Holds | None) -> bool:
    match holds:
        case Id(of=kinds, new=False):
            return bool(kinds) and kinds[0] not in WITHIN
        case Label(of=kind) | Choice(of=kind):
            return bool(kind) and kind not in WITHIN
        case _:
            return False


def is_known(state: State, kind: str, name: str) -> bool:
    """Whether the body has, or ever had, something of that kind and name."""
    find = KNOWN.get(kind)
    if find is not None:
        return find(state, name)
    return any(name in names for names in charter_names(state, kind))


def charter_names(state: State, kind: str) -> list[Collection[str]]:
    """The names that each charter of the body, of whatever day, has for things of that kind."""
    key = ("names", kind)
    found: list[Collection[str]] | None = state.memo.get(key)
    if found is None:
        found = [getattr(charter_of(held.text), OF_CHARTER[kind]) for held in state.charters]
        state.memo[key] = found
    return found


OF_CHARTER: Mapping[str, str] = {
    "party": "members",
    "organ": "organs",
    "office": "offices",
    "rota": "rotas",
    "status": "statuses",
    "procedure": "procedures",
    "rule": "rules",
    "reservation": "reservations",
}
"""Where a charter lists things of each kind."""
KNOWN: Mapping[str, Callable[[State, str], bool]] = {
    "party": lambda state, name: (
        name in state.parties or any(name in names for names in charter_names(state, "party"))
    ),
    "person": lambda state, name: name in state.persons,
    "credential": lambda state, name: name in state.credentials,
    "key": lambda state, name: name in state.keys,
    "tenure": lambda state, name: name in state.tenures,
    "relation": lambda state, name: name in state.relations,
    "introduction": lambda state, name: name in state.introductions,
    "session": lambda state, name: name in state.sessions,
    "meeting": lambda state, name: name in state.meetings,
    "instruction": lambda state, name: name in state.instructions,
    "inquiry": lambda state, name: name in state.inquiries,
    "matter": lambda state, name: name in state.matters or name in state.cards,
    "question": lambda state, name: find_question(state, name) is not None,
    "decision": lambda state, name: name in state.decisions,
    "priority": lambda state, name: name in state.priorities,
    "plan_item": lambda state, name: name in state.plan_items,
    "event": lambda state, name: name in state.events,
    "review": lambda state, name: name in state.reviews,
    "measures": lambda state, name: name in state.measures,
    "source": lambda state, name: name in state.sources,
    "conflict": lambda state, name: name in state.conflicts,
    "entry": lambda state, name: name.isdecimal() and int(name[:20]) < state.size,
}
"""Where things of each kind are kept."""


def _each(field: Field, value: Any) -> Iterator[tuple[Holds | None, str]]:
    if field.form in ("map", "lists"):
        yield from ((field.keys, key) for key in value)
        values = value.values()
        yield from (
            (field.holds, one)
            for each in values
            for one in (each if field.form == "lists" else [each])
        )
    elif field.form == "list":
        yield from ((field.holds, one) for one in value)
    else:
        yield field.holds, value


def _there(state: State, holds: Holds | None, name: str, allowed: str) -> bool:
    if holds is None or not _refers(holds):
        return True
    match holds:
        case Id(of=kinds):
            if len(kinds) > 1 and allowed and name == allowed:
                return True
            return any(is_known(state, kind, name) for kind in kinds)
        case Label(of=kind):
            return is_known(state, kind, name)
        case Choice(of=kind):
            return name in CHOICES[kind]
        case _:
            return True


def _named(holds: Holds | None) -> str:
    match holds:
        case Id(of=kinds):
            return " or ".join(kinds[:5]).replace("_", " ")
        case Label(of=kind) | Choice(of=kind):
            return kind
        case _:
            return ""
