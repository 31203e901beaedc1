"""What an entry is about: every field of every act and effect is taken for what it is."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from comity.body.acts import AnyAct, CloseSession, Correct, FlagIrregularity
from comity.body.effects import (
    AnyEffect,
    FactVoided,
    InstructionGiven,
    ProgressAsked,
    RemarkMade,
    ThingProvided,
)
from comity.body.entry import Entry
from comity.body.fields import ACTOR, Field, Id, fields_of
from comity.body.subjects import LONGEST, OF_MATTERS, brought, matters_of, who

KINDS = (*get_args(AnyAct), *get_args(AnyEffect))


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


def value(field: Field, one: str) -> Any:
    """That id, in the form that the field has."""
    in_keys = isinstance(field.keys, Id)
    forms: dict[str, Any] = {
        "one": one,
        "list": ["x", one],
        "map": {one: "x"} if in_keys else {"x": one},
        "lists": {one: ["x"]} if in_keys else {"x": ["y", one]},
    }
    return forms[field.form]


def ids(kind: Any, *of: str) -> list[Field]:
    """The fields of that kind that can hold the id of one of those."""
    held = ((field, one) for field in fields_of(kind) for one in (field.holds, field.keys))
    return [field for field, one in held if isinstance(one, Id) and {*of} & {*one.of}]


def said(kind: Any, **values: Any) -> Entry:
    """An entry with such an act, or with such an effect."""
    one = made(kind, **values)
    return entry(one) if kind in get_args(AnyEffect) else entry(act=one)


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_is_named_is_found(kind: Any) -> None:
    for field in ids(kind, *ACTOR):
        assert "AM" in who(said(kind, **{field.name: value(field, "AM")})), field.name


@pytest.mark.parametrize("kind", [k for k in get_args(AnyEffect) if ids(k, "matter")])
def test_what_is_brought_beside_a_matter_belongs_to_it(kind: Any) -> None:
    if "matter" not in {field.name for field in fields_of(kind)}:
        return
    new = [f for f in ids(kind, *OF_MATTERS) if isinstance(f.holds, Id) and f.holds.new]
    things = {field.name: f"{field.name}-1" for field in new}
    tied = brought(said(kind, matter="m7", **things), lambda thing: None)
    assert tied == {"m7": "m7"} | dict.fromkeys(things.values(), "m7")


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_concerns_the_matter_to_which_what_it_names_belongs(kind: Any) -> None:
    for field in ids(kind, *OF_MATTERS):
        one = said(kind, **{field.name: value(field, "k1")})
        assert "m7" in matters_of(one, {"k1": "m7"}.get, lambda number: ()), field.name
    for field in ids(kind, "matter"):
        one = said(kind, **{field.name: value(field, "m7")})
        assert "m7" in matters_of(one, {"m7": "m7"}.get, lambda number: ()), field.name


def test_what_is_taken_back_concerns_what_it_concerned() -> None:
    made_before = RemarkMade(
        remark="k1", matter="m7", version=1, paragraph="1", by="AM", nature="comment"
    )
    voided = entry(FactVoided(entry=3, fact=made_before))
    assert "m7" in matters_of(voided, {}.get, lambda number: ())
    assert "AM" in who(voided)


def test_what_belongs_to_what_belongs_to_a_matter_belongs_to_it() -> None:
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
    text = "x" * (LONGEST + 1)
    provided = ThingProvided(matter="m1", thing="text", value=text, by="AM")
    assert who(entry(provided)) == {"AM"}
