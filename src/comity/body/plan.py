"""The plan of a chair's year: its priorities, the items that carry them out, and the review at the end.

The chair sets priorities; the chair and the record-keeper keep the plan. What an item carries out must be there: a
priority, another item, a decision or an instruction. The review says of each thing whether it was achieved, continues or
was dropped, and who takes on what continues: the next chair, unless it names somebody else.
"""

from __future__ import annotations

from comity.body.acts import Act, Review, SetPlanItem, SetPriority
from comity.body.effects import AnyEffect, PlanItemSet, PrioritySet, ReviewMade
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import (
    done_on,
    is_party,
    readable,
    recorder,
    refusal,
    require_known,
)
from comity.body.rights import Capacity, capacity
from comity.body.state import (
    Evolvers,
    Mark,
    PlanItem,
    Priority,
    ReviewKept,
    State,
    as_kept,
    find_matter,
)
from comity.body.turns import turns_ahead

# --- acts -----------------------------------------------------------------------------------------------------------


def decide_priority(on: Occasion, act: SetPriority) -> list[AnyEffect]:
    """The priority is set. Refused (``chair.not_you``) to anybody but the chair that the act names."""
    who = _chair(on, act)
    if act.rota and act.rota != who.name:
        raise refusal(
            on,
            "chair.not_you",
            "{name} does not set the priorities of {rota}.",
            "Act for {rota}.",
            name=who.name,
            rota=act.rota,
        )
    return [
        PrioritySet(
            priority=f"y{on.number}",
            by=who.party or who.name,
            contour=act.contour,
            aim=act.aim,
            on=done_on(on, act),
            period=readable(act.period, "period") if act.period else "",
            rota=who.name,
        )
    ]


def decide_plan_item(on: Occasion, act: SetPlanItem) -> list[AnyEffect]:
    """The item of the plan is set. Refused to who does not keep the plan, (``plan.carries_out``) when it carries out what
    does not exist."""
    keeper(on, act)
    check_carried_out(on, act.carries_out)
    require_known(on, [act.owner] if act.owner else [])
    return [
        PlanItemSet(
            item=f"l{on.number}",
            plan=act.plan,
            what=act.what,
            carries_out=act.carries_out,
            owner=act.owner,
            due=readable(act.due, "due") if act.due else "",
        )
    ]


def decide_review(on: Occasion, act: Review) -> list[AnyEffect]:
    """What became of a priority, an item of the plan, an event, a matter or an instruction.

    Refused to who neither chairs nor keeps the record; ``review.unknown``; ``review.handed_over`` where somebody is to
    take on what does not continue; ``review.nobody`` where something continues and nobody is next in the chair."""
    who = keeper(on, act)
    if not _reviewable(on.state, act.of):
        raise refusal(
            on,
            "review.unknown",
            "There is no priority, plan item, event, matter or instruction {of!r}.",
            "Review one that there is.",
            of=act.of,
        )
    if act.to and act.verdict != "continuing":
        raise refusal(
            on,
            "review.handed_over",
            "{of} does not continue, and {to} is to take it on.",
            "Only what continues is handed over.",
            of=act.of,
            to=act.to,
        )
    require_known(on, [act.to] if act.to else [])
    return [
        ReviewMade(
            review=f"w{on.number}",
            of=act.of,
            verdict=act.verdict,
            by=who.party or who.name,
            on=done_on(on, act),
            note=act.note,
            to=(act.to or _next_chair(on, who, act.of)) if act.verdict == "continuing" else "",
        )
    ]


def _next_chair(on: Occasion, who: Capacity, of: str) -> str:
    """The party next in the chair: on the rota acted for, on that of the priority, or on the only one."""
    priority = on.state.priorities.get(of)
    set_under = priority.rota if priority is not None else ""
    only = [*on.law.rotas] if len(on.law.rotas) == 1 else []
    rotas = [name for name in (who.name, set_under, *only) if name in on.law.rotas]
    ahead = turns_ahead(on.state, on.law, rotas[0], on.day, 1) if rotas else []
    if not ahead or not ahead[0].to:
        raise refusal(
            on,
            "review.nobody",
            "{of} continues, and nobody is known to be next in the chair.",
            "Say who takes it on.",
            of=of,
        )
    return ahead[0].to


# --- what is checked --------------------------------------------------------------------------------------------------


def _chair(on: Occasion, act: SetPriority) -> Capacity:
    chairs = {one.chaired_by for one in on.law.organs.values() if one.chaired_by}
    if act.for_ in on.law.rotas or act.for_ in chairs:
        return capacity(on, act, "chair")
    raise refusal(
        on,
        "chair.not_you",
        "{party} is not the chair.",
        "Act for one of: {chairs}.",
        party=act.for_ or "Nobody",
        chairs=sorted(chairs | {*on.law.rotas}) or "none",
    )


def keeper(on: Occasion, act: Act, host: str = "") -> Capacity:
    """Who keeps the plan and the programme: the chair or the record-keeper, and the host of an event. Refused
    (``record.not_keeper``) to everybody else."""
    if act.for_ in on.law.rotas:
        return capacity(on, act, "chair")
    if host and act.for_ == host and is_party(on, host):
        return capacity(on, act, "propose", "propose")
    return recorder(on, act)


def check_carried_out(on: Occasion, carries_out: list[str]) -> None:
    """Refused (``plan.carries_out``) unless each is a priority, an item of a plan, a decision or an instruction."""
    state = on.state
    there = (state.priorities, state.plan_items, state.decisions, state.instructions)
    for name in carries_out:
        if not any(name in things for things in there):
            raise refusal(
                on,
                "plan.carries_out",
                "There is no priority, plan item, decision or instruction {name!r} to carry out.",
                "Name one that there is.",
                name=name,
            )


def _reviewable(state: State, of: str) -> bool:
    there = (state.priorities, state.plan_items, state.events, state.instructions)
    return any(of in things for things in there) or find_matter(state, of) is not None


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_priority_set(state: State, effect: PrioritySet, mark: Mark) -> None:
    state.priorities[effect.priority] = as_kept(Priority, effect, mark)


def on_plan_item_set(state: State, effect: PlanItemSet, mark: Mark) -> None:
    state.plan_items[effect.item] = as_kept(PlanItem, effect, mark)


def on_review_made(state: State, effect: ReviewMade, mark: Mark) -> None:
    state.reviews[effect.review] = as_kept(ReviewKept, effect, mark)


DECIDE: Deciders = {
    SetPriority: decide_priority,
    SetPlanItem: decide_plan_item,
    Review: decide_review,
}
EVOLVE: Evolvers = {
    PrioritySet: on_priority_set,
    PlanItemSet: on_plan_item_set,
    ReviewMade: on_review_made,
}
