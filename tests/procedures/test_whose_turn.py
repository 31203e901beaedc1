"""Whose turn it is on a day, where turns are on record: certain days, uncertain ones, and ones recorded out of order."""

from __future__ import annotations

from typing import Any

import pytest

from comity.body.occasion import law_on
from comity.body.turns import holder_of_turn, possible_turns


def passed(union: Any, *turns: tuple[str, str]) -> None:
    """The chair passed to that member on that day, as the minutes report; in the order given."""
    union.do("source.file/1", source="minutes", title="Minutes", sha256="1" * 64)
    for to, on in turns:
        fact = {"kind": "turn.passed/1", "rota": "gavel", "to": to, "on": on}
        union.do("attest/1", cites=[{"source": "minutes"}], facts=[fact])


def possible(union: Any, day: str) -> list[str]:
    law = law_on(union.state, day)
    found = possible_turns(union.state, law, "gavel", day)
    certain = holder_of_turn(union.state, law, "gavel", day)
    assert certain == (found[0] if len(found) == 1 else "")
    return found


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-02-09", ["APPLE"]),
        ("2026-02-10", ["CHERRY"]),
        ("2026-02-28", ["CHERRY"]),
        ("2026-03-01", ["CHERRY", "PEAR"]),
        ("2026-03-30", ["CHERRY", "PEAR"]),
        ("2026-03-31", ["PEAR"]),
    ],
)
def test_a_turn_of_an_uncertain_day_may_have_passed_or_not(
    union: Any, day: str, expected: list[str]
) -> None:
    union.at(10, month=4)
    passed(union, ("CHERRY", "2026-02-10"), ("PEAR", "2026-03"))
    assert possible(union, day) == expected


def test_turns_count_in_the_order_of_their_days_not_of_their_recording(union: Any) -> None:
    passed(union, ("PEAR", "2026-02-20"), ("CHERRY", "2026-02-10"))
    assert [possible(union, day) for day in ("2026-02-09", "2026-02-15", "2026-02-25")] == [
        ["APPLE"], ["CHERRY"], ["PEAR"]
    ]  # fmt: skip
