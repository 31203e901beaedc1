"""Evolving: effects change the state, and nothing else does. Pure from outside: the same entries give the same state.

``EVOLVE`` is the whole of it: one function for each kind of effect, in the module of its noun. A test holds the table to
the closed set of effects. The state is changed in place, since only the fold owns it.
"""

from __future__ import annotations

from collections.abc import Iterable

from comity.body import (
    changes,
    contesting,
    crisis,
    founding,
    matters,
    meetings,
    membership,
    offices,
    passkeys,
    people,
    positions,
    programme,
    questions,
    sessions,
    silence,
    sources,
    tasks,
    texts,
    undoing,
)
from comity.body.acts import Attest, Correct, FileSource, FoundBody, PassDeadline
from comity.body.effects import AnyEffect
from comity.body.entry import Entry, is_attested
from comity.body.state import Evolvers, Mark, State, note_reported, unschedule
from comity.body.taking_effect import EVOLVE as TAKEN
from comity.body.undoing import at_its_place, mark_of_correction
from comity.body.worked_out import work_out_again

EVOLVE: Evolvers = {
    **TAKEN,
    **undoing.EVOLVE,
    **crisis.EVOLVE,
    **founding.EVOLVE,
    **matters.EVOLVE,
    **meetings.EVOLVE,
    **membership.EVOLVE,
    **offices.EVOLVE,
    **passkeys.EVOLVE,
    **people.EVOLVE,
    **contesting.EVOLVE,
    **positions.EVOLVE,
    **programme.EVOLVE,
    **questions.EVOLVE,
    **sessions.EVOLVE,
    **silence.EVOLVE,
    **sources.EVOLVE,
    **tasks.EVOLVE,
    **texts.EVOLVE,
    **dict.fromkeys(changes.THINGS, changes.record),
}

OF_EARLIER = frozenset({Attest, FileSource, Correct})
"""Acts by which something may have been known before they were recorded, and those that file a source."""


def evolve(state: State, entry: Entry) -> State:
    """The state after ``entry``: the same object, changed.

    A register may hold anything: it may be old, or another program's. An effect that cannot be applied (it is about a
    question that is not there, say) is left out, and the entry's number is in ``state.unapplied``: one entry makes no body
    unreadable."""
    act, number, at = entry.act, entry.n, entry.at
    attested = is_attested(entry)
    charter = ""
    if number == 0 and isinstance(act, FoundBody):
        state.body, charter = entry.body, act.charter
    mark = Mark(number, at, attested, charter)
    if isinstance(act, Correct):
        mark = mark_of_correction(state, mark, act.entry)
    for nth, effect in enumerate(entry.effects):
        try:
            if mark.vacated is not None:
                apply(state, effect, mark, nth)
                continue
            if nth:
                mark = Mark(number, at, attested, charter, nth)
            EVOLVE[type(effect)](state, effect, mark)
        except Exception:
            if number not in state.unapplied[-1:]:
                state.unapplied.append(number)
    if isinstance(act, PassDeadline):
        _has_passed(state, act)
    if type(act) in OF_EARLIER:
        note_reported(state, number)
    state.size, state.at = number + 1, at
    return state


def _has_passed(state: State, act: PassDeadline) -> None:
    """A deadline that was recorded runs no longer, whatever came of it."""
    due = state.due.get(act.what)
    if due is not None and due.instant == act.deadline:
        unschedule(state, act.what)


def apply(state: State, effect: AnyEffect, mark: Mark, nth: int = 0) -> None:
    """One effect, the ``nth`` of its entry, changes the state, in place. What follows from all the facts about a matter is
    worked out again where one of them is corrected."""
    EVOLVE[type(effect)](state, effect, at_its_place(mark, effect, nth) if nth else mark)
    if mark.place:
        work_out_again(state, effect)


def fold(entries: Iterable[Entry], state: State | None = None) -> State:
    """The state that follows from ``entries``, from the founding or from ``state`` on."""
    folded = state if state is not None else State()
    for entry in entries:
        evolve(folded, entry)
    return folded
