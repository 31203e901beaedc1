"""No id of a thing is a word that stands where an address has an id: each thing that is recorded has its page."""

from __future__ import annotations

import walking

from comity.grammar import RESERVED, unfit_new_id


def fixed_where_an_id_may_stand() -> dict[str, str]:
    """Each fixed part of an address that stands where another address, alike up to there, has a name; with that other."""
    split = [route.pattern.split("/") for route in walking.routes()]
    return {
        fixed: "/".join(named)
        for named in split
        for other in split
        for at, (part, fixed) in enumerate(zip(named, other, strict=False))
        if part.startswith("<str:") and part.endswith(">") and "<" not in fixed
        if all(_alike(one, two) for one, two in zip(named[:at], other[:at], strict=True))
    }


def _alike(one: str, two: str) -> bool:
    return one == two or "<" in one or "<" in two


def test_every_fixed_word_at_the_place_of_an_id_is_reserved() -> None:
    found = fixed_where_an_id_may_stand()
    assert {"new", "take-up", "enter", "invite"} <= set(found), "the walk sees the addresses"
    assert {word: at for word, at in found.items() if unfit_new_id(word) is None} == {}


def test_no_word_is_reserved_for_nothing() -> None:
    assert set(fixed_where_an_id_may_stand()) | {"unknown"} >= RESERVED
