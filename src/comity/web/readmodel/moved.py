"""What moved since the reader was last here: lines in words, what concerns the reader's own answers first.

First come corrections, answers recorded on the reader's behalf, answers contested: what somebody must look at. The newest
``READ`` entries are looked at and the newest ``SHOWN`` told; the register has the rest. What the reader did is left out,
and so is what he or she may not see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
from comity.store.sealing import COMMITMENT, opened
from comity.web.readmodel.asking import asking
from comity.web.readmodel.entries import entry_of, numbering
from comity.web.told.acts import act_line
from comity.web.told.effects import effect_line
from comity.web.told.names import Names
from comity.web.visibility import may_see
from comity.web.visits import Visit

READ = 200
READ_AT_FIRST = 40
"""Whoever was never here is told the last things alone."""
SHOWN = 8
First = Literal["", "correction", "on behalf", "contested"]
CALLED_AFTER = re.compile(r"[a-z][0-9]{1,12}")
"""How a thing is called after the entry that brought it."""
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
    """``first`` and ``others``, each the newest first; ``earlier``: whether the register has more since then; ``lasting``:
    nothing that was read is sealed, so that nothing of it can be erased."""

    first: tuple[Move, ...]
    others: tuple[Move, ...]
    earlier: bool
    lasting: bool


def moved(visit: Visit, at: Names, before: int) -> Moved:
    """What moved from entry ``before`` on."""
    last = visit.state.size
    oldest = max(before, last - (READ if before else READ_AT_FIRST))
    first: list[Move] = []
    others: list[Move] = []
    skipped = False
    registrar = visit.body.registrar
    rows = list(registrar.store.read(visit.name, oldest, last))
    for data in reversed(rows):
        entry = opened(data, registrar.store, visit.name)
        if entry.act.by == visit.reader.person != "":
            continue
        why = _first(visit, entry)
        if len(others) == SHOWN and not why:
            skipped = True
            continue
        if not hidden(visit, entry):
            (first if why else others).append(_move(visit, at, entry, why))
    lasting = not any(COMMITMENT in data for data in rows)
    return Moved(tuple(first[:SHOWN]), tuple(others), skipped or oldest > before, lasting)


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
