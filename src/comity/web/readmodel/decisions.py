"""Decisions as a list and a card: number, date, effect, and what each came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.body.state import Decision, Matter, find_matter
from comity.web.readmodel.confidence import hidden_from
from comity.web.readmodel.explanations import (
    explained_in_speeches,
    explanations,
    is_secret,
    told,
)
from comity.web.readmodel.reversals import Reversal, reversals
from comity.web.told import names
from comity.web.told.names import Names, Worded
from comity.web.visibility import may_see
from comity.web.visits import Visit


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """``recorded`` is the instant at which it was recorded, ``reversals`` the rulings behind it reversed since."""

    kept: Decision
    title: Worded
    matter: Matter | None = None
    procedure: Worded | None = None
    recorded: str = ""
    reversals: tuple[Reversal, ...] = ()


class Decisions:
    """The decisions of a body, the newest first, each unfolded when somebody looks at it: a page needs fifty of them."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        hidden = hidden_from(visit).matters
        listed = visit.state.decisions.items()
        self._known = [(d, m) for d, m in reversed(listed) if m not in hidden]

    def __len__(self) -> int:
        return len(self._known)

    def __getitem__(self, wanted: slice) -> list[DecisionShown]:
        found = (decision(self._visit, name) for name, _matter in self._known[wanted])
        return [one for one in found if one is not None]


def decisions(visit: Visit) -> Decisions:
    """The decisions that the reader may know of."""
    return Decisions(visit)


def decision(visit: Visit, name: str) -> DecisionShown | None:
    """The decision of that id; None where there is none that the reader may know of."""
    matter = find_matter(visit.state, visit.state.decisions.get(name, ""))
    if matter is None or not may_see(visit.state, visit.reader, matter, visit.day):
        return None
    kept = next((one for one in matter.decisions if one.decision == name), None)
    if kept is None:
        return None
    at = visit.names()
    entry = visit.body.registrar.entry(kept.entry)
    recorded = entry.at if entry is not None else visit.state.at
    procedure = names.procedure(at, matter.procedure)
    title = names.text(at, kept.title)
    reversed_ = tuple(
        one
        for one in reversals(visit, matter)
        if any(thing.decision == name for thing in one.standing)
    )
    return DecisionShown(kept, title, matter, procedure, recorded, reversed_)


def explained(visit: Visit, at: Names, matter: Matter) -> Iterator[tuple[Worded, int]]:
    """What members said with their answers to the questions that were adopted, and in speeches that explain a vote; each
    with its record number."""
    read = visit.body.registrar.entry
    for question in matter.questions:
        if question.outcome == "adopted" and not is_secret(visit.state, matter, question):
            yield from ((told(at, one), one.entry) for one in explanations(question, read))
    yield from (
        (told(at, one), one.entry) for one in explained_in_speeches(visit.state, matter, read)
    )
