"""Measures taken in a crisis: set and ended by what a procedure takes effect in, joined by forces that parties contribute.

Measures with a last day end with it, without an act; others last until they are ended.
"""

from __future__ import annotations

from comity.body.effects import ForcesContributed, MeasuresEnded, MeasuresSet
from comity.body.standing import in_effect
from comity.body.state import Evolvers, Mark, Measures, State, as_kept


def measures_in_force(state: State, day: str) -> list[Measures]:
    """The measures certainly in force on ``day``, in the order in which they were set."""
    return [
        measures
        for measures in state.measures.values()
        if in_effect(measures.since, measures.until, measures.ended, day)
    ]


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_measures_set(state: State, effect: MeasuresSet, mark: Mark) -> None:
    state.measures[effect.measures] = as_kept(Measures, effect, mark)


def on_measures_ended(state: State, effect: MeasuresEnded, mark: Mark) -> None:
    state.measures[effect.measures].ended = effect.on


def on_forces_contributed(state: State, effect: ForcesContributed, mark: Mark) -> None:
    joined = state.measures.get(effect.to) or state.events.get(effect.to)
    if joined is not None:  # what a source names may be no measure or event of this record
        joined.contributions[effect.party] = effect.forces


EVOLVE: Evolvers = {
    MeasuresSet: on_measures_set,
    MeasuresEnded: on_measures_ended,
    ForcesContributed: on_forces_contributed,
}
