"""The registrar: the single writer of a body's register. Load, decide, append, sign.

It holds the body's state in memory and catches up from the tail of the log before each act, so that any number of workers
may serve one body. In each of them any number of threads may read the state, under the registrar's lock.

Before any act it records, in order, each deadline that has passed. An append is a group of entries under a request id: all
of it is decided, hashed, signed and committed, or nothing; a repeated request gets the first answer. The checkpoint leaves
only after the commit.

Here, and nowhere below, are a clock and chance; both can be given.

>>> from comity.body.acts import EnterPerson
>>> from comity.store.memory import MemoryStore
>>> key = SigningKey("example.org/league", bytes(32))
>>> founding = FoundBody(charter=EXAMPLE, clerk="p1", clerk_name="Ada", organ="bureau")
>>> registrar = found(MemoryStore(), "league", founding, key, clock=lambda: datetime(2026, 3, 1, tzinfo=UTC))
>>> answer = registrar.submit([EnterPerson(by="p1", for_="bureau", name="Bela")])
>>> answer.first, [type(effect).__name__ for entry in answer.entries for effect in entry.effects]
(1, ['PersonEntered'])
>>> registrar.submit([EnterPerson(by="p9", for_="bureau", name="Cecil")])
Traceback (most recent call last):
comity.errors.Refused: No person 'p9' is entered in the register. [no article given in the charter] Enter the person.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from threading import Lock
from typing import TypeVar

import msgspec

from comity.body.acts import AnyAct, Correct, FoundBody, PassDeadline
from comity.body.confidence import sealed_fields
from comity.body.decide import decide
from comity.body.entry import ENGINE, Entry
from comity.body.evolve import evolve
from comity.body.occasion import charter_at, instant
from comity.body.state import (
    State,
    from_snapshot,
    next_due,
    snapshot,
)
from comity.errors import BadInput, ComityError, Conflict, Refused, StoreFailed
from comity.grammar import LONGEST_ID, unfit_line, unfit_new_id
from comity.locking import LendableLock
from comity.log import WORTH_A_SNAPSHOT, Log
from comity.register import checkpoint
from comity.register.keys import SigningKey
from comity.register.tree import Frontier, grow, leaf_hashes
from comity.signatures.checking import admit
from comity.store.codec import encode, in_stored_order
from comity.store.protocol import Head, KeptBody, SealedContent, Store
from comity.store.sealing import COMMITMENT, SALT, looks_sealed, seal

EXAMPLE = """
comity: 1
body: league
title: League
organs: [{organ: bureau, powers: [record]}]
rules: [{rule: both, adopted when: {in favour: all}}]
"""
TRIES = 5
ALONE = 8  # looks without news after which a writer no longer asks for its turn first
UNCERTAIN = frozenset({"store.lost", "store.unwritten"})
"""Failures of a store after which what was to be appended may have been committed."""

T = TypeVar("T")
Clock = Callable[[], datetime]
Chance = Callable[[int], bytes]


def clock_of_the_machine() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that asks


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request brought: its entries, deadlines that had passed before it among them, and the signed head."""

    first: int
    entries: tuple[Entry, ...]
    checkpoint: str


def found(
    store: Store,
    name: str,
    act: FoundBody,
    key: SigningKey,
    *,
    clock: Clock = clock_of_the_machine,
    chance: Chance = secrets.token_bytes,
) -> Registrar:
    """A body under the charter in ``act``, founded in the store under ``name``. Nothing is kept if it is refused.

    ``BadInput`` where the name is no id: it stands in every address of the body's pages."""
    unfit = unfit_new_id(name)
    if unfit is not None:
        raise BadInput(unfit.code, unfit.message, where="the name of the body", remedy=unfit.advice)
    decide(State(), act, instant(clock()), 0)
    empty = checkpoint.sign(key.name, 0, Frontier().root(), key)
    store.found(KeptBody(name, key.name, key.verifying.text()), empty)
    registrar = Registrar(store, name, key, clock=clock, chance=chance)
    registrar.submit([act])
    return registrar


@dataclass(frozen=True, slots=True)
class Decided:
    """Entries that were decided and are not in the log yet: for a register with this ``frontier``, their bytes, and what
    is sealed in them."""

    frontier: Frontier
    entries: Sequence[Entry]
    data: Sequence[bytes]
    sealed: Sequence[SealedContent]


class Registrar:
    """The writer of one body's register in ``store``, signing with ``key``.

    With a ``lock`` other threads read the state while they hold it. Then the state changes only under the lock and only
    after the commit, and the lock is free while the store is waited for. Without one nobody else reads the state, and a
    group of acts is decided on it directly."""

    def __init__(
        self,
        store: Store,
        body: str,
        key: SigningKey,
        *,
        clock: Clock = clock_of_the_machine,
        chance: Chance = secrets.token_bytes,
        lock: LendableLock | None = None,
    ) -> None:
        self.store = store
        self.body = body
        self.key = key
        self.clock = clock
        self.chance = chance
        self.log = Log(store, body)
        self.lock = lock or LendableLock()
        self._is_shared = lock is not None
        self._writing = Lock()
        """Of the threads that use this registrar one writes at a time. It is taken while the other lock is lent, so that
        threads that read go on; whoever has it may take the other."""
        self._state: State | None = None
        self._frontier = Frontier()
        self._ahead: State | None = None  # on which a group is decided, where others read the state
        self._alone = 0  # looks at the log, one after another, that found nothing new

    @property
    def state(self) -> State:
        """The body as it is now: caught up with the log."""
        with self.lock:
            return self._catch_up()

    def submit(
        self,
        acts: Sequence[AnyAct],
        request: str = "",
        *,
        seal_fields: Set[str] = frozenset(),
        now: datetime | None = None,
    ) -> Answer:
        """Record the acts, all or none, in one append.

        What the charter keeps in confidence is sealed (``body.confidence``), and the fields that ``seal_fields`` names.
        Raises ``Refused`` where the rules do not permit an
        act, ``Conflict`` where the request id was used for other acts or other writers were faster ``TRIES`` times,
        ``StoreFailed`` where the medium fails: nothing was recorded, unless its code is ``store.unknown``; ``BadInput``
        where the request id is no short line of text."""
        unfit = unfit_line(request, LONGEST_ID) if request else None
        if unfit is not None:
            raise BadInput(unfit.code, unfit.message, where="the request id", remedy=unfit.advice)
        with self.lock.lent(), self._writing:
            if self._alone >= ALONE and self._is_caught_up():
                try:
                    return self._recorded(acts, request, seal_fields, now)
                except (Refused, BadInput, Conflict, StoreFailed) as error:
                    if isinstance(error, StoreFailed) and error.code != "store.lost":
                        raise
                    # Nothing is recorded: it is decided again when no other writer can interfere.
            return self._in_turn(lambda: self._attempt(acts, request, seal_fields, now))

    def submit_many(
        self, acts: Iterable[AnyAct], group: int = 1000, *, now: datetime | None = None
    ) -> Iterator[int]:
        """Record a long list of acts, ``group`` to an append; yields how many have been recorded so far.

        Not all or none: on a refusal everything before it is recorded, and then it is raised. If ``acts`` itself raises,
        its unfinished group is not recorded. Snapshots are left on the way."""
        recorded = 0
        acts = iter(acts)
        while batch := list(islice(acts, group)):
            with self.lock.lent(), self._writing:
                recorded += self._in_turn(partial(self._as_far_as_permitted, batch, now))
                self._leave_snapshot()
            yield recorded
        if recorded >= WORTH_A_SNAPSHOT:
            self.keep_snapshot()

    def pass_deadlines(self, *, now: datetime | None = None) -> int:
        """Record every deadline that has passed, though nobody acts; says how many."""
        passed = 0
        with self.lock.lent(), self._writing:
            while True:
                with self.lock:
                    decided = self._next_deadline(self._catch_up(), now)
                if decided is None:
                    return passed
                with suppress(Conflict):  # another worker recorded something first: look again
                    self._append(decided, "")
                    passed += 1

    def keep_snapshot(self) -> None:
        """Keep the folded state as a cache, so that the next start need not fold the whole log."""
        with self.lock:
            self.log.leave(self._catch_up())

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The state is caught up, and nobody overtakes this writer until it appends. What a cold start has to fold is
        folded before."""
        if self._state is None:
            with self.lock:
                self._catch_up()
        with self.store.turn(self.body) as head:
            with self.lock:
                self._catch_up(head)
            yield

    def _in_turn(self, attempt: Callable[[], T]) -> T:
        """What ``attempt`` gives in its turn. It is tried again, up to ``TRIES`` times, where another writer was faster, or
        where the connection was lost and nothing was recorded."""
        for left in range(TRIES - 1, -1, -1):
            try:
                with self._turn():
                    return attempt()
            except (Conflict, StoreFailed) as error:
                if error.code not in ("store.size", "store.lost") or not left:
                    raise
        raise AssertionError("the last attempt returns or raises")

    # --- one attempt --------------------------------------------------------------------------------------------------

    def _attempt(
        self, acts: Sequence[AnyAct], request: str, fields: Set[str], now: datetime | None
    ) -> Answer:
        try:
            return self._recorded(acts, request, fields, now)
        except (Refused, BadInput, Conflict):
            if request and (first := self._first_answer(acts, request)):
                return first
            raise

    def _recorded(
        self, acts: Sequence[AnyAct], request: str, fields: Set[str], now: datetime | None
    ) -> Answer:
        try:
            with self.lock:
                state = self._state_to_decide_on(acts, now)
                entries = list(self._decided(state, acts, request, now))
                decided = self._sealed(state, entries, fields)
            return self._append(decided, request)
        except BaseException:
            self._drop_what_is_ahead()
            raise

    def _as_far_as_permitted(self, acts: Sequence[AnyAct], now: datetime | None) -> int:
        entries: list[Entry] = []
        refusal = None
        try:
            with self.lock:
                state = self._state_to_decide_on(acts, now)
                try:
                    entries.extend(self._decided(state, acts, "", now))
                except (
                    Exception
                ) as error:  # whatever is wrong with one act: those before it are recorded
                    refusal = error
                decided = self._sealed(state, entries, frozenset())
            if entries:
                self._append(decided, "")
        except BaseException:
            self._drop_what_is_ahead()
            raise
        if refusal is not None:
            raise refusal
        return len(entries)

    def _next_deadline(self, state: State, now: datetime | None) -> Decided | None:
        """The entry of the deadline that passed first; None while none has."""
        moment = max(instant(now or self.clock()), state.at)
        due = next_due(state)
        if due is None or due[0] >= moment:
            return None
        act = PassDeadline(what=due[1], deadline=due[0], held=due[0])
        return self._sealed(state, [self._entry(state, act, moment, "")], frozenset())

    def _state_to_decide_on(self, acts: Sequence[AnyAct], now: datetime | None) -> State:
        """The state itself for one entry, which is applied after the commit. Each further entry is decided on what the one
        before left: where others read the state, on a copy of it."""
        state = self._state
        if state is None or not self._is_caught_up():
            state = self._catch_up()
        due = next_due(state)
        several = len(acts) > 1 or (
            due is not None and due[0] < max(instant(now or self.clock()), state.at)
        )
        return self._copy(state) if several and self._is_shared else state

    def _copy(self, state: State) -> State:
        """A copy of the state that may run ahead of the log. It is kept for the next group, and catches up from the log."""
        if self._ahead is None or self._ahead.size > state.size:
            self._ahead = from_snapshot(snapshot(state))
        return self.log.fold(self._ahead, state.size)

    def _decided(
        self, state: State, acts: Sequence[AnyAct], request: str, now: datetime | None
    ) -> Iterator[Entry]:
        """The entries of the deadlines that have passed and of the acts, in order.

        Each is decided on the state that the one before left. The last is not applied to the state, so that one act alone
        never runs ahead of the log."""
        moment = max(instant(now or self.clock()), state.at)
        waiting = [in_stored_order(act) for act in reversed(acts)]
        while waiting:
            due = next_due(state)
            if due is not None and due[0] < moment:
                act: AnyAct = PassDeadline(what=due[1], deadline=due[0], held=due[0])
            else:
                act = waiting.pop()
            entry = self._entry(state, act, moment, request)
            yield entry
            if waiting:
                evolve(state, entry)

    def _entry(self, state: State, act: AnyAct, moment: str, request: str) -> Entry:
        earlier = self.entry(act.entry) if isinstance(act, Correct) else None
        effects = decide(state, act, moment, state.size, earlier)
        admit(state, act, self.body, moment)
        return Entry(
            n=state.size,
            body=self.body,
            at=moment,
            charter=charter_at(state, moment).entry if state.charters else 0,
            act=act,
            effects=effects,
            engine=ENGINE,
            request=request,
        )

    def _sealed(self, state: State, entries: Sequence[Entry], fields: Set[str]) -> Decided:
        data: list[bytes] = []
        contents: list[SealedContent] = []
        for entry in entries:
            plain = encode(entry)
            if COMMITMENT in plain:
                raise looks_sealed()
            names = fields | sealed_fields(state, entry, self._corrects_sealed(entry))
            if not names:
                data.append(plain)
                continue
            salts = iter(lambda: self.chance(SALT), b"")
            raw, sealed = seal(msgspec.to_builtins(entry), names, salts)
            data.append(encode(msgspec.convert(raw, Entry)))
            contents += sealed
        return Decided(self._frontier, entries, data, contents)

    def _corrects_sealed(self, entry: Entry) -> bool:
        """Whether the entry corrects one of which something is sealed."""
        act = entry.act
        if not isinstance(act, Correct) or not 0 <= act.entry < entry.n:
            return False
        return COMMITMENT in next(self.store.read(self.body, act.entry, act.entry + 1), b"")

    # --- committing ---------------------------------------------------------------------------------------------------

    def _append(self, decided: Decided, request: str) -> Answer:
        """Commit what was decided, then apply it to the state. The lock is free during the commit."""
        growth = grow(decided.frontier, leaf_hashes(decided.data))
        size, root = growth.after.size, growth.after.root()
        signed = checkpoint.sign(self.key.name, size, root, self.key)
        expected = decided.frontier.size
        try:
            self.store.append(
                self.body,
                expected,
                decided.data,
                growth,
                signed,
                request=request or None,
                sealed=decided.sealed,
            )
        except StoreFailed as failure:
            if not self._was_committed(decided, failure):
                raise
        with self.lock:
            self._apply(decided, growth.after)
        return Answer(expected, tuple(decided.entries), signed)

    def _was_committed(self, decided: Decided, failure: StoreFailed) -> bool:
        """Whether the entries are in the register although the store failed: the answer to a commit may be lost. It is
        looked up in a turn, since that waits for a commit that is still under way.

        StoreFailed (``store.unknown``) where it cannot be looked up."""
        if failure.code not in UNCERTAIN:
            return False
        start, stop = decided.frontier.size, decided.frontier.size + len(decided.data)
        try:
            with self.store.turn(self.body):
                return list(self.store.read(self.body, start, stop)) == list(decided.data)
        except ComityError:
            raise StoreFailed(
                "store.unknown",
                "{failure} Whether the act was recorded cannot be said now.",
                remedy="Look at the record when the store answers again, or repeat the act with the same request id:"
                " what was recorded is answered, not recorded twice.",
                failure=failure.message,
            ) from failure

    def _apply(self, decided: Decided, after: Frontier) -> None:
        """The state follows the log, unless another thread has caught up meanwhile and applied the entries."""
        state = self._state
        if state is None or self._frontier.size != decided.frontier.size:
            return
        for entry in decided.entries:
            if entry.n >= state.size:
                evolve(state, entry)
        self._frontier = after

    def _drop_what_is_ahead(self) -> None:
        """A group that came to nothing leaves a state that never was: whichever ran ahead of the log is dropped."""
        with self.lock:
            self._ahead = None
            if not self._is_shared and not self._is_caught_up():
                self._state = None

    # --- reading ------------------------------------------------------------------------------------------------------

    def entry(self, number: int) -> Entry | None:
        """Entry ``number`` with what is sealed in it opened, as far as the content is kept; None if there is none."""
        return self.log.entry(number)

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """The entries ``[start, stop)``, streaming, opened as far as their content is kept."""
        return self.log.entries(start, stop)

    def _is_caught_up(self) -> bool:
        """Whether the state is that of the register as it was when last looked at."""
        return self._state is not None and self._state.size == self._frontier.size

    def _catch_up(self, head: Head | None = None) -> State:
        head = head or self.store.head(self.body)
        if self._is_caught_up() and not self._is_continued_by(head):
            self._state = self._ahead = None
        state = self._state if self._state is not None else self.log.nearest(head.size)
        self._alone = self._alone + 1 if state.size == head.size else 0
        self.log.fold(state, head.size, leaving=True)
        self._state, self._frontier = state, head.frontier
        return state

    def _is_continued_by(self, head: Head) -> bool:
        """Whether the register is still the one that was folded, as far as its size tells: a backup may have been put in
        its place."""
        known = self._frontier
        return head.size > known.size or head.frontier == known

    def _leave_snapshot(self) -> None:
        with self.lock:
            if self._state is not None:
                self.log.leave_if_due(self._state)

    def _first_answer(self, acts: Sequence[AnyAct], request: str) -> Answer | None:
        span = self.store.request(self.body, request)
        if span is None:
            return None
        entries = tuple(self.entries(span.first, span.first + span.count))
        before = [entry.act for entry in entries if not isinstance(entry.act, PassDeadline)]
        if before != list(acts):
            raise Conflict(
                "request.other",
                "The request {request!r} was used for other acts (entry {first}).",
                remedy="Use a new request id.",
                request=request,
                first=span.first,
            )
        return Answer(span.first, entries, self.store.head(self.body).checkpoint)
