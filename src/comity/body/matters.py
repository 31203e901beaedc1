"""Matters: something before the body, run by one procedure of the charter, step by step.

A step does one of four things: it asks for an act, puts a question, waits, or takes effect. That is all there is; every
procedure is a chain of such steps in the charter, and nothing here knows any of them by name. ``enter`` walks from a step
on until the matter must wait for somebody or something.
"""

from __future__ import annotations

from comity.body.acts import OpenMatter, PassDeadline, RecordEvent
from comity.body.course import Course, course_of, openers, procedure_of
from comity.body.effects import (
    AnyEffect,
    MatterEnded,
    MatterHindered,
    MatterOpened,
    StepEntered,
    ThingProvided,
)
from comity.body.entry import Entry
from comity.body.hindering import as_hindered
from comity.body.occasion import Deciders, Occasion, charter_at, instant, last_moment
from comity.body.opening import things_at_opening
from comity.body.particulars import done_on, exact_day, new_id, recorder
from comity.body.periods import deadline, local_instant, read_instant
from comity.body.putting import put
from comity.body.rights import Capacity, capacity
from comity.body.roles import admits, names_status
from comity.body.standing import known_holders, require_right, status_of
from comity.body.state import (
    Due,
    Evolvers,
    Hindrance,
    Mark,
    Matter,
    Passage,
    Provided,
    Reason,
    State,
    as_kept,
    find_matter,
    folded,
    keep,
    put_in,
    schedule,
    unschedule,
)
from comity.body.taking_effect import taking_effect
from comity.charter.model import AGAIN, END, Asks, RolePhrase, Seat, Step, Waits
from comity.charter.things import without_article
from comity.charter.wordings import OURS, in_language
from comity.errors import BadInput, Faulty, Message, Refused
from comity.hindrances import refused

# --- acts -------------------------------------------------------------------------------------------------------------


NOT_AWAITED = "Matter {matter} is in the step {step!r}, which does not wait for {event}."


def decide_open(on: Occasion, act: OpenMatter) -> list[AnyEffect]:
    """The matter is opened and enters the first step. Refused unless the procedure is opened by the capacity acted in."""
    procedure = on.law.procedures.get(act.procedure)
    if procedure is None:
        raise Refused(
            "procedure.unknown",
            "The charter has no procedure {procedure!r}.",
            article="",
            remedy="It has: {procedures}.",
            procedure=act.procedure,
            procedures=list(on.law.procedures) or "none",
        )
    who = capacity(on, act, "propose")
    asked = openers(act.things, who.party or who.name)
    if not admits(on, procedure.opened_by, who, asked, procedure, act.together_with):
        raise Refused(
            "matter.not_yours_to_open",
            "{name} may not open a matter under {procedure}.",
            article=procedure.cites.article,
            remedy="It is opened by {opened_by}.",
            name=who.name,
            procedure=procedure.procedure,
            opened_by=procedure.opened_by,
        )
    require_proposer(on, who, procedure.opened_by)
    if "." in act.matter:
        raise BadInput(
            "matter.id",
            "{matter!r} has a dot.",
            remedy="Questions are named after their matter and a dot.",
            matter=act.matter,
        )
    ended = act.matter in on.state.cards
    matter = new_id(on, act.matter, "m", on.state.cards if ended else on.state.matters, "matter")
    for thing in procedure.days & act.things.keys():
        exact_day(act.things[thing], f"things, {thing}")
    things = things_at_opening(on, who, act, procedure)
    opened = MatterOpened(
        matter=matter,
        procedure=procedure.procedure,
        title=act.title,
        by=who.name,
        on=done_on(on, act),
        things=things,
    )
    course = Course(matter, procedure, on.charter, openers(things, who.name), title=act.title)
    return [opened, *enter(on, course, procedure.steps[0])]


def decide_occurred(on: Occasion, act: RecordEvent) -> list[AnyEffect]:
    """What the step waits for has happened; the matter goes on. Refused where it waits for a date or something else."""
    matter, step = running(on, act.matter)
    event = without_article(act.event)
    if step.waits is None or not step.waits.event or step.waits.event != event:
        raise wrong_step(matter, step, NOT_AWAITED, event=act.event)
    recorder(on, act)
    return go_on(on, course_of(on, matter), step)


def step_due(on: Occasion, matter: Matter) -> list[AnyEffect]:
    """The date that a step waited for has come; the matter goes on, or is hindered."""
    return go_on_if_it_can(on, matter, course_of(on, matter).procedure.at(matter.step))


# --- the walk ---------------------------------------------------------------------------------------------------------


def running(on: Occasion, matter: str) -> tuple[Matter, Step]:
    """The running matter of that id with the step it is in. Refused (``matter.unknown``, ``matter.ended``,
    ``step.none``)."""
    found = on.state.matters.get(matter)
    if found is None:
        ended = find_matter(on.state, matter)
        if ended is not None:
            raise Refused(
                "matter.ended",
                "Matter {matter!r} has ended: {outcome}.",
                article="",
                remedy="Open a matter, or name one that runs.",
                matter=matter,
                outcome=ended.outcome,
            )
        raise Refused(
            "matter.unknown",
            "Matter {matter!r} is not before the body.",
            article="",
            remedy="Open a matter, or name one that runs.",
            matter=matter,
        )
    if not found.step:
        raise Refused(
            "step.none",
            "Matter {matter!r} is in no step of its procedure: its source does not say in which.",
            article="",
            remedy="Have the record-keeper attest the step with step.entered/1.",
            matter=matter,
        )
    return found, procedure_of(on.state, found, on.day).at(found.step)


def wrong_step(matter: Matter, step: Step, sentence: str, **values: object) -> Refused:
    """The refusal of an act that does not fit the step; the sentence is told of the ``matter`` and the ``step``."""
    return Refused(
        "step.wrong",
        sentence,
        article=step.article,
        remedy=wants(step),
        matter=matter.matter,
        step=step.step,
        **values,
    )


def refuse(
    step: Step, code: str, sentence: str | Message, remedy: str | Message, **values: object
) -> Refused:
    return Refused(code, sentence, article=step.article, remedy=remedy, **values)


def go_on(
    on: Occasion, course: Course, step: Step, outcome: str = "", passed: tuple[str, ...] = ()
) -> list[AnyEffect]:
    """What follows when a step is done: its effects, unless its question failed, and the step after it. ``passed``: the
    steps that were gone through without anything to ask or to wait for; none of them comes twice (``steps.circle``)."""
    if step.step in passed:
        raise refused("steps.circle", article=course.procedure.cites.article, step=step.step)
    carried = outcome in ("", "adopted")
    effects = taking_effect(on, course, step) if carried and step.effects else []
    course = course.after(effects) if effects else course
    following = course.procedure.after(step, outcome)
    if following == AGAIN:
        return [*effects, *_revote(on, course, step, outcome)]
    if following == END:
        ended = "completed" if carried else outcome
        return [*effects, MatterEnded(matter=course.matter, outcome=ended, on=on.day)]
    return [*effects, *enter(on, course, course.procedure.at(following), (*passed, step.step))]


def go_on_if_it_can(on: Occasion, matter: Matter, step: Step, outcome: str = "") -> list[AnyEffect]:
    """``go_on``, where nobody acts who could be refused: time passes, whatever stands in the way of what should follow.
    Then the matter is hindered, and somebody must mend it and let it go on."""
    try:
        return go_on(on, course_of(on, matter), step, outcome)
    except (Refused, BadInput, Faulty) as error:
        return [as_hindered(matter.matter, error)]


def enter(
    on: Occasion, course: Course, step: Step, passed: tuple[str, ...] = ()
) -> list[AnyEffect]:
    """The matter enters ``step``: and if there is nothing to ask, put or wait for, its effects and the step below."""
    if step.waits is not None:
        due = waits_until(on, course, step.waits)
        if step.waits.date and not due:
            article = step.article
            raise refused("thing.missing", article=article, thing=step.waits.date)
        entered = StepEntered(matter=course.matter, step=step.step, on=on.day, deadline=due)
        if step.waits.date and due <= on.moment:
            return [entered, *go_on(on, course, step, passed=passed)]
        return [entered]  # what has passed since is recorded in its turn, as any deadline
    entered = StepEntered(matter=course.matter, step=step.step, on=on.day)
    if step.asks is not None:
        return [entered]
    if step.puts is not None:
        needs = step.puts.on_text and not course.text
        if _is_put_at_once(step) and not needs:
            return [entered, *_put_at_once(on, course, step)]
        return [entered]
    return [entered, *go_on(on, course, step, passed=passed)]


def _is_put_at_once(step: Step) -> bool:
    """Whether the step's question is put by nobody in particular, when the step is entered."""
    puts = step.puts
    return puts is not None and puts.put_by is None and not puts.closes.set_by_opener


def _revote(on: Occasion, course: Course, step: Step, outcome: str) -> list[AnyEffect]:
    """The same question put again after a tie, where the rule says so and nobody in particular puts it."""
    if outcome != "tied" or not _is_put_at_once(step):
        return []
    assert step.puts is not None
    rule = on.law.rules.get(step.puts.rule)
    return _put_at_once(on, course, step) if rule is not None and rule.tie == "revote" else []


def _put_at_once(on: Occasion, course: Course, step: Step) -> list[AnyEffect]:
    """The question is put; or nobody has given what its rule counts, and the matter waits for whoever puts it with that."""
    try:
        return [put(on, course, step)]
    except Refused as refusal:
        if refusal.code not in ("group.missing", "question.uncountable"):
            raise
        return [as_hindered(course.matter, refusal)]


def waits_until(on: Occasion, course: Course, waits: Waits) -> str:
    """The instant at which the wait is over; empty where it ends with an act. A period runs from the moment at which the
    step is entered: where a deadline led to it, from that deadline, whenever that is recorded."""
    seat = on.law.charter.seat
    if waits.period is not None:
        return instant(deadline(read_instant(on.moment), waits.period, seat))
    day = course.things.get(waits.date, "") if waits.date else ""
    return instant(local_instant(f"{day}T00:00", seat)) if day else ""


def expected_by(entered: Passage, entry: Entry | None, asks: Asks, seat: Seat) -> str:
    """The instant by which the charter expects what a step asks for (``within``), which was entered with ``entry``; empty
    where it does not say, and where a source reports the step and so not the hour. It runs from the moment at which the
    step was entered: where a deadline led to it, from that deadline, whenever that was recorded."""
    if asks.within is None or entered.attested or entry is None:
        return ""
    act = entry.act
    moment = entry.at
    if isinstance(act, PassDeadline):
        moment = last_moment(act.deadline) if "." in act.what else act.deadline
    return instant(deadline(read_instant(moment), asks.within, seat))


def require_proposer(on: Occasion, who: Capacity, phrase: RolePhrase) -> None:
    """Refused (``right.none``, ``right.suspended``) unless the party behind may propose, by its status or by name."""
    if not who.party or who.party in known_holders(on, "propose"):
        return
    status = status_of(on.state, on.law, who.party, on.day) or ""
    if not names_status(phrase, status):
        require_right(on, who.party, "propose")


def wants(step: Step) -> Message:
    if step.asks is not None:
        asks = step.asks
        return Message("The step asks for the {thing}, from {of}.", thing=asks.thing, of=asks.of)
    if step.puts is not None:
        question = in_language(step.puts.question, OURS)
        to = step.puts.to
        return Message("The step puts the question: {question}, to {to}.", question=question, to=to)
    if step.waits is None:
        return Message("The step takes effect.")
    if step.waits.event:
        return Message("The step waits for {event}.", event=step.waits.event)
    if step.waits.date:
        return Message("The step waits for {date}.", date=step.waits.date)
    return Message("The step waits for a period to pass.")


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_matter_opened(state: State, effect: MatterOpened, mark: Mark) -> None:
    before = find_matter(state, effect.matter)
    if before is not None:  # corrected: what has become of it since stays
        before.title, before.by, before.on = effect.title, effect.by, effect.on
        before.opened_with = dict(effect.things)
        if not before.path:
            before.procedure = effect.procedure
        keep(state, before)
        return
    state.matters[effect.matter] = Matter(
        entry=mark.entry,
        attested=mark.attested,
        matter=effect.matter,
        procedure=effect.procedure,
        charter=charter_at(state, mark.at).entry,
        title=effect.title,
        by=effect.by,
        on=effect.on,
        things=dict(effect.things),
        opened_with=dict(effect.things),
    )


def on_step_entered(state: State, effect: StepEntered, mark: Mark) -> None:
    matter = state.matters[effect.matter]
    matter.step, matter.hindered = effect.step, None
    place = (mark.entry, mark.attested, mark.nth, mark.place)
    put_in(matter.path, Passage(effect.step, effect.on, *place, effect.deadline))
    if state.due:
        unschedule(state, effect.matter)
    if effect.deadline:
        schedule(state, effect.matter, Due(effect.deadline, effect.matter))


def on_thing_provided(state: State, effect: ThingProvided, mark: Mark) -> None:
    matter = state.matters[effect.matter]
    matter.things[effect.thing] = effect.value
    kept = Provided(
        entry=mark.entry,
        attested=mark.attested,
        nth=mark.nth,
        place=mark.place,
        thing=effect.thing,
        value=effect.value,
    )
    put_in(matter.provided, kept)


def on_matter_hindered(state: State, effect: MatterHindered, mark: Mark) -> None:
    matter = state.matters[effect.matter]
    matter.hindered = Reason(effect.code, effect.values)
    put_in(matter.hindrances, as_kept(Hindrance, effect, mark))
    unschedule(state, effect.matter)


def on_matter_ended(state: State, effect: MatterEnded, mark: Mark) -> None:
    matter = state.matters.pop(effect.matter)
    matter.ended, matter.outcome = effect.on, effect.outcome
    unschedule(state, matter.matter)
    for question in matter.questions:
        if state.due:
            unschedule(state, question.question)
        state.question_of.pop(question.question, None)
    state.cards[matter.matter] = folded(matter)


DECIDE: Deciders = {
    OpenMatter: decide_open,
    RecordEvent: decide_occurred,
}
EVOLVE: Evolvers = {
    MatterOpened: on_matter_opened,
    StepEntered: on_step_entered,
    ThingProvided: on_thing_provided,
    MatterHindered: on_matter_hindered,
    MatterEnded: on_matter_ended,
}
