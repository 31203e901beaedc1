"""What waits for whom, over all matters of a body: an index in the memory of this process, grown from the log as it grows.

A desk must not look at every matter of the body: ten thousand may run. So each thing that waits is filed under the name of
whoever is to act (a member, an organ, an office, a rota, a person), in the order of its deadline; what an entry touches is
filed anew. What changes who somebody is (a turn, a status, a charter, a new day at the seat) has everything filed anew.

``through`` narrows a member to the persons with that title in their credential; empty where anybody of it may act.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from heapq import merge
from itertools import islice
from typing import Literal, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from comity.body.acts import Correct
from comity.body.ballots import step_of
from comity.body.confidence import in_confidence
from comity.body.contesting import is_contested
from comity.body.course import course_of, procedure_of
from comity.body.effects import (
    CharterAdopted,
    FactVoided,
    IrregularityFlagged,
    MeasuresEnded,
    RightRestored,
    RightSuspended,
    StatusEnded,
    StatusGranted,
    TenureBegan,
    TenureEnded,
    TurnPassed,
    TurnSkipped,
)
from comity.body.entry import Entry
from comity.body.occasion import Occasion, charter_on, law_on
from comity.body.resuming import waits_to_be_put
from comity.body.roles import named, title_asked
from comity.body.state import Matter, Question, State, find_matter
from comity.body.stopped import closed_by_nothing, stops
from comity.body.turns import holder_of_turn
from comity.charter.law import Law
from comity.charter.model import Procedure, RolePhrase, Step
from comity.errors import ComityError
from comity.registrar import Registrar
from comity.web.readmodel.standing import ruled_again, waits, with_rulings_again
from comity.web.visits import Visit

Kind = Literal[
    "answer", "sign", "silence", "close", "put", "provide", "occur", "resume",
    "report", "reply", "meet", "contested", "reversed",
]  # fmt: skip
LAST = "9"
"""In place of an instant, after every instant: no deadline."""
WORTH_ANEW = 5_000
"""So many entries behind, everything is filed anew from the state."""
MARKED = 12
"""So many things of each list are looked at to see whether a desk has moved: as many as it tells in full."""
CHANGING_EVERYBODY = (
    CharterAdopted,
    StatusGranted,
    StatusEnded,
    TurnPassed,
    TurnSkipped,
    TenureBegan,
    TenureEnded,
    RightSuspended,
    RightRestored,
)
SETTLING = (IrregularityFlagged, MeasuresEnded, FactVoided)
"""What may settle that somebody must act on a ruling that was reversed, whatever matter it names."""


class Waiting(NamedTuple):
    """One thing that waits; ``about`` is a matter, or for tasks the instruction, inquiry or meeting."""

    until: str
    about: str
    kind: Kind
    question: str = ""


class Clock(NamedTuple):
    """A deadline that runs."""

    until: str
    matter: str
    question: str


Who = tuple[str, str]
"""Who is to act: a name, and ``through``."""


class Index:
    """What waits, as far as the first ``size`` entries, under the law of ``day``."""

    def __init__(self) -> None:
        self.size = 0
        self.day = ""
        self.confidential: set[str] = set()
        self.again: dict[str, None] = {}
        """The matters with a ruling that was made again, running or ended."""
        self.sessions: dict[str, None] = {}
        self.clocks: list[Clock] = []
        self._by: dict[str, dict[str, list[Waiting]]] = {}
        self._of: dict[str, list[tuple[Who, Waiting]]] = {}
        self._clock_of: dict[str, Clock] = {}
        self._cards = 0

    def of(self, name: str) -> dict[str, list[Waiting]]:
        """What waits for that name, by ``through``, each list in the order of the deadlines."""
        return self._by.get(name, {})

    def runs(self, matter: str) -> bool:
        """Whether a clock of that matter runs."""
        return matter in self._clock_of

    def mark(self, *names: str) -> str:
        """A digest of what stands first on the desk of those names and of how much there is, matters in confidence aside:
        nobody is to learn from a desk that moves when a capital has answered."""
        told = []
        for name in names:
            for through, filed in sorted(self._by.get(name, {}).items()):
                count = len(filed) - self._secret((name, through))
                seen = (one for one in filed if one.about not in self.confidential)
                if count:
                    told.append((name, through, count, *islice(seen, MARKED)))
        return blake2b(repr(told).encode(), digest_size=6).hexdigest()

    def _secret(self, who: Who) -> int:
        """How much of what waits for somebody is in confidence."""
        filed = (self._of.get(one, ()) for one in self.confidential)
        return sum(name == who for some in filed for name, _ in some)

    def catch_up(self, state: State, day: str, entries: Iterable[Entry]) -> None:
        """Files what the entries touched; ``entries`` are those from ``size`` on. Everything where more has changed."""
        if state.size - self.size > WORTH_ANEW:
            self._cards = 0
        new = list(entries)
        self.again.update(dict.fromkeys(ruled_again(state, new)))
        if day != self.day or state.size - self.size > WORTH_ANEW or _change_everybody(new):
            self._anew(state, day)
            return
        touched: dict[str, None] = {}
        for entry in new:
            touched.update(dict.fromkeys(touched_by(state, entry)))
            if any(isinstance(effect, SETTLING) for effect in entry.effects):
                touched.update(self.again)
        filing = _Filing(state, law_on(state, day), day)
        for about in touched:
            self._file_again(filing, about)
        self.size = state.size

    def _anew(self, state: State, day: str) -> None:
        self._by, self._of, self._clock_of, self.clocks = {}, {}, {}, []
        self.confidential = set()
        filing = _Filing(state, law_on(state, day), day)
        tasks = (state.instructions, state.inquiries, state.meetings)
        for matter in with_rulings_again(state, self._cards):
            self.again[matter] = None
        self._cards = len(state.cards)
        ended = [name for name in self.again if name not in state.matters]
        for about in (*state.matters, *ended, *(name for some in tasks for name in some)):
            self._file(filing, about, append=True)
        for lists in self._by.values():
            for one in lists.values():
                one.sort()
        self.clocks.sort()
        self.sessions = {name: None for name, one in state.sessions.items() if not one.closed}
        self.size, self.day = state.size, day

    def _file_again(self, filing: _Filing, about: str) -> None:
        for (name, through), one in self._of.pop(about, ()):
            _remove(self._by[name][through], one)
        clock = self._clock_of.pop(about, None)
        if clock is not None:
            _remove(self.clocks, clock)
        self.confidential.discard(about)
        session = filing.state.sessions.get(about)
        if session is not None and session.closed:
            self.sessions.pop(about, None)
        elif session is not None:
            self.sessions[about] = None
        self._file(filing, about, append=False)

    def _file(self, filing: _Filing, about: str, append: bool) -> None:
        filed = list(dict.fromkeys(filing.waits(about)))
        for (name, through), one in filed:
            place = self._by.setdefault(name, {}).setdefault(through, [])
            if append:
                place.append(one)
            else:
                insort(place, one)
        if filed:
            self._of[about] = filed
        matter = filing.state.matters.get(about)
        if matter is None:
            return
        if in_confidence(filing.state, matter, filing.day):
            self.confidential.add(about)
        clock = _clock(filing.state, matter)
        if clock is not None:
            self._clock_of[about] = clock
            if append:
                self.clocks.append(clock)
            else:
                insort(self.clocks, clock)


_indexes: WeakKeyDictionary[Registrar, Index] = WeakKeyDictionary()


def index_of(visit: Visit) -> Index:
    """The index of the visit's body, as of the visit. Ask while the body is held."""
    registrar = visit.body.registrar
    found = _indexes.setdefault(registrar, Index())
    if found.size != visit.state.size or found.day != visit.day:
        behind = visit.state.size - found.size
        entries = registrar.entries(found.size, visit.state.size) if behind <= WORTH_ANEW else ()
        try:
            found.catch_up(visit.state, visit.day, entries)
        except BaseException:
            del _indexes[registrar]  # half of it is filed: begin anew
            raise
    return found


# --- what one thing waits for -----------------------------------------------------------------------------------------


class _Filing:
    """Who is to act, under the law of one day; what several matters have in common is worked out once."""

    def __init__(self, state: State, law: Law, day: str) -> None:
        self.state = state
        self.law = law
        self.day = day
        entry = charter_on(state, day).entry
        self.on = Occasion(state, law, entry, state.at, day, state.size)
        self._steps: dict[tuple[int, str], tuple[Procedure, dict[str, Step]]] = {}
        self.keepers: list[Who] = [(name, "") for name in law.keepers]

    def waits(self, about: str) -> Iterator[tuple[Who, Waiting]]:
        """Who is to act about that matter or task, and what it waits for."""
        matter = self.state.matters.get(about)
        if matter is not None:
            yield from self._matter(matter)
            yield from self._reversed(matter)
            return
        ended = find_matter(self.state, about)
        if ended is not None:
            yield from self._reversed(ended)
            return
        instruction, inquiry = (
            self.state.instructions.get(about),
            self.state.inquiries.get(about),
        )
        if instruction is not None and not instruction.done:
            yield (instruction.to, ""), Waiting(_end(instruction.due), about, "report")
        if inquiry is not None and not inquiry.answered:
            yield (inquiry.to, ""), Waiting(LAST, about, "reply")
        meeting = self.state.meetings.get(about)
        if meeting is not None and not meeting.held:
            for party in meeting.parties:
                if party != meeting.by and party not in meeting.accepted:
                    yield (party, ""), Waiting(_end(meeting.on), about, "meet")

    def _matter(self, matter: Matter) -> Iterator[tuple[Who, Waiting]]:
        procedure, steps = self._procedure(matter)
        step = steps.get(matter.step)
        if step is None or matter.ended:
            return
        question = matter.question()
        if stops(self.on, matter) is not None:
            yield from ((who, Waiting(LAST, matter.matter, "resume")) for who in self.keepers)
            if question is not None and closed_by_nothing(self.on, matter, question) is not None:
                question = None
            elif not matter.hindered or not waits_to_be_put(matter):
                return
            if step.puts is None or step.puts.put_by is None:
                return
        if question is not None and question.step in steps:
            put_by = step_of(self.state, matter, question)
            yield from self._question(matter, question, put_by, procedure)
        elif step.asks is not None:
            for who in self._names(step.asks.of, matter, procedure):
                yield who, Waiting(LAST, matter.matter, "provide")
        elif step.puts is not None and step.puts.put_by is not None:
            for who in self._names(step.puts.put_by, matter, procedure):
                yield who, Waiting(LAST, matter.matter, "put")
        elif step.waits is not None and step.waits.event:
            yield from ((who, Waiting(LAST, matter.matter, "occur")) for who in self.keepers)

    def _question(
        self, matter: Matter, question: Question, step: Step, procedure: Procedure
    ) -> Iterator[tuple[Who, Waiting]]:
        puts = step.puts
        assert puts is not None, "only a step that puts a question has one"
        kind: Kind = "sign" if puts.form == "signature" else "silence" if puts.silence else "answer"
        one = Waiting(question.deadline or LAST, matter.matter, kind, question.question)
        broke = {b.member for b in question.breaks if not b.withdrawn}
        unanswered = [m for m in question.population if m not in question.choices]
        title = title_asked(self.law, puts.to)
        for member in unanswered:
            if member not in broke:
                yield (member, title), one
        if puts.to.kind == "chair" and self._in_the_chair(puts.to.name) in unanswered:
            yield (puts.to.name, puts.to.through), one
        if puts.closes.at_session and puts.put_by is not None:
            for who in self._names(puts.put_by, matter, procedure):
                yield who, one._replace(kind="close")
        if any(is_contested(question, one.member) for one in question.contestations):
            yield from ((who, one._replace(kind="contested")) for who in self.keepers)

    def _in_the_chair(self, chair: str) -> str:
        """The member that has the turn, which alone may answer as the chair; the chair itself where it is an office. A
        question stays with whoever was in the chair when it was put."""
        rota = self.law.rotas.get(chair)
        return chair if rota is None else holder_of_turn(self.state, self.law, chair, self.day)

    def _reversed(self, matter: Matter) -> Iterator[tuple[Who, Waiting]]:
        """A ruling that was reversed waits for who keeps the record, and for who put the question."""
        for question in waits(self.state, matter, self.day):
            one = Waiting(LAST, matter.matter, "reversed", question.question)
            procedure, steps = self._procedure(matter)
            puts = steps[question.step].puts if question.step in steps else None
            steering = puts.put_by if puts is not None else None
            steers = self._names(steering, matter, procedure) if steering is not None else ()
            yield from ((who, one) for who in dict.fromkeys((*self.keepers, *steers)))

    def _names(self, phrase: RolePhrase, matter: Matter, procedure: Procedure) -> Iterator[Who]:
        """Where any member may do it, it waits for the one that brought the matter, if that is a member."""
        match phrase.kind:
            case "any":
                for one in phrase.of:
                    yield from self._names(one, matter, procedure)
            case "chair" | "organ" | "office":
                yield phrase.name, phrase.through
            case _:
                parties = self._parties(phrase, matter, procedure)
                brought = matter.by in self.law.parties or matter.by in self.state.parties
                general = phrase.kind in ("member", "several")
                for party in parties:
                    if not (general and brought) or party == matter.by:
                        yield party, phrase.through

    def _parties(self, phrase: RolePhrase, matter: Matter, procedure: Procedure) -> tuple[str, ...]:
        try:
            return named(self.on, phrase, course_of(self.on, matter).things, procedure)
        except ComityError:
            return ()

    def _procedure(self, matter: Matter) -> tuple[Procedure, dict[str, Step]]:
        key = (matter.charter, matter.procedure)
        found = self._steps.get(key)
        if found is None or (matter.step and matter.step not in found[1]):
            procedure = procedure_of(self.state, matter, self.day)
            found = self._steps[key] = procedure, {one.step: one for one in procedure.steps}
        return found


def _end(day: str) -> str:
    """A day as an instant to sort by; the task says its day itself."""
    return f"{day}T99" if len(day) == 10 else LAST


def _clock(state: State, matter: Matter) -> Clock | None:
    question = matter.question()
    due = state.due.get(question.question) if question is not None else None
    due = due or state.due.get(matter.matter)
    if due is None:
        return None
    return Clock(due.instant, matter.matter, due.question)


T = TypeVar("T", Waiting, Clock)


def _remove(place: list[T], one: T) -> None:
    at = bisect_left(place, one)
    if at < len(place) and place[at] == one:
        del place[at]


# --- what an entry touches --------------------------------------------------------------------------------------------

NAMING = ("matter", "instruction", "inquiry", "meeting", "session", "corrected")


def touched_by(state: State, entry: Entry) -> Iterator[str]:
    """The ids of the matters, sessions and tasks that the entry changed."""
    for effect in entry.effects:
        for name in NAMING:
            value = getattr(effect, name, "")
            if isinstance(value, str) and value:
                yield value
        question = getattr(effect, "question", "")
        if question:
            yield state.question_of.get(question) or question.rpartition(".")[0]


def _change_everybody(entries: Iterable[Entry]) -> bool:
    return any(
        isinstance(entry.act, Correct)
        or any(isinstance(e, CHANGING_EVERYBODY) for e in entry.effects)
        for entry in entries
    )


def first(lists: Iterable[list[Waiting]], most: int) -> list[Waiting]:
    """The first of several lists that are in order, however long they are."""
    return list(islice(merge(*lists), most))
