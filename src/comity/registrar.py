"""The registrar: the single writer of a body's register. Load, decide, append, sign.

It holds the body's state in memory and catches up from the tail of the log before each act, so that any number of workers
may serve one body. Before any act it records, in order, each deadline that has passed. An append is a group of entries
under a request id: all of it is decided, hashed, signed and committed, or nothing; a repeated request gets the first
answer. The checkpoint leaves only after the commit.

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
from typing import TypeVar

import msgspec

from comity import __version__
from comity.body.acts import AnyAct, Correct, FoundBody, PassDeadline
from comity.body.ballots import step_of
from comity.body.decide import decide
from comity.body.effects import FactVoided
from comity.body.entry import ENGINE, Entry
from comity.body.evolve import evolve
from comity.body.occasion import charter_at, instant
from comity.body.state import State, find_question, from_snapshot, next_due, snapshot
from comity.errors import BadInput, Conflict, Refused
from comity.register import checkpoint
from comity.register.keys import SigningKey
from comity.register.tree import Frontier, grow, leaf_hashes
from comity.signatures.checking import admit
from comity.store.codec import encode, in_stored_order
from comity.store.protocol import Head, KeptBody, SealedContent, Snapshot, Store
from comity.store.sealing import COMMITMENT, SALT, looks_sealed, opened, seal

EXAMPLE = """
comity: 1
body: league
title: League
organs: [{organ: bureau, powers: [record]}]
rules: [{rule: both, adopted when: {in favour: all}}]
"""
CONFIDENTIAL = frozenset(
    {"by", "for", "member", "choice", "statement", "reservation", "reservation_text"}
    | {"positions", "bound", "blocked_by", "unknown", "via", "signature", "cites"}
)
"""The fields of an act, and of the effects that repeat them, that a confidential question seals."""
WORTH_A_SNAPSHOT = 20_000
TRIES = 5
ALONE = 8  # looks without news after which a writer no longer asks for its turn first
SNAPSHOT_OF = f"{ENGINE}/{__version__}"

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
    """A body under the charter in ``act``, founded in the store under ``name``. Nothing is kept if it is refused."""
    decide(State(), act, instant(clock()), 0)
    empty = checkpoint.sign(key.name, 0, Frontier().root(), key)
    store.found(KeptBody(name, key.name, key.verifying.text()), empty)
    registrar = Registrar(store, name, key, clock=clock, chance=chance)
    registrar.submit([act])
    return registrar


class Registrar:
    """The writer of one body's register in ``store``, signing with ``key``."""

    def __init__(
        self,
        store: Store,
        body: str,
        key: SigningKey,
        *,
        clock: Clock = clock_of_the_machine,
        chance: Chance = secrets.token_bytes,
    ) -> None:
        self.store = store
        self.body = body
        self.key = key
        self.clock = clock
        self.chance = chance
        self._state: State | None = None
        self._frontier = Frontier()
        self._alone = 0  # looks at the log, one after another, that found nothing new

    @property
    def state(self) -> State:
        """The body as it is now: caught up with the log."""
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

        ``seal_fields`` names fields whose values are confidential. Raises ``Refused`` where the rules do not permit an
        act, ``Conflict`` where the request id was used for other acts or other writers were faster ``TRIES`` times,
        ``StoreFailed`` where the medium fails."""
        if self._alone >= ALONE and self._state is not None:
            with suppress(Refused, BadInput, Conflict):  # looked at again when nobody can interfere
                return self._recorded(acts, request, seal_fields, now)
        with self._turn():
            return self._retried(lambda: self._attempt(acts, request, seal_fields, now))

    def submit_many(
        self, acts: Iterable[AnyAct], group: int = 1000, *, now: datetime | None = None
    ) -> Iterator[int]:
        """Record a long list of acts, ``group`` to an append; yields how many have been recorded so far.

        Not all or none: on a refusal everything before it is recorded, and then it is raised. If ``acts`` itself raises,
        its unfinished group is not recorded."""
        recorded = 0
        batch: list[AnyAct] = []
        for act in acts:
            batch.append(act)
            if len(batch) == group:
                with self._turn():
                    recorded += self._retried(partial(self._as_far_as_permitted, batch, now))
                batch = []
                yield recorded
        if batch:
            with self._turn():
                recorded += self._retried(partial(self._as_far_as_permitted, batch, now))
            yield recorded

    def pass_deadlines(self, *, now: datetime | None = None) -> int:
        """Record every deadline that has passed, though nobody acts; says how many."""
        passed = 0
        while True:
            state = self._catch_up()
            moment = max(instant(now or self.clock()), state.at)
            due = next_due(state)
            if due is None or due[0] >= moment:
                return passed
            act = PassDeadline(what=due[1], deadline=due[0], held=due[0])
            try:
                self._append(state, [self._entry(state, act, moment, "")], "", frozenset())
                passed += 1
            except Conflict:
                continue  # another worker recorded something first: look again

    def keep_snapshot(self) -> None:
        """Keep the folded state as a cache, so that the next start need not fold the whole log."""
        state = self.state
        self.store.put_snapshot(self.body, Snapshot(state.size, SNAPSHOT_OF, snapshot(state)))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The state is caught up, and nobody overtakes this writer until it appends. What a cold start has to fold is
        folded before."""
        if self._state is None:
            self._catch_up()
        with self.store.turn(self.body) as head:
            self._catch_up(head)
            yield

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
        state = self._caught_up()
        try:
            entries = list(self._decided(state, acts, request, now))
        except Exception:
            self._drop_if_ahead(state)
            raise
        return self._append(state, entries, request, fields)

    def _as_far_as_permitted(self, acts: Sequence[AnyAct], now: datetime | None) -> int:
        state = self._caught_up()
        entries: list[Entry] = []
        try:
            for entry in self._decided(state, acts, "", now):
                entries.append(entry)
        except Exception:
            if entries:
                self._append(state, entries, "", frozenset())
            raise
        self._append(state, entries, "", frozenset())
        return len(entries)

    def _decided(
        self, state: State, acts: Sequence[AnyAct], request: str, now: datetime | None
    ) -> Iterator[Entry]:
        """The entries of the deadlines that have passed and of the acts, in order.

        Each is decided on the state that the one before left. The last is left for ``_append`` to apply, so that one
        act alone never runs ahead of the log."""
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
                assert entry.n not in state.unapplied, "what is decided here can be applied"

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

    def _append(
        self, state: State, entries: Sequence[Entry], request: str, fields: Set[str]
    ) -> Answer:
        try:
            data, sealed = self._bytes(state, entries, fields)
            growth = grow(self._frontier, leaf_hashes(data))
            size, root = growth.after.size, growth.after.root()
            signed = checkpoint.sign(self.key.name, size, root, self.key)
            self.store.append(
                self.body,
                self._frontier.size,
                data,
                growth,
                signed,
                request=request or None,
                sealed=sealed,
            )
        except BaseException:
            self._drop_if_ahead(state)
            raise
        if state.size < growth.after.size:
            evolve(state, entries[-1])
        self._frontier = growth.after
        assert entries[-1].n not in state.unapplied, "what is decided here can be applied"
        return Answer(entries[0].n, tuple(entries), signed)

    def _bytes(
        self, state: State, entries: Sequence[Entry], fields: Set[str]
    ) -> tuple[list[bytes], list[SealedContent]]:
        data: list[bytes] = []
        contents: list[SealedContent] = []
        for entry in entries:
            plain = encode(entry)
            if COMMITMENT in plain:
                raise looks_sealed()
            names = fields | (CONFIDENTIAL if is_confidential(state, entry) else frozenset())
            if not names:
                data.append(plain)
                continue
            salts = iter(lambda: self.chance(SALT), b"")
            raw, sealed = seal(msgspec.to_builtins(entry), names, salts)
            data.append(encode(msgspec.convert(raw, Entry)))
            contents += sealed
        return data, contents

    def _drop_if_ahead(self, state: State) -> None:
        # A group that came to nothing leaves a state that never was.
        if state.size != self._frontier.size:
            self._state = None

    # --- reading ------------------------------------------------------------------------------------------------------

    def entry(self, number: int) -> Entry | None:
        """Entry ``number`` with what is sealed in it opened, as far as the content is kept; None if there is none."""
        return next(iter(self.entries(number, number + 1)), None) if number >= 0 else None

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """The entries ``[start, stop)``, streaming, opened as far as their content is kept."""
        size = self.store.head(self.body).size
        for data in self.store.read(self.body, start, size if stop is None else min(stop, size)):
            yield opened(data, self.store, self.body)

    def _caught_up(self) -> State:
        assert self._state is not None, "whoever has the turn has caught up"
        return self._state

    def _retried(self, attempt: Callable[[], T]) -> T:
        """What ``attempt`` gives, tried again while other writers are faster, ``TRIES`` times at the most."""
        for left in range(TRIES - 1, -1, -1):
            try:
                return attempt()
            except Conflict as conflict:
                if conflict.code != "store.size" or not left:
                    raise
                self._catch_up()
        raise AssertionError("the last attempt returns or raises")

    def _catch_up(self, head: Head | None = None) -> State:
        head = head or self.store.head(self.body)
        state = self._state if self._state is not None else self._from_cache()
        self._alone = self._alone + 1 if state.size == head.size else 0
        if state.size < head.size:
            behind = head.size - state.size
            for entry in self.entries(state.size, head.size):
                evolve(state, entry)
            if behind >= WORTH_A_SNAPSHOT:
                self.store.put_snapshot(
                    self.body, Snapshot(state.size, SNAPSHOT_OF, snapshot(state))
                )
        self._state, self._frontier = state, head.frontier
        return state

    def _from_cache(self) -> State:
        cached = self.store.snapshot(self.body, SNAPSHOT_OF)
        try:
            return from_snapshot(cached.data) if cached is not None else State()
        except msgspec.DecodeError:  # a cache of another form: the log has everything
            return State()

    def _first_answer(self, acts: Sequence[AnyAct], request: str) -> Answer | None:
        span = self.store.request(self.body, request)
        if span is None:
            return None
        entries = tuple(self.entries(span.first, span.first + span.count))
        before = [entry.act for entry in entries if not isinstance(entry.act, PassDeadline)]
        if before != list(acts):
            raise Conflict(
                "request.other",
                f"The request {request!r} was used for other acts (entry {span.first}).",
                remedy="Use a new request id.",
            )
        return Answer(span.first, entries, self.store.head(self.body).checkpoint)


def is_confidential(state: State, entry: Entry) -> bool:
    """Whether the entry answers, closes, reports or corrects a question that the charter keeps in confidence."""
    taken = [one.fact for one in entry.effects if isinstance(one, FactVoided)]
    named = {getattr(one, "question", "") for one in (entry.act, *entry.effects, *taken)} - {""}
    found = [one for name in named if (one := find_question(state, name)) is not None]
    puts = [step_of(state, *one).puts for one in found]
    return any(one is not None and one.confidential for one in puts)
