"""What of the record is not for a reader: matters in confidence, whoever is known through them alone, their papers.

Whoever was entered before the matter was opened is known besides, and stays where he or she was: that a name is gone on the
day of a proposal would tell of it. The same goes for a paper.

``visibility`` says which matters somebody may know of. The register, its tables, searches, feeds and calendars have more
than matters: entries that name one, the person proposed in one, the paper behind one. All of them are left out alike. The
numbers of the record go on, so that a number left out says no more than that something was recorded.

An entry is held against the ids of what is hidden by its bytes, as they are stored: nothing in it is decoded to find out
that it may not be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from weakref import WeakKeyDictionary

import msgspec

from comity.body.acts import Correct, FlagIrregularity, PassDeadline
from comity.body.effects import (
    PositionContested,
    PositionStated,
    QuestionClosed,
    RollCalled,
    RulingRevised,
    ThingProvided,
)
from comity.body.entry import Entry
from comity.body.occasion import law_from
from comity.body.state import Matter, State, find_matter
from comity.registrar import Registrar
from comity.store.codec import decode
from comity.store.sealing import opened
from comity.web.models import Paper
from comity.web.readmodel.asking import sees_positions
from comity.web.readmodel.waiting import index_of
from comity.web.visibility import may_see
from comity.web.visits import Visit


class _Head(msgspec.Struct, array_like=True):
    """The first fields of a matter that has ended: enough to know whether it may be one in confidence."""

    matter: str
    procedure: str
    charter: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """``names``: the ids that the reader may not meet. ``questions``: questions whose answers are others' to know.
    ``persons``: those of ``names`` that are persons."""

    names: frozenset[str]
    persons: frozenset[str]
    matters: frozenset[str]
    questions: frozenset[str]
    _named: re.Pattern[bytes] | None
    _asked: re.Pattern[bytes] | None

    def named_in(self, data: bytes) -> bool:
        """Whether an entry of those bytes names something hidden."""
        return self._named is not None and self._named.search(data) is not None

    def asked_in(self, data: bytes) -> bool:
        """Whether it is about a question in confidence."""
        return self._asked is not None and self._asked.search(data) is not None


class _Candidates:
    """The matters of one body whose procedure has a question in confidence: those running when the record had ``size``
    entries, and those ended, as far as ``cards`` were looked at."""

    def __init__(self) -> None:
        self.size = -1
        self.running: list[str] = []
        self.cards = 0
        self.ended: list[str] = []
        self.confidential: dict[tuple[str, int], bool] = {}


_candidates: WeakKeyDictionary[Registrar, _Candidates] = WeakKeyDictionary()
_head = msgspec.msgpack.Decoder(_Head).decode


def hidden_from(visit: Visit) -> Hidden:
    """What the reader of this visit may not meet."""
    concealed: list[Matter] = []
    questions: set[str] = set()
    for matter in _in_question(visit):
        if not may_see(visit.state, visit.reader, matter, visit.day):
            concealed.append(matter)
        questions |= _closed_to(visit, matter)
    persons = frozenset(p for m in concealed for p in _known_through(visit, m))
    names = {name for m in concealed for name in _names_of(visit.state, m)}
    matters = frozenset(m.matter for m in concealed)
    names |= persons | set(_papers(visit, concealed))
    return Hidden(
        frozenset(names),
        persons,
        matters,
        frozenset(questions),
        _pattern(names),
        _pattern(questions),
    )


def unmet(visit: Visit) -> frozenset[str]:
    """The persons whom the reader may not meet in lists and forms: whoever is proposed in confidence is known to nobody
    else; each knows of himself or herself."""
    running = (visit.state.matters.get(name) for name in index_of(visit).confidential)
    concealed = [
        matter
        for matter in (*filter(None, running), *_ended(visit, _known(visit)))
        if not may_see(visit.state, visit.reader, matter, visit.day)
    ]
    found = {person for matter in concealed for person in _known_through(visit, matter)}
    return frozenset(found - {visit.reader.person})


def shown(visit: Visit, hidden: Hidden, data: bytes) -> Entry | None:
    """The entry of those bytes as the reader may see it, sealed values open where they are his or hers to know; None where
    it is none of the reader's business."""
    if hidden.named_in(data):
        return None
    entry = decode(data)
    if not hidden.asked_in(data):
        plain = opened(data, visit.body.registrar.store, visit.name)
        return plain if _about_what_is_shown(visit, hidden, plain) else None
    plain = opened(data, visit.body.registrar.store, visit.name)
    if _tells_answers(visit, hidden, plain):
        return None
    ruled = any(isinstance(effect, QuestionClosed | RulingRevised) for effect in plain.effects)
    return plain if plain.act.for_ == visit.reader.acts_for != "" and not ruled else entry


def bytes_of(visit: Visit, number: int) -> bytes | None:
    """The bytes of that entry as they are stored; None where there is none."""
    if not 0 <= number < visit.state.size:
        return None
    registrar = visit.body.registrar
    return next(iter(registrar.store.read(registrar.body, number, number + 1)), None)


def shown_entry(visit: Visit, hidden: Hidden, number: int) -> Entry | None:
    """The entry of that number as the reader may see it; None where there is none for the reader."""
    data = bytes_of(visit, number)
    return shown(visit, hidden, data) if data is not None else None


# --- which matters ----------------------------------------------------------------------------------------------------


def _in_question(visit: Visit) -> Iterator[Matter]:
    """The matters, running and ended, whose procedure puts a question in confidence."""
    known, matters = _known(visit), visit.state.matters
    if known.size != visit.state.size:  # nothing runs otherwise until something is recorded
        known.running = [
            matter.matter
            for matter in matters.values()
            if _confidential(visit, known, matter.procedure, matter.charter)
        ]
        known.size = visit.state.size
    yield from (matters[name] for name in known.running)
    yield from _ended(visit, known)


def _known(visit: Visit) -> _Candidates:
    return _candidates.setdefault(visit.body.registrar, _Candidates())


def _ended(visit: Visit, known: _Candidates) -> Iterator[Matter]:
    """Those that have ended."""
    state = visit.state
    for card in islice(state.cards.values(), known.cards, None):
        known.cards += 1
        head = _head(card.packed)
        if _confidential(visit, known, head.procedure, head.charter):
            known.ended.append(head.matter)
    for name in known.ended:
        found = find_matter(state, name) if name in state.cards else None
        if found is not None:
            yield found


def _confidential(visit: Visit, known: _Candidates, procedure: str, charter: int) -> bool:
    key = (procedure, charter)
    if key not in known.confidential:
        law = law_from(visit.state, charter, visit.day)
        found = law.procedure(procedure)
        steps = found.steps if found is not None else ()
        known.confidential[key] = any(s.puts is not None and s.puts.confidential for s in steps)
    return known.confidential[key]


def _closed_to(visit: Visit, matter: Matter) -> set[str]:
    """The questions in confidence of the matter whose answers the reader may not see."""
    procedure = law_from(visit.state, matter.charter, visit.day).procedure(matter.procedure)
    puts = {s.step: s.puts for s in procedure.steps} if procedure is not None else {}
    return {
        one.question
        for one in matter.questions
        if (asked := puts.get(one.step)) is not None
        and asked.confidential
        and not sees_positions(visit.reader, matter, asked, one.population)
    }


# --- what is named by them --------------------------------------------------------------------------------------------


def _names_of(state: State, matter: Matter) -> Iterator[str]:
    """The ids of the matter and of what belongs to it alone."""
    name = matter.matter
    yield from (name, *matter.remarks, *(q.question for q in matter.questions))
    yield from (one.meeting for one in state.meetings.values() if one.matter == name)
    yield from (one.instruction for one in state.instructions.values() if one.matter == name)
    yield from (one.inquiry for one in state.inquiries.values() if one.about == name)
    for session in state.sessions.values():
        yield from (item.item for item in session.items if item.matter == name)


def _known_through(visit: Visit, matter: Matter) -> Iterator[str]:
    """The persons proposed in the matter, now or in an earlier round, who hold nothing else in the body and were entered
    after the matter was opened."""
    state = visit.state
    proposed = set(matter.things.values())
    for number in {passage.entry for passage in matter.path}:
        entry = visit.body.registrar.entry(number)
        for effect in entry.effects if entry is not None else ():
            if isinstance(effect, ThingProvided):
                proposed.add(effect.value)
    held = {tenure.person for tenure in state.tenures.values()}
    for person in proposed & state.persons.keys():
        if _entered(state, person) < matter.entry or person in held:
            continue
        if not state.credentials_of.get(person):
            yield person


def _entered(state: State, person: str) -> int:
    """The record that brought the person, before any correction of it."""
    corrects = {later: earlier for earlier, later in state.corrected.items()}
    number = state.persons[person].entry
    while number in corrects:
        number = corrects[number]
    return number


def _papers(visit: Visit, matters: Sequence[Matter]) -> Iterator[str]:
    """The papers kept for the matters and for nothing else, which were not filed before."""
    opened = {matter.matter: matter.entry for matter in matters}
    if not opened:
        return
    kept = Paper.objects.filter(body=visit.name)
    found = dict(kept.filter(matter__in=opened).values_list("source", "matter"))
    elsewhere = kept.filter(source__in=found).exclude(matter__in=opened)
    sources = visit.state.sources
    for source in found.keys() - set(elsewhere.values_list("source", flat=True)):
        if source not in sources or sources[source].entry >= opened[found[source]]:
            yield source


def _pattern(names: set[str]) -> re.Pattern[bytes] | None:
    """What finds one of the ids in canonical JSON: as a whole text, or before the name of its question."""
    if not names:
        return None
    written = (json.dumps(name, ensure_ascii=False)[1:-1].encode() for name in sorted(names))
    return re.compile(rb'"(?:' + b"|".join(re.escape(one) for one in written) + rb')["./]')


# --- entries ----------------------------------------------------------------------------------------------------------


def _about_what_is_shown(visit: Visit, hidden: Hidden, entry: Entry) -> bool:
    """Whether what the entry corrects or flags is shown: a correction says no more than its original."""
    match entry.act:
        case Correct(entry=number):
            return shown_entry(visit, hidden, number) is not None
        case FlagIrregularity(about=about) if about.isascii() and about.isdecimal():
            return shown_entry(visit, hidden, int(about[:20])) is not None
        case _:
            return True


def _tells_answers(visit: Visit, hidden: Hidden, entry: Entry) -> bool:
    """Whether the entry tells where somebody else stands on a question in confidence, or that he has answered at all."""
    if isinstance(entry.act, PassDeadline):
        return False
    own = visit.reader
    for effect in entry.effects:
        if not isinstance(effect, PositionStated | RollCalled | PositionContested):
            continue
        if effect.question in hidden.questions and getattr(effect, "member", "") != (
            own.party or None
        ):
            return True
    return isinstance(entry.act, Correct)
