"""Whoever holds an office, or is about to, is introduced; nobody else."""

from __future__ import annotations

from typing import Any


def appointed(union: Any) -> None:
    """Mel is the steward, as the minutes report."""
    union.do("source.file/1", source="minutes", title="Minutes", sha256="1" * 64)
    for person in ("abe", "mel", "zoe"):
        union.do("person.enter/1", person=person, name=person.title())
    tenure = {
        "kind": "tenure.began/1",
        "tenure": "t1",
        "office": "steward",
        "person": "mel",
        "since": "2026-01-01",
    }
    union.do("attest/1", cites=[{"source": "minutes"}], facts=[tenure])


def test_who_was_appointed_is_introduced_and_neither_neighbour_in_the_alphabet(union: Any) -> None:
    appointed(union)
    made = {"office": "steward", "to": ["APPLE"], "place": "Vienna"}
    for person in ("abe", "zoe"):
        refusal = union.refused("introduction.make/1", person=person, **made)
        assert refusal.code == "office.not_held"
    (effect,) = union.do("introduction.make/1", person="mel", **made)
    assert (effect.office, effect.person) == ("steward", "mel")
