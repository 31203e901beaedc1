"""What the ids and words in an act or a fact refer to, and whether it is there.

Which field refers to what is said by its type (``fields``). An attested fact may name as actor the word ``unknown``: the
source does not say who it was. Nothing else may be unknown: what a fact names is recorded first, by a fact before it.

>>> is_known(State(), "person", "p1"), is_known(State(size=5), "entry", "4")
(False, True)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple, get_args

from msgspec import Struct

from comity.body.acts import (
    CallRoll,
    CloseQuestion,
    OpenMatter,
    Provide,
    PutQuestion,
    Speak,
    StatePosition,
)
from comity.body.fields import Choice, Field, Holds, Id, Label, Values, fields_of, values_of
from comity.body.occasion import charter_of
from comity.body.state import State, find_question
from comity.charter.model import POWERS, RIGHTS
from comity.errors import Refused
from comity.hindrances import HINDRANCES
from comity.rules.terms import Outcome, Position

Find = Callable[[State, str], bool]
"""Whether the body has something of that name."""
UNKNOWN = "unknown"
"""What an attested fact says of an actor whom its source does not name."""
CHOICES: Mapping[str, Collection[str]] = {
    "positions": get_args(Position),
    "outcomes": (*get_args(Outcome), "superseded", "stalled", "not adopted"),
    "powers": POWERS,
    "rights": RIGHTS,
    "dispositions": ("taken", "partly taken", "not taken"),
    "hindrances": tuple(HINDRANCES),
}
"""The closed sets of words. ``superseded``: the text was changed; ``stalled``: it could not be counted; ``not adopted``: a
source says no more than that."""
WITHIN = frozenset(
    {
        "item",
        "reservation",
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
"""What is known only within a session, a matter or a procedure: for whoever decides the act or checks the fact. A remark
that is no reservation has a type of its own."""


FOUND_BEFORE: Mapping[type[Struct], Collection[str]] = {
    OpenMatter: ("by", "for_", "procedure"),
    Provide: ("by", "for_", "matter"),
    PutQuestion: ("by", "for_", "matter"),
    StatePosition: ("by", "for_", "question"),
    CallRoll: ("by", "for_", "question"),
    CloseQuestion: ("by", "for_", "question"),
    Speak: ("by", "for_", "session", "matter"),
}
"""Of the acts that a body does most: the fields that need not be looked up again. Whoever decides the act has had to find
what they name (``rights.capacity``, ``matters.running``, ``questions.open_question`` and their like), or has refused it."""


def require_known(state: State, act: Struct) -> None:
    """Raises ``Refused`` (``reference.unknown``) where the act names what is not there. Whoever decided the act has looked
    at what matters to it and refused in its own words; this finds whatever it did not look at."""
    looks, values, _ = _referring(type(act))
    for look, value in zip(looks, values(act)):  # noqa: B905 (as many, and this is asked for each act)
        if value and not look(state, value):
            break
    else:
        return
    for field, kind, name in unknown_in(state, act):
        raise Refused(
            "reference.unknown",
            "{field} names {name!r}, and there is no such {kind} in the register.",
            article="",
            remedy="Record it first, or correct the name.",
            field=field,
            name=name,
            kind=kind,
        )


def unknown_in(state: State, said: Struct, allowed: str = "") -> Iterator[tuple[str, str, str]]:
    """Each reference of an act or fact to what is not there: the field, of what kind, and the value. ``allowed`` may be
    given for an actor all the same."""
    looks, values, fields = _referring(type(said))
    for look, value, one in zip(looks, values(said), fields, strict=True):
        if not value or look(state, value):
            continue
        for holds, find, name in _each(one, value):
            if find is None or find(state, name) or (name == allowed and _is_actor(holds)):
                continue
            yield one.field.stored, _named(holds), name


def is_known(state: State, kind: str, name: str) -> bool:
    """Whether the body has, or ever had, something of that kind and name."""
    return _one_of((kind,))(state, name)


# --- where things are looked up ---------------------------------------------------------------------------------------

OF_CHARTER: Mapping[str, str] = {
    "party": "members",
    "organ": "organs",
    "office": "offices",
    "rota": "rotas",
    "status": "statuses",
    "procedure": "procedures",
    "rule": "rules",
}
"""Where a charter lists things of each kind."""
KNOWN: Mapping[str, Find] = {
    "party": lambda state, name: name in state.parties,
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
"""Where the body keeps things of each kind. A party may be a member by the charter, or be named later."""


Look = Callable[[State, Any], bool]
"""Says at a look whether the body has all that a field refers to. If not, the field's values are gone through."""


class Referring(NamedTuple):
    """A field that may refer to something, and how to find what its ``values`` and ``keys`` refer to."""

    field: Field
    values: Find | None
    keys: Find | None


@cache
def _referring(struct: type[Struct]) -> tuple[tuple[Look, ...], Values, tuple[Referring, ...]]:
    """The looks at the fields of the struct that may refer to something, what takes their values, and the fields."""
    found = (
        Referring(one, _finder(one.holds), _finder(one.keys))
        for one in fields_of(struct)
        if one.form not in ("struct", "structs")
    )
    before = FOUND_BEFORE.get(struct, ())
    fields = tuple(
        one for one in found if (one.values or one.keys) and one.field.name not in before
    )
    return tuple(map(_look, fields)), values_of([one.field.name for one in fields]), fields


def _look(one: Referring) -> Look:
    field, values, keys = one
    if field.form == "one" and values is not None:
        return values

    def look(state: State, value: Any) -> bool:
        if keys is not None and not _all_found(keys, state, value):
            return False
        return values is None or _all_found(values, state, _inner(field, value))

    return look


def _all_found(find: Find, state: State, names: Iterable[str]) -> bool:
    if isinstance(find, (InCharters, InWords)):
        return find.names(state).issuperset(names)
    return all(find(state, name) for name in names)


def _finder(holds: Holds | None) -> Find | None:
    """How to find what such a value refers to; None where it refers to nothing that can be found here."""
    match holds:
        case Id(of=kinds, new=False) if kinds and kinds[0] not in WITHIN:
            return _one_of(kinds)
        case Label(of=kind) if kind and kind not in WITHIN:
            return _one_of((kind,))
        case Choice(of=kind) if kind not in WITHIN:
            return InWords(frozenset(CHOICES[kind]))
        case _:
            return None


@cache
def _one_of(kinds: tuple[str, ...]) -> Find:
    """Whether there is something of one of these kinds."""
    in_charters = tuple(kind for kind in kinds if kind in OF_CHARTER)
    kept = [KNOWN[kind] for kind in kinds if kind in KNOWN]
    if not in_charters and len(kept) == 1:
        return kept[0]
    return InCharters(in_charters, kept)


class InWords:
    """Finds the words of a closed set."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words

    def __call__(self, state: State, name: str) -> bool:
        return name in self.words

    def names(self, state: State) -> frozenset[str]:
        """All of them."""
        return self.words


class InCharters:
    """Finds what some charter of the body names, or the body keeps."""

    def __init__(self, kinds: tuple[str, ...], kept: Sequence[Find]) -> None:
        self.kinds, self._kept = kinds, kept

    def __call__(self, state: State, name: str) -> bool:
        return name in self.names(state) or any(find(state, name) for find in self._kept)

    def names(self, state: State) -> frozenset[str]:
        """The names that the charters of the body, of whatever day, have for things of these kinds."""
        found: frozenset[str] | None = state.memo.get(self)
        if found is None:
            charters = [charter_of(held.text) for held in state.charters]
            lists = [getattr(one, OF_CHARTER[kind]) for one in charters for kind in self.kinds]
            found = state.memo[self] = frozenset(chain.from_iterable(lists))
        return found


def _each(one: Referring, value: Any) -> Iterator[tuple[Holds | None, Find | None, str]]:
    """Each value in the field and each key, with what it is and how to find what it refers to."""
    if one.keys is not None:
        yield from ((one.field.keys, one.keys, key) for key in value)
    yield from ((one.field.holds, one.values, inner) for inner in _inner(one.field, value))


def _inner(field: Field, value: Any) -> Iterable[str]:
    match field.form:
        case "one":
            return [value]
        case "list":
            return value  # type: ignore[no-any-return]
        case "map":
            return value.values()  # type: ignore[no-any-return]
        case _:
            return chain.from_iterable(value.values())


def _is_actor(holds: Holds | None) -> bool:
    return isinstance(holds, Id) and len(holds.of) > 1


def _named(holds: Holds | None) -> str:
    match holds:
        case Id(of=kinds):
            return " or ".join(kinds[:5]).replace("_", " ")
        case Label(of=kind) | Choice(of=kind):
            return kind
        case _:
            return ""
