"""What a body is at one moment: everything that follows from its entries so far, folded into memory.

State is never the truth: it is rebuilt from the register by ``evolve``, kept as a snapshot at most, and dropped at will.
Only ``evolve`` changes it; ``decide`` and the pages read it. It holds what decisions need and no more: texts of speeches
and reports stay in the register, and here is only the number of the entry that has them. A matter that has ended is folded
to a card (packed bytes) and unfolded when somebody asks.

Every record keeps ``entry``, the number of the entry it came from, and ``attested``: whether it was decided in this
register or reported by a source.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Mapping
from functools import cache
from heapq import heapify, heappop, heappush
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field

from comity.body.effects import AnyEffect, Effect, Text
from comity.body.fields import Values, values_of


class Mark(Struct, frozen=True, gc=False):
    """Where an effect comes from: the entry's number, when it was recorded (``at``), whether it is attested, and the text
    of the charter that a founding brings. ``nth``: which of the entry's effects it is, from 0.

    In a correction, ``place`` is the entry that was corrected first, and ``vacated`` says which effect of that entry each
    voided fact was, by what the fact is about: the corrected fact comes in the same place."""

    entry: int
    at: str
    attested: bool = False
    charter: str = ""
    nth: int = 0
    place: int = 0
    vacated: dict[tuple[Any, ...], list[int]] | None = None


NUMBER = 6
"""The bytes that the number of an entry takes where many are noted: speeches, and what sources report."""
Evolver = Callable[["State", Any, Mark], None]
"""Applies one kind of effect to the state, in place."""
Evolvers = Mapping[type[Any], Evolver]


class Kept(Struct, kw_only=True, array_like=True, gc=False):
    """What everything in the state carries: its entry, and whether it is attested."""

    entry: int
    attested: bool = False


class Placed(Kept, kw_only=True):
    """One of several facts about the same thing, of which the last counts. ``nth`` and ``place`` are as in ``Mark``: a
    corrected fact comes in the place of the one that it corrects, not behind those recorded since."""

    nth: int = 0
    place: int = 0


K = TypeVar("K", bound=Kept)
P = TypeVar("P", bound="Placed | Passage")


def as_kept(kind: type[K], effect: Effect, mark: Mark, **more: Any) -> K:
    """The effect as the state keeps it: the fields that both have, by name, where it came from, and ``more``."""
    names, taken, placed = _shared(kind, type(effect))
    values = dict(zip(names, taken(effect)))  # noqa: B905 (as many, and this is asked for each effect)
    if placed:
        values["nth"], values["place"] = mark.nth, mark.place
    return kind(entry=mark.entry, attested=mark.attested, **values, **more)


def order(record: Placed | Passage) -> tuple[int, int]:
    """What puts facts about one thing in their order: the entry in whose place each is, and which of its effects."""
    return record.place or record.entry, record.nth


def put_in(records: list[P], record: P) -> None:
    """The record is added in its order: behind all others, unless it takes the place of a corrected one."""
    if record.place:
        insort(records, record, key=order)
    else:
        records.append(record)


@cache
def _shared(kind: type[Kept], effect: type[Effect]) -> tuple[tuple[str, ...], Values, bool]:
    """The names of the fields that both have, how to take their values, and whether it is one of several facts."""
    names = [name for name in kind.__struct_fields__ if name in effect.__struct_fields__]
    return tuple(names), values_of(names), issubclass(kind, Placed)


class CharterInForce(Struct, array_like=True, frozen=True):
    """A charter from a day on: its text, and the entry that brought it. Read by ``body.law``."""

    since: str
    entry: int
    digest: str
    text: str


class StatusHeld(Kept):
    """``until`` is the last day; ``ended`` the first day without. An empty ``since``: a status that the charter gives and
    the register ended."""

    status: str
    since: str
    until: str = ""
    ended: str = ""


class Suspension(Kept):
    right: str
    since: str
    until: str = ""
    ended: str = ""


class Naming(Struct, array_like=True, gc=False):
    """What a party is sorted by, and called, from the day ``on`` (EDTF; empty: always)."""

    on: str
    sort_name: Text
    name: Text = ""


class Party(Kept):
    """A state or organisation as the register knows it; what the charter says of it is not repeated here."""

    party: str
    name: Text = ""
    sort_name: Text = ""
    namings: list[Naming] = field(default_factory=list)
    statuses: list[StatusHeld] = field(default_factory=list)
    suspensions: list[Suspension] = field(default_factory=list)
    applied_for: str = ""
    withdraws_on: str = ""


class Relation(Kept):
    relation: str
    party: str
    nature: Text
    since: str
    until: str = ""


class Person(Kept):
    person: str
    name: Text
    titles: list[str] = field(default_factory=list)


class Credential(Kept):
    credential: str
    person: str
    party: str
    powers: list[str]
    since: str
    until: str = ""
    as_: str = ""
    organ: str = ""
    revoked: str = ""


class Key(Kept):
    """A passkey bound to a person. ``since`` is its first day, ``revoked`` the first without it."""

    key: str
    person: str
    credential_id: str
    public_key: str
    rp_id: str
    origin: str
    since: str
    via: str = ""
    revoked: str = ""


class Tenure(Kept):
    tenure: str
    office: str
    person: str
    since: str
    until: str = ""
    nominated_by: str = ""
    slot: int | None = None
    acting: bool = False
    ended: str = ""
    reason: str = ""
    matter: str = ""


class Turn(Kept):
    to: str
    on: str
    session: str = ""
    place: str = ""
    over: list[str] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)


class SkippedTurn(Kept):
    """A party does not take its next turn, as was said ``on`` that day. It waits until it is passed over."""

    party: str
    on: str


class Introduction(Kept):
    introduction: str
    office: str
    person: str
    to: list[str]
    by: str
    on: str
    place: Text = ""
    upon: str = ""


class AgendaItem(Kept):
    item: str
    title: Text
    by: str = ""
    matter: str = ""
    position: int = 0


class Session(Kept):
    session: str
    organ: str
    on: str
    format: str = ""
    regular: bool = False
    venue: Text = ""
    host: str = ""
    title: Text = ""
    items: list[AgendaItem] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    persons: dict[str, str] = field(default_factory=dict)
    opened: str = ""
    closed: str = ""
    quorum: bool | None = None


class Meeting(Kept):
    meeting: str
    nature: str
    by: str
    parties: list[str]
    on: str
    place: Text = ""
    purpose: Text = ""
    matter: str = ""
    accepted: list[str] = field(default_factory=list)
    held: str = ""
    persons: list[str] = field(default_factory=list)


class Instruction(Kept):
    instruction: str
    by: str
    to: str
    what: Text
    on: str
    due: str = ""
    matter: str = ""
    decision: str = ""
    reports: list[int] = field(default_factory=list)
    done: str = ""


class Inquiry(Kept):
    inquiry: str
    by: str
    to: str
    about: str
    on: str
    answers: list[int] = field(default_factory=list)
    answered: str = ""


class RemarkPlace(Placed):
    """The version and the paragraphs that a remark is on, from that entry on."""

    version: int
    paragraphs: list[str]


class Disposition(Placed):
    """What became of a remark."""

    disposition: str


class RemarkKept(Kept):
    """``places``: everywhere that it was; ``dispositions``: everything that became of it. The last of each counts."""

    remark: str
    paragraphs: list[str]
    by: str
    nature: str
    version: int
    type: str = ""
    disposition: str = ""
    places: list[RemarkPlace] = field(default_factory=list)
    dispositions: list[Disposition] = field(default_factory=list)


class Version(Kept):
    version: int
    digest: str
    paragraphs: list[str]
    by: str


class Stated(Placed):
    """One statement of a member's position, with what came with it. Earlier ones stay in the list."""

    choice: str
    on: str
    at: str
    reservation: str = ""
    refrains: list[str] = field(default_factory=list)
    proxy: str = ""
    via: str = ""
    sent: str = ""
    late: bool = False
    joined_later: bool = False
    contested: bool = False
    signed: bool = False


class Break(Placed):
    member: str
    form: str
    on: str
    withdrawn: bool = False
    associates: list[str] = field(default_factory=list)


class RollKept(Placed):
    """A roll call: each choice with the members that made it."""

    positions: dict[str, list[str]]


class Withdrawal(Placed):
    """A member takes its break of the silence back."""

    member: str


class Association(Placed):
    """A member associates itself with the last break of the silence."""

    member: str


class Contestation(Placed):
    """A member contests the position that was last recorded for it."""

    member: str


class Joining(Placed):
    """A member is asked as well, although the question was put before."""

    member: str


class DeadlineSet(Placed):
    """A deadline of a question: set when it was put, or moved."""

    deadline: str


class Question(Placed):
    """``rulings``: what was ruled before, each with the entry. ``deadlines``: every deadline.

    ``choices``, ``population``, ``deadline``, what is contested or withdrawn, and who is associated follow from the facts
    in their order (``body.undoing``): ``stated``, ``rolls``, ``breaks``, ``withdrawals``, ``associations``,
    ``contestations``, ``joinings`` and ``deadlines``. ``asked``: who was asked when it was put, where others have joined.
    ``counts``: how many stood where when it closed, as the register has it; ``present``: who was in the room then;
    ``without_a_vote``: it was adopted so. ``unasked`` and ``unasked_breaks``: what members said that a correction has left
    unasked."""

    question: str
    matter: str
    step: str
    rule: str
    charter: int
    population: list[str]
    opened: str
    deadline: str = ""
    groups: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""
    session: str = ""
    as_at: str = ""
    asks: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    stated: dict[str, list[Stated]] = field(default_factory=dict)
    breaks: list[Break] = field(default_factory=list)
    closed: str = ""
    outcome: str = ""
    bound: list[str] = field(default_factory=list)
    blocked_by: list[str] = field(default_factory=list)
    needed: int | None = None
    article: str = ""
    ruled_by: int | None = None
    reported: str = ""
    rulings: list[tuple[int, str]] = field(default_factory=list)
    deadlines: list[DeadlineSet] = field(default_factory=list)
    rolls: list[RollKept] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    associations: list[Association] = field(default_factory=list)
    contestations: list[Contestation] = field(default_factory=list)
    joinings: list[Joining] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    unasked: dict[str, list[Stated]] = field(default_factory=dict)
    unasked_breaks: list[Break] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    present: list[str] = field(default_factory=list)
    without_a_vote: bool = False


class Decision(Kept):
    decision: str
    matter: str
    title: Text
    dated: str
    effective: str
    number: str = ""
    organ: str = ""
    thing: str = ""
    text: str = ""
    value: str = ""


class Passage(Struct, array_like=True, gc=False):
    """A step that the matter was in, from ``on``; ``nth`` and ``place`` as of ``Placed``, and the ``deadline`` until which
    the step waits. Read most often of all, so its fields go by position."""

    step: str
    on: str
    entry: int
    attested: bool = False
    nth: int = 0
    place: int = 0
    deadline: str = ""


class Provided(Placed):
    """Something that was provided to a matter."""

    thing: str
    value: str


class Reason(Struct):
    """Why a matter cannot go on: a code of ``comity.hindrances`` and its values."""

    code: str
    values: dict[str, str] = field(default_factory=dict)


class Hindrance(Placed):
    """A fact that a matter could not go on, with its reason."""

    code: str
    values: dict[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        return Reason(self.code, self.values)


class Matter(Kept):
    """``step``, ``things`` and ``hindered`` follow from the facts in their order: ``path``, ``opened_with`` and
    ``provided``, ``hindrances``."""

    matter: str
    procedure: str
    charter: int
    title: Text
    by: str
    on: str
    step: str = ""
    path: list[Passage] = field(default_factory=list)
    things: dict[str, str] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    remarks: dict[str, RemarkKept] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    hindered: Reason | None = None
    ended: str = ""
    outcome: str = ""
    opened_with: dict[str, str] = field(default_factory=dict)
    provided: list[Provided] = field(default_factory=list)
    hindrances: list[Hindrance] = field(default_factory=list)

    def question(self) -> Question | None:
        """The question now before the population, if any."""
        last = self.questions[-1] if self.questions else None
        return last if last is not None and not last.closed else None


class Card(Kept):
    """A matter that has ended, folded small: ``packed`` is the whole of it."""

    matter: str
    packed: bytes


class Priority(Kept):
    priority: str
    by: str
    contour: str
    aim: Text
    on: str
    period: str = ""
    rota: str = ""


class PlanItem(Kept):
    item: str
    plan: str
    what: Text
    carries_out: list[str] = field(default_factory=list)
    owner: str = ""
    due: str = ""


class ProgrammeEvent(Kept):
    """``status``: planned, moved, held or cancelled; ``held``: when each stage was held, by its number from 1, and under an
    empty number the event as a whole."""

    event: str
    title: Text
    nature: str
    period: str
    series: str = ""
    host: str = ""
    region: Text = ""
    headquarters: list[Text] = field(default_factory=list)
    participants: list[str] = field(default_factory=list)
    forces: list[Text] = field(default_factory=list)
    stages: list[Text] = field(default_factory=list)
    purpose: Text = ""
    carries_out: list[str] = field(default_factory=list)
    status: str = "planned"
    held: dict[str, str] = field(default_factory=dict)
    moved_from: list[str] = field(default_factory=list)
    contributions: dict[str, Text] = field(default_factory=dict)


class ReviewKept(Kept):
    review: str
    of: str
    verdict: str
    by: str
    on: str
    to: str = ""


class Measures(Kept):
    measures: str
    matter: str
    what: Text
    since: str
    until: str = ""
    ended: str = ""
    contributions: dict[str, Text] = field(default_factory=dict)
    thing: str = ""


class Source(Kept):
    source: str
    title: Text
    sha256: str
    file: str = ""
    publisher: str = ""
    published: str = ""


class ConflictKept(Kept):
    conflict: str
    about: str
    claims: list[str]
    followed: str = ""


class Irregularity(Kept):
    about: str
    article: str


class ChangingFact(Struct, array_like=True, frozen=True, gc=False):
    """A fact that changed a thing, without the words that the state does not keep, and the entry that recorded it.
    ``void``: it was taken back."""

    entry: int
    fact: AnyEffect
    attested: bool = False
    void: bool = False


class Changes(Struct, array_like=True):
    """What changed a thing (``body.changes``): the thing ``before`` that, packed (empty: there was none, or it was taken
    back), and the facts since. The thing came before the fact at the index ``begins``. ``gone``: the entry that had brought
    it, once that was taken back."""

    facts: list[ChangingFact]
    before: bytes = b""
    begins: int = 0
    gone: int = -1


class Due(Struct, array_like=True, frozen=True):
    """A deadline that runs: what happens at ``instant`` (UTC) to ``matter``, in ``question`` if it is a question's."""

    instant: str
    matter: str
    question: str = ""


class State(Struct, array_like=True):
    """The whole body. ``size`` is the number of entries folded, ``at`` when the last was recorded. ``unapplied`` are the
    entries with an effect that could not be applied. ``memo`` holds what is worked out again when missing, and is dropped
    from snapshots."""

    body: str = ""
    size: int = 0
    at: str = ""
    charters: list[CharterInForce] = field(default_factory=list)
    parties: dict[str, Party] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    credentials: dict[str, Credential] = field(default_factory=dict)
    credentials_of: dict[str, list[str]] = field(default_factory=dict)
    tenures: dict[str, Tenure] = field(default_factory=dict)
    turns: dict[str, list[Turn]] = field(default_factory=dict)
    skipped: dict[str, list[SkippedTurn]] = field(default_factory=dict)
    introductions: dict[str, Introduction] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    instructions: dict[str, Instruction] = field(default_factory=dict)
    inquiries: dict[str, Inquiry] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    question_of: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)
    numbered: dict[str, int] = field(default_factory=dict)
    number_of: dict[str, str] = field(default_factory=dict)
    priorities: dict[str, Priority] = field(default_factory=dict)
    plan_items: dict[str, PlanItem] = field(default_factory=dict)
    events: dict[str, ProgrammeEvent] = field(default_factory=dict)
    reviews: dict[str, ReviewKept] = field(default_factory=dict)
    measures: dict[str, Measures] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    conflicts: dict[str, ConflictKept] = field(default_factory=dict)
    irregularities: list[Irregularity] = field(default_factory=list)
    speeches: dict[str, bytearray] = field(default_factory=dict)
    corrected: dict[int, int] = field(default_factory=dict)
    due: dict[str, Due] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    keys_of: dict[str, list[str]] = field(default_factory=dict)
    reported: bytearray = field(default_factory=bytearray)
    unapplied: list[int] = field(default_factory=list)
    remark_of: dict[str, str] = field(default_factory=dict)
    changes: dict[str, Changes] = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict)


def schedule(state: State, what: str, due: Due) -> None:
    """A deadline runs from now on, in place of any other of ``what``."""
    state.due[what] = due
    heappush(_running(state), (due.instant, what))


def unschedule(state: State, what: str) -> None:
    """The deadline of ``what``, if any, runs no more."""
    state.due.pop(what, None)


def next_due(state: State) -> tuple[str, str] | None:
    """The deadline that passes first: its instant and its name; None while none runs. Costs nothing per deadline."""
    if not state.due:
        return None
    heap = _running(state)
    while True:
        moment, what = heap[0]
        due = state.due.get(what)
        if due is not None and due.instant == moment:
            return moment, what
        heappop(heap)


def _running(state: State) -> list[tuple[str, str]]:
    heap: list[tuple[str, str]] | None = state.memo.get("running deadlines")
    if heap is None:
        heap = [(due.instant, what) for what, due in state.due.items()]
        heapify(heap)
        state.memo["running deadlines"] = heap
    return heap


_pack_into = msgspec.msgpack.Encoder(order="deterministic").encode_into
_room = bytearray()  # reused, so that a card takes exactly its bytes
_pack_state = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Matter).decode


def _lean(kind: type[msgspec.Struct], last: str, of: Any) -> Any:
    """A struct to read the field ``last`` of what was packed as ``kind``, and nothing else of it."""
    before = kind.__struct_fields__[: kind.__struct_fields__.index(last)]
    fields = [*((name, msgspec.Raw) for name in before), (last, of)]
    return msgspec.defstruct(f"Lean{kind.__name__}", fields, array_like=True, gc=False)


_unpack_rulings = msgspec.msgpack.Decoder(
    _lean(Matter, "questions", list[_lean(Question, "rulings", list[Any])])  # type: ignore[misc]
).decode
_unpack_state = msgspec.msgpack.Decoder(State).decode


AS_CALLED = {"": ""}
"""On a card: what members answered is what the roll calls say, and nothing else."""
AS_PROVIDED = {"": ""}
"""On a card: the things of a matter are those that it was opened with and that were provided."""
ALL_ASKED = [""]
"""On a card: all who were asked are bound."""


def folded(matter: Matter) -> Card:
    """The card of a matter that has ended. What it would say twice is left out, and added when it is unpacked."""
    things, questions = matter.things, matter.questions
    whole = [(one.choices, one.bound) for one in questions]
    if things and things == _provided(matter):
        matter.things = AS_PROVIDED
    for one in questions:
        if one.rolls and one.choices == _called(one):
            one.choices = AS_CALLED
        if one.bound and one.bound == one.population:
            one.bound = ALL_ASKED
    _pack_into(matter, _room)
    matter.things = things
    for one, (choices, bound) in zip(questions, whole, strict=True):
        one.choices, one.bound = choices, bound
    return Card(
        entry=matter.entry, attested=matter.attested, matter=matter.matter, packed=bytes(_room)
    )


def unpacked(card: Card) -> Matter:
    """The matter on the card. Its mappings are in the order of their keys, as everything is that was packed."""
    matter = _unpack(card.packed)
    if matter.things == AS_PROVIDED:
        matter.things = dict(sorted(_provided(matter).items()))
    for one in matter.questions:
        if one.choices == AS_CALLED:
            one.choices = dict(sorted(_called(one).items()))
        if one.bound == ALL_ASKED:
            one.bound = list(one.population)
    return matter


def _provided(matter: Matter) -> dict[str, str]:
    return matter.opened_with | {one.thing: one.value for one in matter.provided}


def _called(question: Question) -> dict[str, str]:
    said: dict[str, str] = {}
    for roll in question.rolls:
        for choice, members in roll.positions.items():
            said |= dict.fromkeys(members, choice)
    return said


def find_matter(state: State, matter: str) -> Matter | None:
    """The matter of that id, running or ended; None where there is none."""
    running = state.matters.get(matter)
    if running is not None:
        return running
    card = state.cards.get(matter)
    return unpacked(card) if card is not None else None


def was_ruled_again(card: Card) -> bool:
    """Whether a ruling of the matter on the card was made again. Reads nothing else of it: a body has many cards."""
    return any(question.rulings for question in _unpack_rulings(card.packed).questions)


def find_decision(state: State, decision: str) -> Decision | None:
    """The decision of that id; None where there is none."""
    matter = find_matter(state, state.decisions.get(decision, ""))
    issued = matter.decisions if matter is not None else ()
    return next((one for one in issued if one.decision == decision), None)


def hand_over(held: dict[str, list[str]], name: str, before: str, now: str) -> None:
    """What the person ``before`` held is held by ``now``; either may be empty: nobody."""
    if before != now and name in held.get(before, ()):
        held[before].remove(name)
        if not held[before]:
            del held[before]
    if now and name not in held.setdefault(now, []):
        held[now].append(name)


def note_speech(state: State, about: str, entry: int) -> None:
    """Entry ``entry`` is a speech about that session or matter (empty: about neither)."""
    state.speeches.setdefault(about, bytearray()).extend(entry.to_bytes(NUMBER, "big"))


def forget_speech(state: State, about: str, entry: int) -> None:
    """Entry ``entry`` has one speech less about that session or matter."""
    left = speeches(state, about)
    if entry in left:
        left.remove(entry)
    state.speeches.pop(about, None)
    for number in left:
        note_speech(state, about, number)


def speeches(state: State, about: str) -> list[int]:
    """The entries that are speeches about that session or matter."""
    return numbers(state.speeches.get(about, b""))


def note_reported(state: State, entry: int) -> None:
    """Entry ``entry`` could be known before it was recorded (``body.knowledge``), or files a source."""
    state.reported.extend(entry.to_bytes(NUMBER, "big"))


def numbers(kept: bytes | bytearray) -> list[int]:
    """The numbers of entries that were noted there, in the order of their noting."""
    return [int.from_bytes(kept[i : i + NUMBER], "big") for i in range(0, len(kept), NUMBER)]


def find_question(state: State, question: str) -> tuple[Matter, Question] | None:
    """The question of that id with its matter, running or ended; None where there is none."""
    running = state.question_of.get(question)
    matter = find_matter(state, running if running is not None else question.rpartition(".")[0])
    if matter is None:
        return None
    for found in reversed(matter.questions):
        if found.question == question:
            return matter, found
    return None


def question_of(state: State, question: str) -> tuple[Matter, Question]:
    """The question, which is there, with its matter: an effect about any other cannot be applied (KeyError)."""
    running = state.matters.get(state.question_of.get(question, ""))
    if running is not None and running.questions[-1].question == question:
        return running, running.questions[-1]
    found = find_question(state, question)
    if found is None:
        raise KeyError(question)
    return found


def find_remark(state: State, remark: str) -> tuple[Matter, RemarkKept] | None:
    """The remark of that id with its matter, running or ended; None where there is none."""
    matter = find_matter(state, state.remark_of.get(remark, ""))
    found = matter.remarks.get(remark) if matter is not None else None
    return (matter, found) if matter is not None and found is not None else None


def called_on(question: Question, member: str) -> list[RollKept]:
    """The roll calls that say where the member stands."""
    return [one for one in question.rolls if any(member in some for some in one.positions.values())]


def joined_later(question: Question) -> list[str]:
    """The members that have joined the decision after it was taken, in their order."""
    joins = [
        (order(s), m) for m, stated in question.stated.items() for s in stated if s.joined_later
    ]
    return [member for _, member in sorted(joins)]


def keep(state: State, matter: Matter) -> None:
    """Fold a matter that has ended again, after a change; one that runs is kept as it is."""
    if matter.ended:
        state.cards[matter.matter] = folded(matter)


def snapshot(state: State) -> bytes:
    """The state as bytes, without its memo. A cache: nothing is lost when it is."""
    kept, state.memo = state.memo, {}
    try:
        return _pack_state(state)
    finally:
        state.memo = kept


def from_snapshot(data: bytes) -> State:
    """The state that ``snapshot`` packed.

    >>> from_snapshot(snapshot(State(body="x"))).body
    'x'
    """
    return _unpack_state(data)
