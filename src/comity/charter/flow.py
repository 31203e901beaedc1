"""What has been asked for when a procedure comes to a step: on some way to it, and on every way.

The ways are those from step to step, loops included: what a step asks for has been provided once it is left, and measures
are set once their step is carried. A matter may be withdrawn, and a source may report anything: neither is a way.

>>> from comity.charter.model import Asks, Procedure, Puts, RolePhrase, Step
>>> who = RolePhrase("member")
>>> steps = (
...     Step("first", {}, puts=Puts({}, who, "r"), then={"rejected": "last"}),
...     Step("drafting", {}, asks=Asks("plan", who)),
...     Step("last", {}, puts=Puts({}, who, "r"), then={"not adopted": "first"}),
... )
>>> flow = Flow(Procedure("p", {}, "", who, steps))
>>> sorted(flow.possibly["last"]), sorted(flow.surely["last"])
(['plan'], [])
>>> flow.way_without("plan", "last")
('first', 'last')
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from comity.charter.model import AGAIN, END, Procedure, Step

OUTCOMES = ("adopted", "rejected", "blocked", "tied", "no quorum", "void", "deferred")
Things = frozenset[str]
NOTHING: Things = frozenset()


def every_outcome(step: Step) -> Iterable[str]:
    """What can come of a step, whatever its rule: of one without a question, that it is done (``adopted``)."""
    return OUTCOMES if step.puts is not None else OUTCOMES[:1]


class Flow:
    """The steps of a procedure by what has been asked for before them: ``possibly``, on some way there, and ``surely``,
    on every one. A step to which no way leads is in neither."""

    def __init__(
        self,
        procedure: Procedure,
        outcomes: Callable[[Step], Iterable[str]] = every_outcome,
        gains: Callable[[Step], Mapping[str, Things]] | None = None,
    ) -> None:
        self._steps = {step.step: step for step in procedure.steps}
        self._first = procedure.steps[0].step
        self._gains = gains or _asked
        self._edges = {
            name: [
                (target, outcome)
                for outcome in outcomes(step)
                if (target := procedure.after(step, outcome)) not in (AGAIN, END)
            ]
            for name, step in self._steps.items()
        }
        self.possibly = self._spread(frozenset.union)
        self.surely = self._spread(frozenset.intersection)

    def way_without(self, thing: str, to: str) -> tuple[str, ...]:
        """The steps of a shortest way to ``to`` on which nothing before it asks for the thing; empty if there is none."""
        waiting: deque[tuple[str, ...]] = deque([(self._first,)])
        seen = {self._first}
        while waiting:
            way = waiting.popleft()
            if way[-1] == to:
                return way
            for target, gained in self._leaving(way[-1]):
                if target not in seen and thing not in gained:
                    seen.add(target)
                    waiting.append((*way, target))
        return ()

    def _leaving(self, name: str) -> Iterator[tuple[str, Things]]:
        gains = self._gains(self._steps[name])
        for target, outcome in self._edges[name]:
            yield target, gains.get(outcome, NOTHING)

    def _spread(self, met: Callable[[Things, Things], Things]) -> dict[str, Things]:
        """What is there on entering each step, where several ways to it ``met``."""
        found = {self._first: NOTHING}
        waiting = deque([self._first])
        while waiting:
            name = waiting.popleft()
            for target, gained in self._leaving(name):
                before, brought = found.get(target), found[name] | gained
                after = brought if before is None else met(before, brought)
                if after != before:
                    found[target] = after
                    waiting.append(target)
        return found


def _asked(step: Step) -> Mapping[str, Things]:
    return {"adopted": frozenset({step.asks.thing})} if step.asks is not None else {}
