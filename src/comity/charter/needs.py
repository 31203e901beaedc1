"""What a step needs by name, and whether anybody has been asked for it by then.

A step that takes effect, waits for a day, or turns to somebody who was provided needs what an earlier step asks for. What
no step before it can have asked for is a fault (``too_early``); what is asked for on some ways to the step and not on
others is told (``perhaps_missing``). A party of the opening and a parameter are named when the matter is opened.

>>> from comity.charter.reading import read_charter_text
>>> read_charter_text('''  # doctest: +ELLIPSIS
... comity: 1
... body: duo
... title: Duo
... procedures:
...   - procedure: p
...     opened by: any member
...     steps:
...       - {step: due, waits for: {date: day}}
...       - {step: said, asks for: day, from: any member}
... ''')
Traceback (most recent call last):
comity.errors.Faulty: charter.yaml:9:39: No step asks for "day" before the step "due", which needs it. Expected ...
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from comity.charter.exploring import outcomes
from comity.charter.findings import Finding, Values
from comity.charter.flow import Flow, Things
from comity.charter.law import Law
from comity.charter.model import Charter, Procedure, RolePhrase, Step, TakesEffect
from comity.charter.nodes import Node, Pairs
from comity.charter.notes import Notes
from comity.charter.places import item_of, node_at, own_value, versions_of
from comity.charter.things import AT_OPENING
from comity.errors import Message

Then = Literal["effect", "clause", "wait", "question", "asks", "text"]
"""What comes of a step that lacks it: it cannot take effect; the clause is passed over; it waits for ever; its question
cannot be put; nobody provides what it asks for; its question waits for a text that nobody was asked for."""
BY_DEFAULT = ("from", "until", "number", "date")
"""The clauses of an effect without which it has a value of its own."""
MEASURES = "measures "


@dataclass(frozen=True, slots=True)
class Need:
    """A thing that a step needs; ``place`` is the way to its name among the keys of the step."""

    thing: str
    then: Then
    place: tuple[str | int, ...]


# --- what a step needs ------------------------------------------------------------------------------------------------


def needs_of(charter: Charter, step: Step, things: Things) -> Iterator[Need]:
    """What the step needs of the ``things`` that steps of its procedure ask for, before it is entered."""
    if step.waits is not None and step.waits.date:
        yield Need(step.waits.date, "wait", ("waits for", "date"))
    if step.asks is not None:
        yield from _roles(step.asks.of, "asks", ("from",))
    if step.puts is not None:
        yield from _roles(step.puts.to, "question", ("put to",))
        if step.puts.put_by is not None:
            yield from _roles(step.puts.put_by, "question", ("put by",))
        if step.puts.on_text:
            yield Need("text", "text", ("on text",))
        if step.puts.values_as_at not in ("", "opening", "close"):
            yield Need(step.puts.values_as_at, "question", ("values as at",))
    own = step.asks.thing if step.asks is not None else ""
    for at, effect in enumerate(step.effects):
        for need in _effect(charter, effect, things, at):
            if need.thing != own:
                yield need


def _roles(phrase: RolePhrase, then: Then, place: tuple[str | int, ...]) -> Iterator[Need]:
    """Of several, any one will do: they need nothing unless all of them do."""
    if phrase.kind == "any":
        parts = [list(_roles(one, then, place)) for one in phrase.of]
        if all(parts):
            yield from (need for part in parts for need in part)
    elif phrase.kind == "provided" and phrase.name not in AT_OPENING:
        yield Need(phrase.name, then, place)


def _effect(charter: Charter, effect: TakesEffect, things: Things, at: int) -> Iterator[Need]:
    place = ("takes effect", at)
    if effect.verb in ("approves", "sets measures") and effect.object in things:
        yield Need(effect.object, "effect", (*place, effect.verb))
    if effect.verb == "ends measures" and effect.object:
        yield Need(MEASURES + effect.object, "effect", (*place, effect.verb))
    for word, name in effect.things.items():
        if name in AT_OPENING or name in charter.parameters or name not in things:
            continue
        yield Need(name, "clause" if word in BY_DEFAULT else "effect", (*place, word))


def _gains(step: Step) -> Mapping[str, Things]:
    """What has been asked for, and which measures have been set, once the step is done."""
    asked = {step.asks.thing} if step.asks is not None else set()
    set_here = {MEASURES + one.object for one in step.effects if one.verb == "sets measures"}
    return {"adopted": frozenset(asked | set_here)}


def _things(procedure: Procedure) -> Things:
    return frozenset(step.asks.thing for step in procedure.steps if step.asks is not None)


# --- what is never asked for in time ----------------------------------------------------------------------------------


def too_early(charter: Charter, root: Pairs, notes: Notes) -> None:
    """Notes each name of a thing that no step can have asked for when it is needed."""
    section = root.pairs["procedures"].value if "procedures" in root.pairs else None
    for name, dated in charter.procedures.items():
        item = item_of(section, "procedure", name)
        for (_, procedure), version in zip(dated.versions, versions_of(item), strict=True):
            _check_opening(procedure, own_value(item, version, "opened by"), notes)
            _check_steps(charter, procedure, own_value(item, version, "steps"), notes)


def _check_opening(procedure: Procedure, node: Node, notes: Notes) -> None:
    for need in _roles(procedure.opened_by, "asks", ()):
        sentence = Message(
            'Nobody is "{thing}" when the matter is opened: no step has asked for it yet.',
            thing=need.thing,
        )
        expected = "somebody who is there before: any member, an organ, an office, or the applicant"
        notes.fault("thing.early", node, sentence, expected)


def _check_steps(charter: Charter, procedure: Procedure, nodes: Node, notes: Notes) -> None:
    flow, things = Flow(procedure, gains=_gains), _things(procedure)
    for at, step in enumerate(procedure.steps):
        for need in needs_of(charter, step, things):
            # A text may be submitted unasked.
            if need.then == "text" or need.thing in flow.possibly.get(step.step, things):
                continue
            _early(need, step, node_at(nodes, at, *need.place), notes)


def _early(need: Need, step: Step, node: Node, notes: Notes) -> None:
    if need.thing.startswith(MEASURES):
        sentence = Message(
            'No step sets the measures "{thing}" before the step "{step}" ends them.',
            thing=need.thing.removeprefix(MEASURES),
            step=step.step,
        )
        notes.fault("thing.early", node, sentence, "a step before it that sets them")
        return
    sentence = Message(
        'No step asks for "{thing}" before the step "{step}", which needs it.',
        thing=need.thing,
        step=step.step,
    )
    expected = Message("asks for: {thing} in a step before it", thing=need.thing)
    notes.fault("thing.early", node, sentence, expected)


# --- what is asked for on some ways alone -----------------------------------------------------------------------------

THEN: Mapping[Then, str] = {
    "effect": "it cannot take effect then",
    "clause": "the clause that names it is passed over then",
    "wait": "it waits without end then",
    "question": "its question cannot be put then",
    "asks": "nobody can provide what it asks for then",
    "text": "its question waits then until whoever opened the matter, an organ, an office or the chair submits one",
}


def perhaps_missing(on: Law) -> Iterator[Finding]:
    """Each thing that a step needs and that nobody is asked for on some way to it, with a shortest such way."""
    for procedure in on.procedures.values():
        flow = Flow(procedure, lambda step: outcomes(on, step), _gains)
        things = _things(procedure)
        for step in procedure.steps:
            surely = flow.surely.get(step.step)
            if surely is None:
                continue
            for need in needs_of(on.charter, step, things):
                if need.thing in surely or need.thing.startswith(MEASURES):
                    continue
                if need.thing not in flow.possibly[step.step]:
                    yield _unasked(procedure, step)
                else:
                    way = flow.way_without(need.thing, step.step)
                    yield _perhaps(procedure, step, need, way)


def _unasked(procedure: Procedure, step: Step) -> Finding:
    sentence = (
        f"In {procedure.procedure}, the question of {step.step} is about a text, and no step before it asks for one: "
        "it waits until whoever opened the matter, an organ, an office or the chair submits one. "
        "Ask for text in a step before it."
    )
    values: Values = {"procedure": procedure.procedure, "step": step.step}
    article = step.article
    return Finding("text.unasked", sentence, article, values=values)


def _perhaps(procedure: Procedure, step: Step, need: Need, way: tuple[str, ...]) -> Finding:
    sentence = (
        f"In {procedure.procedure}, {step.step} needs {need.thing}, which nobody is asked for on the way "
        f"{', '.join(way)}: {THEN[need.then]}. Ask for it on that way too, before {step.step}."
    )
    values: Values = {
        "procedure": procedure.procedure,
        "step": step.step,
        "thing": need.thing,
        "steps": way,
    }
    article = step.article
    return Finding("thing.perhaps", sentence, article, values=values, case=need.then)
