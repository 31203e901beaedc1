"""Positions and the sides that they are on.

Of the ten positions eight are closed; ``unknown`` and ``pending`` are yet to become one of these. A side is a set of closed
positions. What a rule discards is out of voting and ballots (and so out of against, objections and abstaining), not out
of members: whoever abstained is still present, and not in favour.

>>> sorted(standing("voting", frozenset({"against without reasons"})))
['against', 'in favour']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import get_args

from comity.rules.terms import LESS_ABSTAINING, Discard, Position, Side

POSITIONS: tuple[Position, ...] = get_args(Position)
OPEN: frozenset[Position] = frozenset({"unknown", "pending"})
CLOSED: tuple[Position, ...] = tuple(p for p in POSITIONS if p not in OPEN)
BALLOTS: tuple[Position, ...] = (
    "in favour",
    "against",
    "against without reasons",
    "abstaining",
    "invalid",
)
DISCARDED: Mapping[Discard, Position] = {
    "abstentions": "abstaining",
    "negatives without reasons": "against without reasons",
}
_ON_SIDE: Mapping[Side, frozenset[Position]] = {
    "in favour": frozenset({"in favour"}),
    "against": frozenset({"against", "against without reasons"}),
    "objections": frozenset({"against", "against without reasons"}),
    "abstaining": frozenset({"abstaining"}),
    "absent": frozenset({"absent"}),
    "not in favour": frozenset(CLOSED) - {"in favour"},
    "voting": frozenset(BALLOTS[:3]),
    "ballots": frozenset(BALLOTS),
    "present": frozenset(CLOSED) - {"absent"},
}
_LOSES_DISCARDED = ("against", "objections", "abstaining", "voting", "ballots")


def standing(side: Side, discarded: frozenset[Position]) -> frozenset[Position]:
    """The positions that are on a side, some being discarded."""
    return _ON_SIDE[side] - discarded if side in _LOSES_DISCARDED else _ON_SIDE[side]


OBJECTING = standing("objections", frozenset())
"""The positions of whoever objects."""


def of_base(name: str, discarded: frozenset[Position]) -> frozenset[Position] | None:
    """The positions that make up a base which depends on how the members vote; None for one that does not."""
    match name:
        case "present" | "voting" | "ballots":
            return standing(name, discarded)
        case _ if name == LESS_ABSTAINING:
            return frozenset(CLOSED) - {"abstaining"}
        case _:
            return None


def fewer(positions: frozenset[Position]) -> frozenset[Position]:
    """The positions, or all the others where these are fewer."""
    return positions if len(positions) <= len(CLOSED) / 2 else frozenset(CLOSED) - positions


def sides_of(
    members: tuple[str, ...],
) -> Callable[[Mapping[str, Position]], Sequence[Position]]:
    """Gives the positions of these members in their order, ``absent`` for whoever is not mentioned."""
    if len(members) < 2:
        return lambda positions: [positions.get(member, "absent") for member in members]
    pick = itemgetter(*members)

    def sides(positions: Mapping[str, Position]) -> Sequence[Position]:
        try:
            return pick(positions)  # type: ignore[no-any-return]
        except KeyError:
            return [positions.get(member, "absent") for member in members]

    return sides


def part_of(
    whole: tuple[str, ...], members: tuple[str, ...]
) -> Callable[[Sequence[Position]], Sequence[Position]] | None:
    """Takes the positions of some members, in their order, out of those of the whole; None where they are the whole."""
    if members == whole:
        return None
    place = {member: number for number, member in enumerate(whole)}
    places = [place[member] for member in members]
    return itemgetter(*places) if len(places) > 1 else lambda sides: [sides[n] for n in places]
