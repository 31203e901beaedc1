"""What an entry is about: every field of every act and effect is taken for what it is."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from comity.body.acts import AnyAct, CloseSession, Correct, FlagIrregularity
from comity.body.effects import AnyEffect
from comity.body.entry import Entry
from comity.body.subjects import (
    HOLDS_IDS,
    LONGEST,
    OF_MATTERS,
    PLAIN,
    POINTERS,
    THINGS,
    brought,
    matters_of,
    who,
)

KINDS = (*get_args(AnyAct), *get_args(AnyEffect))
SOMEBODY = (  # noqa: SIM905
    "as_ blocked_by bound by clerk credential event followed for_ groups host member nominated_by office organ over owed"
    " owner participants parties party person persons place population positions preferred_to present procedure proxy"
    " refrains rota things to unknown upon value via"
).split()  # fmt: skip


def fields(kind: Any) -> dict[str, Any]:
    return {n: hint for n, hint in get_type_hints(kind).items() if repr(hint) in HOLDS_IDS}


def made(kind: Any, **values: Any) -> Any:
    """One of that kind with those values, and something in every other field that must be given."""
    filling = {int: 0, str: "x", bool: False}
    for field in msgspec.structs.fields(kind):
        if field.required and field.name not in values:
            hint = get_type_hints(kind)[field.name]
            choice = get_args(hint)[0] if "Literal" in str(hint) else None
            empty: Any = [] if "list" in str(hint) else {} if str(hint).startswith("dict") else "x"
            values[field.name] = choice or filling.get(hint, empty)
    return kind(**values)


def entry(*said: Any, act: Any = None, n: int = 5) -> Entry:
    act = act or CloseSession(session="s1")
    return Entry(n=n, body="b", at="", charter=0, engine=1, act=act, effects=list(said))


def test_every_field_that_can_hold_an_id_is_known_as_what_it_is() -> None:
    """A new field counts as naming somebody. Put it here, or among the things or the plain words."""
    known = {name for kind in KINDS for name in fields(kind)}
    assert known - THINGS - PLAIN <= set(SOMEBODY)
    assert not (THINGS | PLAIN) & set(SOMEBODY) - {"credential", "event", "followed", "procedure"}


@pytest.mark.parametrize("kind", get_args(AnyEffect))
def test_whoever_an_effect_names_is_found(kind: Any) -> None:
    for name, hint in fields(kind).items():
        if name in THINGS | PLAIN:
            continue
        value: Any = "AM"
        if "list" in str(hint):
            value = {"in favour": ["AM"]} if str(hint).startswith("dict") else ["BE", "AM"]
        elif str(hint).startswith("dict"):
            value = {"p1": "AM"}
        assert "AM" in who(entry(made(kind, **{name: value}))), (kind, name)


@pytest.mark.parametrize("kind", [k for k in get_args(AnyEffect) if "matter" in fields(k)])
def test_what_is_brought_beside_a_matter_belongs_to_it(kind: Any) -> None:
    things = {name: f"{name}-1" for name in fields(kind) if name in OF_MATTERS}
    tied = brought(entry(made(kind, matter="m7", **things)), lambda thing: None)
    assert tied == {"m7": "m7"} | dict.fromkeys(things.values(), "m7")


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_concerns_the_matter_to_which_what_it_names_belongs(kind: Any) -> None:
    for name, hint in fields(kind).items():
        if name not in (*POINTERS, "matter"):
            continue
        value = ["k1"] if "list" in str(hint) else "k1"
        said = made(kind, **{name: value})
        one = entry(said) if kind in get_args(AnyEffect) else entry(act=said)
        owner = {"k1": "k1" if name == "matter" else "m7"}.get
        assert owner("k1") in matters_of(one, owner, lambda number: ()), (kind, name)


def test_what_belongs_to_what_belongs_to_a_matter_belongs_to_it() -> None:
    from comity.body.effects import InstructionGiven, ProgressAsked

    owners = {"d1": "m7"}
    given = InstructionGiven(
        instruction="i1", by="AM", to="sec", what="?", on="2026-01-01", decision="d1"
    )
    owners |= brought(entry(given), owners.get)
    asked = ProgressAsked(inquiry="q1", by="AM", to="sec", about="i1", on="2026-01-01")
    assert brought(entry(asked), owners.get) == {"q1": "m7"}


def test_a_correction_concerns_what_the_corrected_entry_does() -> None:
    one = entry(act=Correct(entry=3, reason="?"))
    assert list(matters_of(one, {}.get, {3: ["m1", "m2"]}.__getitem__)) == ["m1", "m2"]
    flagged = entry(act=made(FlagIrregularity, about="3"))
    assert list(matters_of(flagged, {}.get, {3: ["m1"]}.__getitem__)) == ["m1"]


def test_an_entry_that_says_it_corrects_a_later_one_leads_nowhere() -> None:
    assert not matters_of(entry(act=Correct(entry=9, reason="?")), {}.get, lambda n: ["m1"])


def test_a_document_is_not_taken_for_an_id() -> None:
    from comity.body.effects import ThingProvided

    text = "x" * (LONGEST + 1)
    said = ThingProvided(matter="m1", thing="text", value=text, by="AM")
    assert who(entry(said)) == {"AM"}
