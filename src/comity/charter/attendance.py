"""Rules that count on how many attend: the step that uses one lets those in the room vote, and nobody else.

A share of those attending compares two sets of members unless the same ones answer: ten who are away could carry a question
against the room.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.charter.law import Law
from comity.charter.nodes import Listing, Node, Pairs, Scalar
from comity.charter.notes import Notes
from comity.rules.gauges import names_needed


def check_attendance(laws: list[Law], section: Node | None, notes: Notes) -> None:
    """Notes a fault for each step whose rule has the base ``attending``, and in which others than those present vote."""
    if section is None:
        return
    found = {
        (name, step.step): step.puts.rule
        for on in laws
        for name, procedure in on.procedures.items()
        for step in procedure.steps
        if step.puts is not None
        and not step.puts.present_only
        and step.puts.rule in on.rules
        and names_needed(on.rules[step.puts.rule]).attending
    }
    for (name, step), rule in found.items():
        sentence = f"The rule {rule} counts on those attending, and in the step {step} others than those in the room vote."
        place = next(_steps(_procedure(section, name), step), section)
        expected = "who votes: those present in the step, or another base in the rule"
        notes.fault("attending.away", place, sentence, expected)


def _procedure(section: Node, name: str) -> Node:
    items = section.items if isinstance(section, Listing) else []
    return next((one for one in items if _named(one, "procedure", name)), section)


def _steps(node: Node, name: str) -> Iterator[Node]:
    """The steps of that name within the node."""
    if isinstance(node, Listing):
        for item in node.items:
            yield from _steps(item, name)
    elif isinstance(node, Pairs):
        if _named(node, "step", name):
            yield node
        for pair in node.pairs.values():
            yield from _steps(pair.value, name)


def _named(node: Node, key: str, name: str) -> bool:
    pair = node.pairs.get(key) if isinstance(node, Pairs) else None
    return pair is not None and isinstance(pair.value, Scalar) and pair.value.value == name
