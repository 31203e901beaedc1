"""No act is recorded that names what is not there, in any of its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

import generating
import pytest
from msgspec import Struct, structs

from comity.body.acts import AnyAct, Attest, Correct, Introduce, PassDeadline
from comity.body.decide import decide
from comity.body.entry import Entry
from comity.body.evolve import evolve
from comity.body.fields import Choice, Field, Id, Label, fields_of
from comity.body.references import (
    CHOICES,
    FOUND_BEFORE,
    KNOWN,
    OF_CHARTER,
    WITHIN,
    require_known,
)
from comity.body.state import State
from comity.errors import ComityError, Refused

NOTHING = "nothing-of-that-name"


def kinds(holds: object) -> tuple[str, ...]:
    """Of which kinds the things are to which such a value refers."""
    match holds:
        case Id(of=of, new=False):
            return of
        case Label(of=of) | Choice(of=of) if of and of != "words":
            return (of,)
        case _:
            return ()


def referring(struct: type[Struct]) -> Iterator[Field]:
    yield from (one for one in fields_of(struct) if kinds(one.holds) and one.form in BROKEN)


BROKEN: dict[str, Callable[[Any], Any]] = {
    "one": lambda value: NOTHING,
    "list": lambda value: [*value, NOTHING],
    "map": lambda value: {**value, next(iter(value)): NOTHING},
    "lists": lambda value: {**value, next(iter(value)): [NOTHING]},
}


@pytest.mark.parametrize("act", get_args(AnyAct), ids=lambda act: str(act.__name__))
def test_each_reference_names_a_kind_of_thing_that_can_be_looked_up(act: type[Struct]) -> None:
    known = {*KNOWN, *OF_CHARTER, *CHOICES, *WITHIN}
    for field in fields_of(act):
        assert {*kinds(field.holds), *kinds(field.keys)} <= known, field.name


@pytest.mark.parametrize("body", generating.BODIES)
def test_what_an_act_names_is_there(body: str) -> None:
    state, tried = State(), set()
    for entry in list(generating.BODIES[body]().entries()):
        if entry.n and not isinstance(entry.act, PassDeadline | Attest | Correct):
            require_known(state, entry.act)
            tried |= set(map(type, refused_when_broken(state, entry)))
        evolve(state, entry)
    assert len(tried) > (30 if body == "rivers" else 0)


def refused_when_broken(state: State, entry: Entry) -> Iterator[Any]:
    for field in referring(type(entry.act)):
        value = getattr(entry.act, field.name)
        if value:
            broken = structs.replace(entry.act, **{field.name: BROKEN[field.form](value)})
            with pytest.raises(ComityError):
                print(field.name, decide(state, broken, entry.at, entry.n))
            yield entry.act


def test_an_introduction_is_to_somebody() -> None:
    registrar = generating.rivers()
    act = next(e.act for e in registrar.entries() if isinstance(e.act, Introduce))
    with pytest.raises(Refused) as refusal:
        require_known(registrar.state, structs.replace(act, to=NOTHING))
    assert refusal.value.code == "reference.unknown"


def test_what_a_decider_has_found_need_not_be_looked_up_again() -> None:
    """Each field of ``FOUND_BEFORE`` is one in which the decider itself refuses what is not there, in whatever state."""
    left = {(act, name) for act, names in FOUND_BEFORE.items() for name in names}
    for body in generating.BODIES.values():
        state = State()
        for entry in list(body().entries()):
            for name in FOUND_BEFORE.get(type(entry.act), ()):
                broken = structs.replace(entry.act, **{name: NOTHING})
                with pytest.raises(ComityError) as refusal:
                    decide(state, broken, entry.at, entry.n)
                assert refusal.value.code != "reference.unknown"
                left.discard((type(entry.act), name))
            evolve(state, entry)
    assert left == set()
