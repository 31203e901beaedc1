"""The register as a reader leafs through it: by number, a window at a time; an entry with everything that it is.

No page reads a million entries. What a filter asks for comes from the index of the entries; a window reads ``LOOK`` of them
at the most and says how far it looked where too few of them are shown to the reader. Dates are found by halving, since
entries lie in the order of their recording.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from heapq import merge
from itertools import groupby, takewhile
from typing import get_args

from comity.body.acts import Act, AnyAct
from comity.body.entry import Entry, is_attested
from comity.body.occasion import charter_from
from comity.body.subjects import who
from comity.register import checkpoint, heads
from comity.store import evidence
from comity.store.entry_index import SEALED, EntryIndex, about, by_family
from comity.store.entry_index import family as family_of
from comity.store.sealing import COMMITMENT
from comity.web.readmodel.confidence import Hidden, bytes_of, hidden_from, shown
from comity.web.readmodel.entries import numbering
from comity.web.readmodel.trails import entries_of, gathered
from comity.web.told.acts import EntryTold, entry_told
from comity.web.told.names import Names
from comity.web.visits import Visit

A_PAGE = 50
LOOK = 4_000
CHUNK = 200


def family(kind: type[Act]) -> str:
    """What an act is about, by the first part of its stored name: ``position`` of ``position.state/1``."""
    return family_of(str(kind.__struct_config__.tag))


FAMILIES = tuple(dict.fromkeys(family(kind) for kind in get_args(AnyAct)))


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the register is asked for; empty for everything. ``since`` and ``until`` are days (UTC)."""

    family: str = ""
    who: str = ""
    matter: str = ""
    since: str = ""
    until: str = ""

    @property
    def narrow(self) -> bool:
        return bool(self.family or self.who or self.matter)


@dataclass(frozen=True, slots=True)
class Line:
    told: EntryTold
    corrected_by: int | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """``lines``, the newest first. ``before`` leads on, ``None`` at the beginning of the record. ``looked``: the first and
    the last number that was looked at, where a filter was applied. ``sealed``: something sealed is in a line.
    ``gathered``: how far the index has come where it does not have the whole record: there may be more."""

    lines: tuple[Line, ...]
    before: int | None
    looked: tuple[int, int] | None
    sealed: bool = False
    gathered: int | None = None


def window(visit: Visit, hidden: Hidden, asked: Filter, before: int | None, at: Names) -> Window:
    """The newest entries before that number that fit, without what is hidden from the reader."""
    stop = visit.state.size if before is None else min(before, visit.state.size)
    if asked.until:
        stop = min(stop, first_from(visit, asked.until + "T99"))
    oldest = first_from(visit, asked.since) if asked.since else 0
    index = entries_of(visit) if asked.narrow else None
    lacking = gathered(visit, index.size) if index is not None else None
    stop = stop if lacking is None else min(stop, lacking)
    rows = backwards(visit, stop, oldest)
    if index is not None:
        rows = read_each(
            visit, takewhile(lambda number: number >= oldest, _fitting(index, asked, stop))
        )
    lines: list[Line] = []
    sealed, lowest = False, oldest
    for looked, (number, data) in enumerate(rows, 1):
        entry = shown(visit, hidden, data)
        sealed |= COMMITMENT in data
        if entry is not None and (not asked.who or asked.who in who(entry)):
            lines.append(_line(visit, at, entry))
        if len(lines) == A_PAGE or looked == LOOK:
            lowest = number
            break
    through = (lowest, stop - 1) if asked.narrow and stop > lowest else None
    return Window(
        tuple(lines), lowest if lowest > oldest else None, through, sealed, gathered=lacking
    )


def _fitting(index: EntryIndex, asked: Filter, stop: int) -> Iterator[int]:
    """The numbers below ``stop`` of the entries that fit what is asked for, the newest first. Entries that name somebody
    under seal are among them, whoever is asked for."""
    found: list[Iterator[int]] = []
    if asked.matter:
        found.append(index.newest(about(asked.matter), stop))
    if asked.family:
        found.append(index.newest(by_family(asked.family), stop))
    if asked.who:
        named, sealed = index.newest(asked.who, stop), index.newest(SEALED, stop)
        found.append(each_once(merge(named, sealed, reverse=True)))
    return reduce(in_both, found)


def each_once(numbers: Iterator[int]) -> Iterator[int]:
    """Numbers that fall, each once."""
    return (number for number, _ in groupby(numbers))


def in_both(one: Iterator[int], other: Iterator[int]) -> Iterator[int]:
    """What is in both, each of which falls."""
    low = next(other, -1)
    for number in one:
        while low > number:
            low = next(other, -1)
        if low == number:
            yield number


def read_each(visit: Visit, numbers: Iterator[int]) -> Iterator[tuple[int, bytes]]:
    """The numbers with the bytes of their entries."""
    for number in numbers:
        data = bytes_of(visit, number)
        if data is not None:
            yield number, data


def backwards(visit: Visit, stop: int, oldest: int) -> Iterator[tuple[int, bytes]]:
    """The entries below ``stop``, down to ``oldest``."""
    registrar = visit.body.registrar
    while stop > oldest:
        start = max(oldest, stop - A_PAGE)
        rows = list(registrar.store.read(registrar.body, start, stop))
        yield from zip(range(stop - 1, start - 1, -1), reversed(rows), strict=True)
        stop = start


def _line(visit: Visit, at: Names, entry: Entry) -> Line:
    cites = tuple(dict.fromkeys(c.source for c in entry.act.cites))
    told = entry_told(numbering(visit, at), entry, followed=False)
    return Line(told, visit.state.corrected.get(entry.n), cites)


def first_from(visit: Visit, instant: str) -> int:
    """The number of the first entry recorded at or after the instant; the size of the record where there is none."""
    low, high = 0, visit.state.size
    while low < high:
        middle = (low + high) // 2
        entry = visit.body.registrar.entry(middle)
        if entry is not None and entry.at < instant:
            low = middle + 1
        else:
            high = middle
    return low


# --- one entry --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """An entry: in words, as the canonical JSON that the register keeps, with what it stands between."""

    entry: Entry
    told: EntryTold
    kind: str
    stored: str
    sealed: bool
    charter: str
    charter_since: str
    engine: int
    corrected_by: int | None
    corrects: int | None
    cites: tuple[tuple[str, int | None], ...]
    before: int | None
    after: int | None
    attested: bool


def record(visit: Visit, number: int, at: Names) -> Record | None:
    """The entry of that number; None where there is none for the reader."""
    hidden, data = hidden_from(visit), bytes_of(visit, number)
    entry = shown(visit, hidden, data) if data is not None else None
    if entry is None or data is None:
        return None
    governs = charter_from(visit.state, entry.charter)
    return Record(
        entry=entry,
        told=entry_told(numbering(visit, at), entry),
        kind=str(entry.act.__struct_config__.tag),
        stored=json.dumps(json.loads(data), ensure_ascii=False, indent=2),
        sealed=b'"sealed:' in data,
        charter=governs.digest,
        charter_since=governs.since,
        engine=entry.engine,
        corrected_by=visit.state.corrected.get(number),
        corrects=getattr(entry.act, "entry", None),
        cites=tuple((one.source, one.paragraph) for one in entry.act.cites),
        before=_neighbour(visit, hidden, number, -1),
        after=_neighbour(visit, hidden, number, 1),
        attested=is_attested(entry),
    )


def _neighbour(visit: Visit, hidden: Hidden, number: int, step: int) -> int | None:
    """The nearest entry in that direction that the reader may see, among the next ``CHUNK``."""
    for near in range(number + step, number + step * (CHUNK + 1), step):
        data = bytes_of(visit, near)
        if data is None:
            return None
        if shown(visit, hidden, data) is not None:
            return near
    return None


# --- the seal ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seal:
    """The signed head of the register: ``text`` as it was signed, over ``size`` entries with that ``root``; ``key``
    verifies it."""

    text: str
    size: int
    root: str
    origin: str
    key: str


def seal(visit: Visit) -> Seal:
    """The latest seal."""
    registrar = visit.body.registrar
    text = registrar.store.head(registrar.body).checkpoint
    head = checkpoint.parse(text)
    kept = registrar.store.body(registrar.body)
    return Seal(text, head.size, b64encode(head.root).decode(), head.origin, kept.key)


@dataclass(frozen=True, slots=True)
class Continuation:
    """That the register continues a seal over ``earlier`` entries: the hashes of the path, for whoever checks it."""

    earlier: int
    later: int
    path: tuple[str, ...]


def continuation(visit: Visit, kept: str) -> Continuation:
    """The proof that the register continues the seal that somebody kept.

    ``BadInput`` where it cannot be read, ``Untrustworthy`` where the register does not continue it."""
    registrar = visit.body.registrar
    text = kept.strip().replace("\r\n", "\n") + "\n"
    path = evidence.prove_continuation(registrar.store, registrar.body, text)
    later = registrar.store.head(registrar.body).checkpoint
    key = registrar.key.verifying
    old, new = heads.check_continuation(text, later, path, key)
    return Continuation(old.size, new.size, tuple(b64encode(one).decode() for one in path))
