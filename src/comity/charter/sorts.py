"""What the things of a procedure are: a person, a day, a party, a charter, a number, measures, or the text of the matter.

A charter gives things names of its own; what each is follows from what the steps do with it: whoever fills an office is a
person, whoever is granted a status a party, what a step waits for a day. What no step does anything with is words. One
thing is never two of these: it would be provided as the one, and the step that takes it as the other could never take
effect. A question on the text is about its numbered paragraphs, of which nothing else can be made.

>>> from comity.charter.reading import read_charter_text
>>> read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... procedures:
...   - procedure: p
...     opened by: any member
...     steps:
...       - {step: a, asks for: when, from: any member}
...       - {step: b, waits for: {date: when}}
...       - {step: e, takes effect: {amends charter: yes, with: when}}
... ''')
Traceback (most recent call last):
comity.errors.Faulty: charter.yaml:11:61: The thing "when" is a day in the step "b", and a charter here. Expected a thing of another name for one of the two, which a step asks for.
"""  # noqa: E501 - a fault is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from comity.charter.model import Charter, Procedure, RolePhrase, Step, TakesEffect
from comity.charter.nodes import Node, Pairs
from comity.charter.notes import Notes
from comity.charter.places import item_of, node_at, own_value, versions_of
from comity.errors import Message

Sort = Literal["text", "person", "day", "party", "charter", "number", "measures"]
TEXT = "text"
SAID: Mapping[Sort, str] = {
    "text": "the text of the matter",
    "person": "a person",
    "day": "a day",
    "party": "a party",
    "charter": "a charter",
    "number": "a number",
    "measures": "measures",
}
AN_OTHER = "a thing of another name for one of the two, which a step asks for"


@dataclass(frozen=True, slots=True)
class Use:
    """That a step takes the thing as one of this sort; ``place`` is the way to its name among the keys of the step."""

    thing: str
    sort: Sort
    place: tuple[str | int, ...]


def uses_of(step: Step) -> Iterator[Use]:
    """What the step takes, and as what: its text first, then its effects, and of whom it asks last."""
    if step.puts is not None and step.puts.on_text:
        yield Use(TEXT, "text", ("on text",))
    for at, effect in enumerate(step.effects):
        yield from _of_effect(effect, ("takes effect", at))
    if step.waits is not None and step.waits.date:
        yield Use(step.waits.date, "day", ("waits for", "date"))
    if step.puts is not None and step.puts.values_as_at not in ("", "opening", "close"):
        yield Use(step.puts.values_as_at, "day", ("values as at",))
    if step.asks is not None:
        yield from _of_role(step.asks.of, ("from",))
    if step.puts is not None:
        yield from _of_role(step.puts.to, ("put to",))
        if step.puts.put_by is not None:
            yield from _of_role(step.puts.put_by, ("put by",))


def sort_in(procedure: Procedure, thing: str) -> Sort | None:
    """What the steps of the procedure take the thing as; None where none does anything with it. What is called ``text`` is
    the text of the matter, unless a step takes it as something else."""
    uses = (use for step in procedure.steps for use in uses_of(step))
    found = next((use.sort for use in uses if use.thing == thing), None)
    return "text" if found is None and thing == TEXT else found


def _of_effect(effect: TakesEffect, place: tuple[str | int, ...]) -> Iterator[Use]:
    if effect.verb == "sets measures" and effect.object:
        yield Use(effect.object, "measures", (*place, effect.verb))
    for word, name in effect.things.items():
        yield Use(name, _sort(effect, word), (*place, word))


def _sort(effect: TakesEffect, word: str) -> Sort:
    match word:
        case "from" | "until" | "date":
            return "day"
        case "number":
            return "number"
        case "with":
            return "charter" if effect.verb == "amends charter" else "person"
        case _:
            return "party"


def _of_role(phrase: RolePhrase, place: tuple[str | int, ...]) -> Iterator[Use]:
    if phrase.kind == "provided":
        yield Use(phrase.name, "party", place)
    for one in phrase.of:
        yield from _of_role(one, place)


# --- things of two sorts ----------------------------------------------------------------------------------------------


def two_sorts(charter: Charter, root: Pairs, notes: Notes) -> None:
    """Notes each place at which a step takes what a step asks for as something else than what it is."""
    section = root.pairs["procedures"].value if "procedures" in root.pairs else None
    for name, dated in charter.procedures.items():
        item = item_of(section, "procedure", name)
        for (_, procedure), version in zip(dated.versions, versions_of(item), strict=True):
            _check(procedure, own_value(item, version, "steps"), notes)


def _check(procedure: Procedure, nodes: Node, notes: Notes) -> None:
    asked = {step.asks.thing for step in procedure.steps if step.asks is not None}
    found: dict[str, tuple[Sort, str]] = {}
    for at, step in enumerate(procedure.steps):
        for use in uses_of(step):
            sort, first = found.setdefault(use.thing, (use.sort, step.step))
            if sort != use.sort and use.thing in asked:
                sentence = Message(
                    'The thing "{thing}" is {one} in the step "{step}", and {other} here.',
                    thing=use.thing,
                    one=SAID[sort],
                    step=first,
                    other=SAID[use.sort],
                )
                notes.fault("thing.two-sorts", node_at(nodes, at, *use.place), sentence, AN_OTHER)
