"""The programme: joint events, year by year, and the forces that parties contribute to them and to measures in a crisis.

The chair and the record-keeper keep the programme, and the host of an event steers it as well. An event is planned, moved,
held (in stages, if it has them) or cancelled; one that was held or cancelled is not moved. The editions of a traditional
operation share a series. What an event carries out must be in the ``plan``.
"""

from __future__ import annotations

from comity.body import plan
from comity.body.acts import CancelEvent, ContributeForces, HoldEvent, MoveEvent, PlanEvent
from comity.body.crisis import measures_in_force
from comity.body.dates import order, when
from comity.body.effects import (
    AnyEffect,
    EventCancelled,
    EventHeld,
    EventMoved,
    EventPlanned,
    ForcesContributed,
)
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import (
    done_on,
    new_id,
    not_past,
    readable,
    refusal,
    require_distinct,
    require_parties,
)
from comity.body.plan import check_carried_out, keeper
from comity.body.rights import capacity
from comity.body.state import (
    Evolvers,
    Mark,
    ProgrammeEvent,
    State,
    as_kept,
)
from comity.errors import Message

# --- acts --------------------------------------------------------------------------------------------------------------


def decide_plan_event(on: Occasion, act: PlanEvent) -> list[AnyEffect]:
    """The event is in the programme. Refused to who neither keeps the programme nor hosts it, (``event.past``) for a period
    that has passed, ``party.unknown``, ``plan.carries_out``, ``id.taken``."""
    keeper(on, act, act.host)
    require_parties(on, [*([act.host] if act.host else []), *act.participants])
    require_distinct(act.participants, "participants")
    check_carried_out(on, act.carries_out)
    return [
        EventPlanned(
            event=new_id(on, act.event, "e", on.state.events, "event"),
            title=act.title,
            nature=act.nature,
            period=not_past(on, act.period, "period", "event.past"),
            series=act.series,
            host=act.host,
            region=act.region,
            headquarters=act.headquarters,
            participants=act.participants,
            forces=act.forces,
            stages=act.stages,
            purpose=act.purpose,
            carries_out=act.carries_out,
        )
    ]


def decide_move_event(on: Occasion, act: MoveEvent) -> list[AnyEffect]:
    """The event is at another time. Refused (``event.over``) once it was held or cancelled."""
    _to_come(on, act)
    period = not_past(on, act.period, "period", "event.past")
    return [EventMoved(event=act.event, period=period, reason=act.reason)]


def decide_hold_event(on: Occasion, act: HoldEvent) -> list[AnyEffect]:
    """The event was held, or one stage of it. Refused (``event.over``) once it was held or cancelled, (``event.stage``)
    where the stage is none of its stages, or none is named and it has some, (``event.stage_held``) twice."""
    event = _to_come(on, act)
    stages = [str(number) for number in range(1, len(event.stages) + 1)]
    if act.stage not in (stages or [""]):
        raise refusal(
            on,
            "event.stage",
            Message("The event {event} has no stage {stage!r}.", event=act.event, stage=act.stage)
            if act.stage
            else Message("The event {event} is held in stages.", event=act.event),
            Message("Give one of: {stages}.", stages=list(stages))
            if stages
            else "Leave the stage out.",
        )
    if act.stage in event.held:
        raise refusal(
            on,
            "event.stage_held",
            "Stage {stage} was held on {held}.",
            "Correct that entry if it is mistaken.",
            stage=act.stage,
            held=event.held[act.stage],
        )
    return [EventHeld(event=act.event, on=done_on(on, act), stage=act.stage, report=act.report)]


def decide_cancel_event(on: Occasion, act: CancelEvent) -> list[AnyEffect]:
    """The event is cancelled. Refused (``event.over``) once it was held or cancelled."""
    _to_come(on, act)
    return [EventCancelled(event=act.event, on=done_on(on, act), reason=act.reason)]


def decide_contribute(on: Occasion, act: ContributeForces) -> list[AnyEffect]:
    """A party contributes forces to an event to come or to measures in force. Refused (``forces.no_party``) to an organ or
    office, (``forces.unknown``) where there is neither, (``event.over``)."""
    who = capacity(on, act, "decide", "attend")
    if not who.party:
        raise refusal(
            on,
            "forces.no_party",
            "{name} has no forces.",
            "A party contributes its own.",
            name=who.name,
        )
    event = on.state.events.get(act.to)
    if event is not None:
        _check_to_come(on, event)
    elif act.to not in [m.measures for m in measures_in_force(on.state, on.day)]:
        raise refusal(
            on,
            "forces.unknown",
            "{to!r} is neither an event of the programme nor a set of measures in force.",
            "Name one that is.",
            to=act.to,
        )
    return [
        ForcesContributed(
            to=act.to,
            party=who.party,
            forces=act.forces,
            until=readable(act.until, "until") if act.until else "",
        )
    ]


# --- what is checked --------------------------------------------------------------------------------------------------


def _to_come(on: Occasion, act: MoveEvent | HoldEvent | CancelEvent) -> ProgrammeEvent:
    """The event, steered by who may, and neither held nor cancelled."""
    event = on.state.events.get(act.event)
    if event is None:
        raise refusal(
            on,
            "event.unknown",
            "The programme has no event {event!r}.",
            "Plan it, or name one that was planned.",
            event=act.event,
        )
    keeper(on, act, event.host)
    _check_to_come(on, event)
    return event


def _check_to_come(on: Occasion, event: ProgrammeEvent) -> None:
    if event.status in ("held", "cancelled"):
        raise refusal(
            on,
            "event.over",
            "The event {event} was {status}.",
            "Plan another.",
            event=event.event,
            status=event.status,
        )


# --- what is asked ----------------------------------------------------------------------------------------------------


def editions(state: State, series: str) -> list[ProgrammeEvent]:
    """The events of a series, the earliest first."""
    found = (event for event in state.events.values() if event.series == series)
    return sorted(found, key=lambda event: (order(when(event.period)), event.entry))


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_event_planned(state: State, effect: EventPlanned, mark: Mark) -> None:
    state.events[effect.event] = as_kept(ProgrammeEvent, effect, mark)


def on_event_moved(state: State, effect: EventMoved, mark: Mark) -> None:
    event = state.events[effect.event]
    event.moved_from.append(event.period)
    event.period, event.status = effect.period, "moved"


def on_event_held(state: State, effect: EventHeld, mark: Mark) -> None:
    event = state.events[effect.event]
    event.held[effect.stage] = effect.on
    stages = {str(number) for number in range(1, len(event.stages) + 1)}
    if not effect.stage or stages <= event.held.keys():
        event.status = "held"


def on_event_cancelled(state: State, effect: EventCancelled, mark: Mark) -> None:
    state.events[effect.event].status = "cancelled"


DECIDE: Deciders = {
    **plan.DECIDE,
    PlanEvent: decide_plan_event,
    MoveEvent: decide_move_event,
    HoldEvent: decide_hold_event,
    CancelEvent: decide_cancel_event,
    ContributeForces: decide_contribute,
}
EVOLVE: Evolvers = {
    **plan.EVOLVE,
    EventPlanned: on_event_planned,
    EventMoved: on_event_moved,
    EventHeld: on_event_held,
    EventCancelled: on_event_cancelled,
}
