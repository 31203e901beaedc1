"""Faults of a record's acts, over a real record: whatever single thing is spoilt, its act and its line are named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.body.acts import AnyAct
from comity.charter.nodes import Listing, Node, Pairs, Scalar, parse, read_text
from comity.errors import Fault
from comity.exchange.converting import convert

RECORD = Path(__file__).parents[2] / "records" / "csto" / "record.yaml"


def acts() -> list[Node]:
    root = parse(read_text(RECORD), str(RECORD), [])
    assert isinstance(root, Pairs)
    listing = root.pairs["acts"].value
    assert isinstance(listing, Listing)
    return listing.items


def spoilt(node: Node) -> Iterator[tuple[Node, int]]:
    """The node with one key after another misspelt, wherever keys are the notation's own; and the line of each."""
    if isinstance(node, Pairs):
        for word, pair in node.pairs.items():
            if "kind" in node.pairs:
                key = Scalar(f"{word}_", pair.key.line, pair.key.column)
                others = {w: p for w, p in node.pairs.items() if w != word}
                yield (
                    Pairs(
                        {**others, f"{word}_": type(pair)(key, pair.value)}, node.line, node.column
                    ),
                    key.line,
                )
            for inner, line in spoilt(pair.value):
                yield (
                    Pairs(
                        {**node.pairs, word: type(pair)(pair.key, inner)}, node.line, node.column
                    ),
                    line,
                )
    if isinstance(node, Listing):
        for at, item in enumerate(node.items):
            for inner, line in spoilt(item):
                yield (
                    Listing(
                        [*node.items[:at], inner, *node.items[at + 1 :]], node.line, node.column
                    ),
                    line,
                )


@pytest.mark.parametrize("number", range(0, 70, 7))
def test_a_misspelt_key_is_found_in_its_act_at_its_line(number: int) -> None:
    node = acts()[number]
    assert not isinstance(convert(node, AnyAct, "Act", "record.yaml"), Fault)
    tried = 0
    for wrong, line in spoilt(node):
        fault = convert(wrong, AnyAct, "Act", "record.yaml")
        assert isinstance(fault, Fault)
        # A key that is gone is missed where its mapping begins; one too many is told where it stands.
        assert node.line <= fault.line <= line
        assert fault.expected
        tried += 1
    assert tried > 3


def test_defaults_are_taken_only_where_nothing_is_said() -> None:
    node = parse("{kind: session.close/1, session: s, by: p2}", "", [])
    act = convert(node, AnyAct, "Act 1", "record.yaml", {"by": "p1", "for": "bureau"})
    assert (act.by, act.for_) == ("p2", "bureau")
