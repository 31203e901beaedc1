"""Sources behind facts: what was filed, what rests on it, and where two sources say different things."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from comity.body.effects import ConflictNoted
from comity.body.state import ConflictKept, Source
from comity.store.entry_index import cited_by
from comity.web import papers
from comity.web.readmodel.confidence import hidden_from, shown_entry
from comity.web.readmodel.entries import numbering
from comity.web.readmodel.trails import entries_of, gathered
from comity.web.told import names
from comity.web.told.acts import EntryTold, entry_told
from comity.web.told.names import Worded
from comity.web.visits import Visit

LISTED = 200  # entries that rest on a source: the newest are shown


@dataclass(frozen=True, slots=True)
class SourceShown:
    """``cited``: the newest entries that rest on it; ``before``: where there are more, all of them are before that record
    number. ``gathered``: how far the index has come where it does not have the whole record. ``paper``: whether its file
    is here."""

    kept: Source
    title: Worded
    paper: bool
    conflicts: tuple[ConflictShown, ...] = ()
    cited: tuple[EntryTold, ...] = ()
    before: int | None = None
    gathered: int | None = None


@dataclass(frozen=True, slots=True)
class ConflictShown:
    kept: ConflictKept
    about: Worded
    reason: Any = ""


def sources_of(visit: Visit) -> list[SourceShown]:
    """The sources that the reader may know of, the newest first."""
    hidden, at = hidden_from(visit), visit.names()
    return [
        SourceShown(one, names.text(at, one.title), False)
        for one in reversed(visit.state.sources.values())
        if one.source not in hidden.names
    ]


def source(visit: Visit, name: str, before: int | None = None) -> SourceShown | None:
    """The source of that id, with what rests on it below that record number; None where there is none that the reader may
    know of."""
    hidden, at = hidden_from(visit), visit.names()
    kept = visit.state.sources.get(name)
    if kept is None or name in hidden.names:
        return None
    index = entries_of(visit)
    lacking = gathered(visit, index.size)
    size = visit.state.size if lacking is None else lacking
    stop = size if before is None else min(before, size)
    numbers = list(islice(index.newest(cited_by(name), stop), LISTED + 1))
    cited = (shown_entry(visit, hidden, number) for number in numbers[:LISTED])
    found = [entry_told(numbering(visit, at), entry) for entry in cited if entry is not None]
    return SourceShown(
        kept,
        names.text(at, kept.title),
        papers.find(visit, name) is not None,
        tuple(one for one in conflicts(visit) if any(name in claim for claim in one.kept.claims)),
        tuple(found),
        numbers[LISTED - 1] if len(numbers) > LISTED else None,
        lacking,
    )


def conflicts(visit: Visit) -> list[ConflictShown]:
    """The conflicts between sources, the newest first."""
    at = visit.names()
    hidden = hidden_from(visit)
    return [
        ConflictShown(one, names.anything(at, one.about))
        for one in reversed(visit.state.conflicts.values())
        if one.about not in hidden.names and shown_entry(visit, hidden, one.entry) is not None
    ]


def conflict(visit: Visit, name: str) -> ConflictShown | None:
    """The conflict of that id, with the reason for what is followed."""
    found = next((one for one in conflicts(visit) if one.kept.conflict == name), None)
    if found is None:
        return None
    entry = visit.body.registrar.entry(found.kept.entry)
    noted = (e for e in (entry.effects if entry else ()) if isinstance(e, ConflictNoted))
    reason = next((e.reason for e in noted if e.conflict == name), "")
    return ConflictShown(found.kept, found.about, reason)
