"""The candidates of a matter, side by side: who nominated each, with which note, and what came of the question on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.body.confidence import in_confidence
from comity.body.effects import Text, ThingProvided
from comity.body.state import Matter
from comity.charter.model import Procedure
from comity.web.readmodel.entries import entry_of
from comity.web.told import names, words
from comity.web.told.names import Worded
from comity.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Candidate:
    """``value`` is the id as it was given; ``stands``: it is the one now before the body. ``outcome``, in words, is what
    came of the question on it."""

    value: str
    name: Worded
    by: str
    note: Text
    entry: int
    stands: bool
    outcome: str
    preferred_to: tuple[str, ...]


def candidates(visit: Visit, matter: Matter, procedure: Procedure) -> Iterator[Candidate]:
    """The candidates in the order of their nomination. None where the procedure fills no office."""
    thing = next(
        (e.things["with"] for s in procedure.steps for e in s.effects if e.verb == "fills"), ""
    )
    if not thing:
        return
    at = visit.names()
    secret = in_confidence(visit.state, matter, visit.day)
    found = [
        (entry, effect)
        for entry in dict.fromkeys(one.entry for one in matter.path)
        for effect in _provided(visit, matter, thing, entry, secret)
    ]
    for place, (entry, one) in enumerate(found):
        until = found[place + 1][0] if place + 1 < len(found) else visit.state.size
        yield Candidate(
            value=one.value,
            name=names.person(at, one.value),
            by=one.by,
            note=one.note,
            entry=entry,
            stands=place + 1 == len(found) and matter.things.get(thing) == one.value,
            outcome=_outcome(matter, entry, until),
            preferred_to=tuple(str(names.person(at, other)) for other in one.preferred_to),
        )


def _provided(
    visit: Visit, matter: Matter, thing: str, entry: int, secret: bool
) -> Iterator[ThingProvided]:
    found = entry_of(visit, entry, secret)
    given = [e for e in (found.effects if found else ()) if isinstance(e, ThingProvided)]
    yield from (one for one in given if (one.matter, one.thing) == (matter.matter, thing))


def _outcome(matter: Matter, since: int, until: int) -> str:
    """What came of the last question that was put while the candidate stood."""
    closed = [q for q in matter.questions if since <= q.entry < until and q.closed]
    return words.came_of(closed[-1]) if closed else ""
