"""What moved since the reader was last here: lines in words, what concerns the reader's own answers first.

First come corrections, answers recorded on the reader's behalf, answers contested: what somebody must look at. They
are found by the index of entries, however much was recorded since. Of the others the newest ``SHOWN`` are told: the
record is read backwards until so many are found. What the reader did is left out, and so is what he or she may not
see; where ``LOOKED_AT`` entries were read and something may be further back, the page says from which number on they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import chain, takewhile
from typing import Literal

from django.utils.translation import gettext

from comity.body.acts import Correct, PassDeadline
from comity.body.effects import (
    DecisionIssued,
    MatterEnded,
    PositionContested,
    PositionStated,
    QuestionClosed,
    RulingRevised,
)
from comity.body.entry import Entry
from comity.body.state import Matter, find_matter
from comity.store.entry_index import SEALED, EntryIndex, by_family, by_kind
from comity.store.sealing import COMMITMENT, opened
from comity.web.readmodel.asking import asking
from comity.web.readmodel.entries import entry_of, numbering
from comity.web.readmodel.register import backwards, each_once, family, in_both, read_each
from comity.web.readmodel.trails import entries_of, gathered
from comity.web.told.acts import act_line
from comity.web.told.effects import effect_line
from comity.web.told.names import Names
from comity.web.visibility import may_see
from comity.web.visits import Visit

LOOKED_AT = 1_000
AT_FIRST = 40
"""Whoever was never here is told first of so many entries alone, and of the others the last."""
SHOWN = 8
First = Literal["", "correction", "on behalf", "contested"]
CALLED_AFTER = re.compile(r"[a-z][0-9]{1,12}")
"""How a thing is called after the entry that brought it."""
CORRECTIONS = family(Correct)
CONTESTED, STATED = (
    by_kind(str(kind.__struct_config__.tag)) for kind in (PositionContested, PositionStated)
)
OUTCOMES = (QuestionClosed, RulingRevised, DecisionIssued, MatterEnded)


@dataclass(frozen=True, slots=True)
class Move:
    """An entry, told. ``first``: why it is told before the others; ``matter``: where it leads, if anywhere."""

    number: int
    at: str
    said: str
    outcomes: tuple[str, ...]
    matter: str
    first: First = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """``first`` and ``others``, each the newest first; ``more``: whether there is more to look at first;
    ``earlier``: whether the register has more since then; ``looked_from``: the number of the last entry that was
    looked at, where too few were found and there are others before it; ``lasting``: nothing that was read is sealed,
    so that nothing of it can be erased. ``gathered``: how far the index has come where it does not have the whole
    record."""

    first: tuple[Move, ...]
    more: bool
    others: tuple[Move, ...]
    earlier: bool
    looked_from: int | None
    lasting: bool
    gathered: int | None


def moved(visit: Visit, at: Names, before: int) -> Moved:
    """What moved from entry ``before`` on."""
    others = _Found()
    lowest = visit.state.size
    for looked, (number, data) in enumerate(backwards(visit, visit.state.size, before), 1):
        lowest = number
        entry = others.read(visit, data)
        if entry is not None and not _first(visit, entry) and not hidden(visit, entry):
            others.moves.append(_move(visit, at, entry, ""))
        if len(others.moves) == SHOWN or looked == LOOKED_AT:
            break
    first, lacking = _to_look_at(visit, at, before or max(0, visit.state.size - AT_FIRST))
    is_cut = lowest > before and len(others.moves) < SHOWN
    return Moved(
        first=tuple(first.moves[:SHOWN]),
        more=len(first.moves) > SHOWN or first.is_cut,
        others=tuple(others.moves),
        earlier=lowest > before,
        looked_from=lowest if is_cut else None,
        lasting=others.lasting and first.lasting and lacking is None,
        gathered=lacking,
    )


@dataclass(slots=True)
class _Found:
    """What was found among the entries that were read; ``is_cut``: not all were read that may be such."""

    moves: list[Move] = field(default_factory=list)
    lasting: bool = True
    is_cut: bool = False

    def read(self, visit: Visit, data: bytes) -> Entry | None:
        """The entry; None for one by the reader."""
        self.lasting &= COMMITMENT not in data
        entry = opened(data, visit.body.registrar.store, visit.name)
        return None if entry.act.by == visit.reader.person != "" else entry


def _to_look_at(visit: Visit, at: Names, since: int) -> tuple[_Found, int | None]:
    """What the reader must look at, from entry ``since`` on, and one more than is shown; and how far the index has
    come where it does not have the whole record."""
    index, size = entries_of(visit), visit.state.size
    lacking = gathered(visit, index.size)
    stop = size if lacking is None else lacking
    not_yet = iter(range(size - 1, max(stop, since, size - LOOKED_AT) - 1, -1))
    numbers = chain(not_yet, takewhile(lambda number: number >= since, _named(visit, index, stop)))
    found = _Found()
    for looked, (_number, data) in enumerate(read_each(visit, numbers), 1):
        entry = found.read(visit, data)
        why = _first(visit, entry) if entry is not None else ""
        if entry is not None and why and not hidden(visit, entry):
            found.moves.append(_move(visit, at, entry, why))
        if len(found.moves) > SHOWN:
            break
        if looked == LOOKED_AT:
            found.is_cut = True
            break
    return found, lacking


def _named(visit: Visit, index: EntryIndex, stop: int) -> Iterator[int]:
    """The numbers below ``stop`` of the entries among which what must be looked at is, the newest first:
    corrections, answers contested, and answers that name the reader's member or somebody under seal."""
    own = visit.reader.party
    found = [index.newest(by_family(CORRECTIONS), stop), index.newest(CONTESTED, stop)]
    if own:
        named = merge(index.newest(own, stop), index.newest(SEALED, stop), reverse=True)
        found.append(in_both(each_once(named), index.newest(STATED, stop)))
    return each_once(merge(*found, reverse=True))


def _move(visit: Visit, at: Names, entry: Entry, why: First) -> Move:
    matters = list(matters_of(visit, entry))
    said = [effect_line(at, effect) for effect in entry.effects if isinstance(effect, OUTCOMES)]
    return Move(
        number=entry.n,
        at=entry.at,
        said=act_line(numbering(visit, at), entry.act),
        outcomes=tuple(said),
        matter=matters[0] if matters else "",
        first=why,
        word=_word(why),
    )


def _word(why: First) -> str:
    return {
        "": "",
        "correction": gettext("correction"),
        "on behalf": gettext("recorded on your behalf"),
        "contested": gettext("contested"),
    }[why]


def _first(visit: Visit, entry: Entry) -> First:
    """Why the reader must look at the entry; empty where it is one among others."""
    own = visit.reader.party
    if isinstance(entry.act, Correct):
        return "correction"
    for effect in entry.effects:
        if isinstance(effect, PositionStated) and effect.via and own and effect.member == own:
            return "on behalf"
        if isinstance(effect, PositionContested) and (
            visit.reader.keeps_record or effect.member == own
        ):
            return "contested"
    return ""


# --- what the reader may see ------------------------------------------------------------------------------------------


def hidden(visit: Visit, entry: Entry) -> bool:
    """Whether the entry concerns a matter that the reader may not know of, or a position that he or she may not see."""
    for name in matters_of(visit, entry):
        matter = find_matter(visit.state, name)
        if matter is None or not may_see(visit.state, visit.reader, matter, visit.day):
            return True
        if _tells_positions(visit, matter, entry):
            return True
    return False


def _tells_positions(visit: Visit, matter: Matter, entry: Entry) -> bool:
    """Whether the entry tells where somebody else stands on a question in confidence."""
    if isinstance(entry.act, PassDeadline) or entry.act.for_ == visit.reader.acts_for != "":
        return False
    answered = {getattr(one, "question", "") for one in (entry.act, *entry.effects)}
    for question in matter.questions:
        if question.question not in answered:
            continue
        one = asking(visit, matter, question)
        if one is not None and one.puts.confidential and not one.seen:
            return True
    return False


def matters_of(visit: Visit, entry: Entry) -> Iterator[str]:
    """The matters that the entry concerns, each once; for a correction those of what it corrects as well."""
    found: dict[str, None] = {}
    for one in (entry.act, *entry.effects, *getattr(entry.act, "facts", ())):
        named = (getattr(one, name, "") for name in NAMING)
        found.update((matter, None) for value in named if (matter := _matter_of(visit, value)))
    if isinstance(entry.act, Correct):
        before = entry_of(visit, entry.act.entry, confidential=True)
        found.update((name, None) for name in (matters_of(visit, before) if before else ()))
    return iter(found)


NAMING = ("matter", "question", "remark", "about", "what", "plan")


def _matter_of(visit: Visit, value: object) -> str:
    """The matter that is called so, or to which the question or remark of that id belongs; empty where there is none."""
    if not isinstance(value, str) or not value:
        return ""
    known = (value, value.rpartition(".")[0])
    running = next((n for n in known if n in visit.state.matters or n in visit.state.cards), "")
    if running or not CALLED_AFTER.fullmatch(value):
        return running
    brought = entry_of(visit, int(value[1:]), confidential=True)
    return next((m for e in (brought.effects if brought else ()) if (m := _of(e))), "")


def _of(effect: object) -> str:
    return str(getattr(effect, "matter", "") or "")
