"""Differences between versions of a text: of its paragraphs by where they came from, of a paragraph word by word.

Which paragraph became which is not guessed: each says in the register which it came from. So a paragraph that was moved,
split, merged or renumbered is told as such, and only what was written anew shows as new.

>>> [(p.kind, p.text) for p in pieces("held in the first half", "held in the second half")]
[('equal', 'held in the '), ('del', 'first'), ('ins', 'second'), ('equal', ' half')]
>>> merge("a cat sat", "a black cat sat", "a cat lay").text
'a black cat lay'
>>> merge("a cat sat", "a cat lay", "a cat ran").text
'a cat [lay] [ran]'
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from comity.body.effects import Paragraph

Origins = Mapping[str, tuple[str, ...]]
"""For each paragraph of a version, the paragraphs of an earlier one that it was made of."""
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: in both versions, in the old alone, in the new alone."""

    kind: Literal["equal", "del", "ins"]
    text: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """A paragraph of the new version with those it was made of; ``new`` is None for one that was left out.

    ``split``: others were made of the same paragraph too. ``moved``: it changed places with paragraphs that did not."""

    new: Paragraph | None
    old: tuple[Paragraph, ...]
    moved: bool = False
    split: bool = False

    @property
    def merged(self) -> bool:
        return len(self.old) > 1

    @property
    def renumbered(self) -> bool:
        """Whether it has another number than the one paragraph that it was made of."""
        return self.new is not None and len(self.old) == 1 and self.old[0].number != self.new.number


@dataclass(frozen=True, slots=True)
class Merged:
    """Two changes of one text, together. Where they touch the same words both stand in brackets, ours first, and
    ``clashes`` has the pairs."""

    text: str
    clashes: tuple[tuple[str, str], ...] = ()


# --- words ------------------------------------------------------------------------------------------------------------


def tokens(text: str) -> list[str]:
    """Words, runs of spaces and single marks; joined they are the text again."""
    return TOKEN.findall(text)


@lru_cache(maxsize=4096)
def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """What was left out and what was written, in the order of reading; left out before written."""
    if old == new:
        return (Piece("equal", new),) if new else ()
    before, after = tokens(old), tokens(new)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("equal", "".join(before[a:b])))
            continue
        found += [Piece("del", "".join(before[a:b]))] if b > a else []
        found += [Piece("ins", "".join(after[c:d]))] if d > c else []
    return tuple(_readable(found))


def _readable(found: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces without lone spaces between two changes: a phrase that was replaced is replaced as a whole."""
    left, written = "", ""
    for at, piece in enumerate(found):
        if piece.kind == "del":
            left += piece.text
        elif piece.kind == "ins":
            written += piece.text
        elif (left or written) and at + 1 < len(found) and not piece.text.strip():
            left, written = left + piece.text, written + piece.text
        else:
            yield from _changed(left, written)
            left, written = "", ""
            yield piece
    yield from _changed(left, written)


def _changed(left: str, written: str) -> Iterator[Piece]:
    if left:
        yield Piece("del", left)
    if written:
        yield Piece("ins", written)


def split_pieces(old: str, parts: Sequence[str]) -> list[tuple[Piece, ...]]:
    """``pieces`` of a paragraph against the parts that it was split into, for each part its own."""
    rows: list[list[Piece]] = [[]]
    ends = [len("".join(parts[: n + 1])) for n in range(len(parts))]
    at = 0
    for piece in pieces(old, "".join(parts)):
        text = piece.text
        while (
            piece.kind != "del" and len(rows) < len(parts) and at + len(text) > ends[len(rows) - 1]
        ):
            here = ends[len(rows) - 1] - at
            rows[-1] += [Piece(piece.kind, text[:here])] if here else []
            rows.append([])
            at, text = at + here, text[here:]
        rows[-1].append(Piece(piece.kind, text))
        at += 0 if piece.kind == "del" else len(text)
    rows += [[] for _ in range(len(parts) - len(rows))]
    return [tuple(row) for row in rows]


def merge(base: str, ours: str, theirs: str) -> Merged:
    """Both changes of ``base`` in one text."""
    was, mine, other = tokens(base), tokens(ours), tokens(theirs)
    said: list[str] = []
    clashes: list[tuple[str, str]] = []
    for (a, m, t), (a2, m2, t2) in pairwise(_common(was, mine, other)):
        b, o, h = "".join(was[a:a2]), "".join(mine[m:m2]), "".join(other[t:t2])
        if h in (b, o):
            said.append(o)
        elif o == b:
            said.append(h)
        else:
            clashes.append((o, h))
            said.append(" ".join(f"[{one}]" for one in (o, h) if one))
    return Merged("".join(said), tuple(clashes))


def _common(
    was: Sequence[str], mine: Sequence[str], other: Sequence[str]
) -> list[tuple[int, int, int]]:
    """The bounds of the runs that all three have, and of what lies between: triples that only grow."""
    in_mine, in_other = _matches(was, mine), _matches(was, other)
    bounds = [(0, 0, 0)]
    for at in range(len(was)):
        if at in in_mine and at in in_other:
            start = (at, in_mine[at], in_other[at])
            bounds += [start] if start != bounds[-1] else []
            bounds.append((at + 1, in_mine[at] + 1, in_other[at] + 1))
    return [*bounds, (len(was), len(mine), len(other))]


def _matches(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    found: dict[int, int] = {}
    for a, b, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        found.update((a + n, b + n) for n in range(size))
    return found


# --- paragraphs -------------------------------------------------------------------------------------------------------


def origins(versions: Sequence[Sequence[Paragraph]]) -> dict[str, tuple[str, ...]]:
    """What each paragraph of the last version was made of in the first: itself, where they are one version."""
    made_of: dict[str, tuple[str, ...]] = {p.id: (p.id,) for p in versions[0]}
    for version in versions[1:]:
        made_of = {p.id: _made_of(p, made_of) for p in version}
    return made_of


def _made_of(paragraph: Paragraph, before: Origins) -> tuple[str, ...]:
    # As in the kernel: a paragraph of the same id is the same paragraph, whether or not it names itself.
    parents = paragraph.came_from or [paragraph.id]
    return tuple(dict.fromkeys(one for parent in parents for one in before.get(parent, ())))


def paired(
    old: Sequence[Paragraph], new: Sequence[Paragraph], made_of: Origins
) -> tuple[Pairing, ...]:
    """The paragraphs of the new version in their order, those left out each after the one that it followed."""
    before = {p.id: p for p in old}
    places = {p.id: n for n, p in enumerate(old)}
    heirs: dict[str, list[str]] = {}
    for paragraph in new:
        for parent in made_of[paragraph.id]:
            heirs.setdefault(parent, []).append(paragraph.id)
    at_home = _stayed([(p.id, places[made_of[p.id][0]]) for p in new if made_of[p.id]])
    rows = [
        Pairing(
            new=p,
            old=tuple(before[one] for one in made_of[p.id]),
            moved=bool(made_of[p.id]) and p.id not in at_home,
            split=any(len(heirs[one]) > 1 for one in made_of[p.id]),
        )
        for p in new
    ]
    for place, paragraph in enumerate(old):
        if paragraph.id not in heirs:
            rows.insert(_place_of_lost(rows, old, place), Pairing(None, (paragraph,)))
    return tuple(rows)


def _place_of_lost(rows: Sequence[Pairing], old: Sequence[Paragraph], place: int) -> int:
    """Behind the row of the paragraph before it; at the head where there is none."""
    if place == 0:
        return 0
    neighbour = old[place - 1]
    return max((n + 1 for n, row in enumerate(rows) if neighbour in row.old), default=0)


def _stayed(order: Iterable[tuple[str, int]]) -> set[str]:
    """The longest run of paragraphs whose order among each other is as it was."""
    tails: list[int] = []
    ends: list[int] = []
    listed = list(order)
    previous: list[int] = []
    for n, (_, place) in enumerate(listed):
        at = bisect_left(tails, place + 1)
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [n]
    kept, at = set(), ends[-1] if ends else -1
    while at >= 0:
        kept.add(listed[at][0])
        at = previous[at]
    return kept
