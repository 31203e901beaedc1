"""Effects: what follows from an act, in the past tense. The closed set of changes that a body can undergo.

``decide`` gives effects, ``evolve`` applies them, the register keeps them beside the act. Each has a stored name and a
version (``tenure.began/1``) that never change meaning; a new meaning gets a new version and the old one stays readable.
An effect may also be *attested*: asserted on a cited source by somebody with the power to record (``attest``).

Days are EDTF (ISO 8601-2), instants UTC to the millisecond. A ``Text`` is a string, a mapping of language to string, or
sealed: ``sealed:`` and the digest of content kept beside the log. Ids of persons and documents are opaque.

>>> import msgspec
>>> msgspec.json.encode(StatusEnded(party="UZ", status="member", on="2012-12-19"), order="sorted")
b'{"kind":"status.ended/1","on":"2012-12-19","party":"UZ","status":"member"}'
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Text = str | dict[str, str]


class Effect(
    Struct,
    frozen=True,
    kw_only=True,
    tag_field="kind",
    omit_defaults=True,
    forbid_unknown_fields=True,
    gc=False,
):
    """What msgspec needs said once for all effects."""


# --- the charter and the parties ------------------------------------------------------------------------------------


class CharterAdopted(Effect, tag="charter.adopted/1"):
    """The charter with this digest governs from ``since``. Its whole text is in the act that founded the body, or was
    provided to ``matter`` under the name ``text``. ``reopens``: open questions that take the new rule."""

    digest: str
    since: str
    text: str = ""
    matter: str = ""
    reopens: list[str] = field(default_factory=list)


class PartyNamed(Effect, tag="party.named/1"):
    """A state or organisation gets a code, a name in the body's languages and the name it is sorted by."""

    party: str
    name: Text
    sort_name: Text = ""


class StatusGranted(Effect, tag="status.granted/1"):
    party: str
    status: str
    since: str
    until: str = ""
    matter: str = ""


class StatusEnded(Effect, tag="status.ended/1"):
    party: str
    status: str
    on: str
    matter: str = ""


class StatusApplied(Effect, tag="status.applied_for/1"):
    party: str
    status: str
    on: str
    matter: str = ""


class RightSuspended(Effect, tag="right.suspended/1"):
    party: str
    right: str
    since: str
    until: str = ""
    matter: str = ""


class RightRestored(Effect, tag="right.restored/1"):
    party: str
    right: str
    on: str
    matter: str = ""


class WithdrawalNotified(Effect, tag="withdrawal.notified/1"):
    """``effective`` is the day on which the status ends, reckoned by the charter from the notice."""

    party: str
    on: str
    effective: str


class RelationEntered(Effect, tag="relation.entered/1"):
    """A relation of the body with another organisation or state."""

    relation: str
    party: str
    nature: Text
    since: str
    until: str = ""


# --- persons and what they may do -----------------------------------------------------------------------------------


class PersonEntered(Effect, tag="person.entered/1"):
    person: str
    name: Text
    titles: list[str] = field(default_factory=list)


class CredentialIssued(Effect, tag="credential.issued/1"):
    """``person`` may act for ``party`` (a member, an organ) with ``powers``, ``as_`` its head of state or the like, in
    ``organ`` alone if one is named, from ``since`` to ``until`` (the day included)."""

    credential: str
    person: str
    party: str
    powers: list[str]
    since: str
    until: str = ""
    as_: str = field(default="", name="as")
    organ: str = ""


class CredentialRevoked(Effect, tag="credential.revoked/1"):
    credential: str
    on: str


class KeyBound(Effect, tag="key.bound/1"):
    """``person`` signs with this passkey from ``since`` on. ``public_key`` is a COSE key and ``credential_id`` what the
    authenticator calls it, both in base64url; it signs for ``rp_id`` on pages of ``origin``. ``via``: how the person was
    known."""

    key: str
    person: str
    credential_id: str
    public_key: str
    rp_id: str
    origin: str
    since: str
    via: str = ""


class KeyRevoked(Effect, tag="key.revoked/1"):
    """``on`` is the first day without the key."""

    key: str
    on: str
    reason: Text = ""


# --- offices --------------------------------------------------------------------------------------------------------


class TenureBegan(Effect, tag="tenure.began/1"):
    """A person holds an office from ``since``; ``slot`` numbers the turn of the rota from 0 where there is one."""

    tenure: str
    office: str
    person: str
    since: str
    until: str = ""
    nominated_by: str = ""
    slot: int | None = None
    acting: bool = False
    matter: str = ""


class TenureEnded(Effect, tag="tenure.ended/1"):
    tenure: str
    on: str
    reason: Literal["expiry", "resignation", "recall", "removal", "death", "succession", "unknown"]


class TurnPassed(Effect, tag="turn.passed/1"):
    """The turn of a rota passed to ``to`` on ``on``, at the close of ``session`` where it passes there.

    ``place``: whose place in the order it was, where not its own (a swapped turn, or one held vacant: ``to`` empty).
    ``over``: the parties passed over; ``owed``: those of them that come next under the charter's policy."""

    rota: str
    to: str
    on: str
    session: str = ""
    matter: str = ""
    place: str = ""
    over: list[str] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)


class TurnSkipped(Effect, tag="turn.skipped/1"):
    """The party does not take its next turn of the rota. What follows is the charter's policy."""

    rota: str
    party: str
    on: str


class IntroductionMade(Effect, tag="introduction.made/1"):
    """The holder of an office was introduced ``to`` those he or she will work with."""

    introduction: str
    office: str
    person: str
    to: list[str]
    by: str
    on: str
    place: Text = ""
    upon: str = ""


# --- sessions, meetings, visits -------------------------------------------------------------------------------------


class SessionConvened(Effect, tag="session.convened/1"):
    session: str
    organ: str
    on: str
    format: str = ""
    regular: bool = False
    venue: Text = ""
    host: str = ""
    title: Text = ""


class SessionMoved(Effect, tag="session.moved/1"):
    session: str
    on: str = ""
    venue: Text = ""
    host: str = ""


class ItemRequested(Effect, tag="item.requested/1"):
    session: str
    item: str
    by: str
    title: Text
    matter: str = ""


class ItemPlaced(Effect, tag="item.placed/1"):
    session: str
    item: str
    position: int
    title: Text = ""
    matter: str = ""


class AttendanceRecorded(Effect, tag="attendance.recorded/1"):
    """Who is in the room from now on: the whole list each time. ``persons`` says who speaks for whom."""

    session: str
    present: list[str]
    persons: dict[str, str] = field(default_factory=dict)


class SessionOpened(Effect, tag="session.opened/1"):
    session: str
    on: str
    quorum: bool


class SessionClosed(Effect, tag="session.closed/1"):
    session: str
    on: str


class SpeechMade(Effect, tag="speech.made/1"):
    """Something said on the record: at a session, to the press, in a note. ``stance`` where it takes one on a matter."""

    speech: str
    by: str
    on: str
    gist: Text
    session: str = ""
    matter: str = ""
    person: str = ""
    stance: Literal["", "supports", "opposes", "thanks", "asks", "explains"] = ""


class MeetingProposed(Effect, tag="meeting.proposed/1"):
    """A meeting or visit is proposed: ``nature`` visit, working meeting, introduction, consultation."""

    meeting: str
    nature: str
    by: str
    parties: list[str]
    on: str
    place: Text = ""
    purpose: Text = ""
    matter: str = ""


class MeetingAccepted(Effect, tag="meeting.accepted/1"):
    meeting: str
    by: str
    on: str = ""


class MeetingHeld(Effect, tag="meeting.held/1"):
    meeting: str
    on: str
    nature: str = ""
    parties: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    place: Text = ""
    topics: list[Text] = field(default_factory=list)
    matter: str = ""


# --- instructions and questions on progress -------------------------------------------------------------------------


class InstructionGiven(Effect, tag="instruction.given/1"):
    instruction: str
    by: str
    to: str
    what: Text
    on: str
    due: str = ""
    matter: str = ""
    decision: str = ""


class InstructionReported(Effect, tag="instruction.reported/1"):
    instruction: str
    by: str
    report: Text
    on: str
    interim: bool = False


class ProgressAsked(Effect, tag="progress.asked/1"):
    inquiry: str
    by: str
    to: str
    about: str
    on: str
    what: Text = ""


class ProgressAnswered(Effect, tag="progress.answered/1"):
    inquiry: str
    by: str
    answer: Text
    on: str


# --- matters, texts, questions --------------------------------------------------------------------------------------


class MatterOpened(Effect, tag="matter.opened/1"):
    """A matter under one procedure of the charter then in force. ``things`` names what it is about."""

    matter: str
    procedure: str
    title: Text
    by: str
    on: str
    things: dict[str, str] = field(default_factory=dict)


class StepEntered(Effect, tag="step.entered/1"):
    matter: str
    step: str
    on: str
    deadline: str = ""


class ThingProvided(Effect, tag="thing.provided/1"):
    """What a step asked for: a candidate, an applicant, a date, a plan. ``note`` says why, against which criteria."""

    matter: str
    thing: str
    value: str
    by: str
    step: str = ""
    note: Text = ""
    preferred_to: list[str] = field(default_factory=list)


class Paragraph(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One numbered paragraph in all languages together. ``came_from``: the ids it was made of in the version before."""

    id: str
    number: str
    text: Text
    came_from: list[str] = field(default_factory=list)


class TextVersioned(Effect, tag="text.versioned/1"):
    """A version of a matter's text. ``digest``: SHA-256 of the canonical JSON of its paragraphs."""

    matter: str
    version: int
    digest: str
    paragraphs: list[Paragraph]
    by: str


class RemarkMade(Effect, tag="remark.made/1"):
    """A member on a paragraph: a comment, proposed wording, a bracket, or a reservation of a ``type`` of the charter."""

    remark: str
    matter: str
    version: int
    paragraph: str
    by: str
    nature: Literal["comment", "proposal", "bracket", "reservation", "statement"]
    type: str = ""
    text: Text = ""
    proposed: Text = ""


class RemarkSettled(Effect, tag="remark.settled/1"):
    remark: str
    disposition: Literal["taken", "partly taken", "not taken", "lifted", "becomes an objection"]
    reason: Text = ""


class RemarkFollowed(Effect, tag="remark.followed/1"):
    """An open remark is now on these paragraphs: theirs was carried over, split or merged."""

    remark: str
    version: int
    paragraphs: list[str]


class QuestionPut(Effect, tag="question.put/1"):
    """A question is before ``population`` (frozen at this moment) under ``rule`` of the charter that entry ``charter``
    brought. ``text`` is the digest of the one version it is about."""

    question: str
    matter: str
    step: str
    rule: str
    charter: int
    population: list[str]
    opened: str
    asks: str = ""
    deadline: str = ""
    groups: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""
    session: str = ""
    purpose: str = ""
    as_at: str = ""


class PopulationJoined(Effect, tag="population.joined/1"):
    """A party admitted while a silence runs is asked as well: the charter counts new members."""

    question: str
    member: str


class DeadlineMoved(Effect, tag="deadline.moved/1"):
    question: str
    deadline: str
    reason: Text = ""


class PositionStated(Effect, tag="position.stated/1"):
    """Where a member stands. ``via`` and ``sent`` when the clerk recorded an answer that came by note or telephone, or
    in the room; ``late`` when it came after the deadline: kept, not counted."""

    question: str
    member: str
    choice: str
    on: str
    statement: Text = ""
    reservation: str = ""
    reservation_text: Text = ""
    refrains: list[str] = field(default_factory=list)
    proxy: str = ""
    via: str = ""
    sent: str = ""
    late: bool = False
    joined_later: bool = False
    signature: str = ""


class RollCalled(Effect, tag="roll.called/1"):
    """Every member's position at once: a roll call is one act."""

    question: str
    positions: dict[str, list[str]]
    on: str


class PositionContested(Effect, tag="position.contested/1"):
    question: str
    member: str
    reason: Text


class SilenceBroken(Effect, tag="silence.broken/1"):
    """``form``: an objection, or an amendment offered, which breaks as well where the charter says so."""

    question: str
    member: str
    form: Literal["objection", "amendment"]
    on: str
    reason: Text = ""


class BreakAssociated(Effect, tag="break.associated/1"):
    question: str
    member: str
    statement: Text = ""


class BreakWithdrawn(Effect, tag="break.withdrawn/1"):
    """``deadline``: the new end of the silence where the charter lets it resume; empty where it stays broken."""

    question: str
    member: str
    deadline: str = ""


class QuestionClosed(Effect, tag="question.closed/1"):
    """The ruling: the outcome with its arithmetic (``counts`` that are not 0), the article, who blocks, what would have
    been needed, who is bound."""

    question: str
    outcome: str
    on: str
    counts: dict[str, int] = field(default_factory=dict)
    article: str = ""
    limb: str = ""
    blocked_by: list[str] = field(default_factory=list)
    needed: int | None = None
    bound: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


class RulingRevised(Effect, tag="ruling.revised/1"):
    """A ruling made again because something it rested on was corrected. Both stay in the record."""

    question: str
    outcome: str
    was: str
    because: int
    counts: dict[str, int] = field(default_factory=dict)
    article: str = ""
    blocked_by: list[str] = field(default_factory=list)
    needed: int | None = None
    bound: list[str] = field(default_factory=list)


class OutcomeReported(Effect, tag="outcome.reported/1"):
    """What a source says came of a question, and whether the ruling on the reported positions agrees with it."""

    question: str
    reported: str
    ruled: str
    agrees: bool
    annotation: str = ""


class DecisionIssued(Effect, tag="decision.issued/1"):
    decision: str
    matter: str
    title: Text
    dated: str
    effective: str
    number: str = ""
    organ: str = ""
    thing: str = ""
    text: str = ""


class MatterHindered(Effect, tag="matter.hindered/1"):
    """A deadline passed, and the matter could not go on: ``why``, under which article. It waits to be resumed."""

    matter: str
    why: str
    article: str = ""


class MatterEnded(Effect, tag="matter.ended/1"):
    matter: str
    outcome: str
    on: str


# --- the chair's year -----------------------------------------------------------------------------------------------


class PrioritySet(Effect, tag="priority.set/1"):
    priority: str
    by: str
    contour: str
    aim: Text
    on: str
    period: str = ""
    rota: str = ""


class PlanItemSet(Effect, tag="plan_item.set/1"):
    """An item of a plan, tied to the decision or priority that it carries out."""

    item: str
    plan: str
    what: Text
    carries_out: list[str] = field(default_factory=list)
    owner: str = ""
    due: str = ""


class EventPlanned(Effect, tag="event.planned/1"):
    """A joint event: an exercise or operation. ``series``: the traditional operation that it is this year's edition of."""

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


class ForcesContributed(Effect, tag="forces.contributed/1"):
    """``to`` is an event of the programme or a set of measures."""

    to: str
    party: str
    forces: Text
    until: str = ""


class EventMoved(Effect, tag="event.moved/1"):
    event: str
    period: str
    reason: Text = ""


class EventHeld(Effect, tag="event.held/1"):
    event: str
    on: str
    stage: str = ""
    report: Text = ""


class EventCancelled(Effect, tag="event.cancelled/1"):
    event: str
    on: str
    reason: Text = ""


class ReviewMade(Effect, tag="review.made/1"):
    """What became of a priority, a plan item or a matter at the end of a chair's year. ``to``: who takes it on."""

    review: str
    of: str
    verdict: Literal["achieved", "continuing", "dropped"]
    by: str
    on: str
    note: Text = ""
    to: str = ""


# --- crisis ---------------------------------------------------------------------------------------------------------


class MeasuresSet(Effect, tag="measures.set/1"):
    measures: str
    matter: str
    what: Text
    since: str
    until: str = ""


class MeasuresEnded(Effect, tag="measures.ended/1"):
    measures: str
    on: str
    reason: Text = ""


# --- sources and corrections ----------------------------------------------------------------------------------------


class SourceFiled(Effect, tag="source.filed/1"):
    source: str
    title: Text
    sha256: str
    file: str = ""
    publisher: str = ""
    published: str = ""
    licence: str = ""


class ConflictNoted(Effect, tag="conflict.noted/1"):
    """Two sources, or two places of one, say different things. Which is followed, and why, or that it stays open."""

    conflict: str
    about: str
    claims: list[str]
    followed: str = ""
    reason: Text = ""


class EntryCorrected(Effect, tag="entry.corrected/1"):
    """Entry ``entry`` was mistaken; the effects that follow in this entry take the place of its own."""

    entry: int
    reason: Text
    voided: bool = False


class FactVoided(Effect, tag="fact.voided/1"):
    """A fact is taken back: ``of`` is the stored name of the effect that stated it, ``id`` its id."""

    of: str
    id: str


class IrregularityFlagged(Effect, tag="irregularity.flagged/1"):
    """The body did something outside its rules, on ``authority``; flagged for ever."""

    about: str
    article: str
    authority: Text
    what: Text


AnyEffect = (
    CharterAdopted
    | PartyNamed
    | StatusGranted
    | StatusEnded
    | StatusApplied
    | RightSuspended
    | RightRestored
    | WithdrawalNotified
    | RelationEntered
    | PersonEntered
    | CredentialIssued
    | CredentialRevoked
    | KeyBound
    | KeyRevoked
    | TenureBegan
    | TenureEnded
    | TurnPassed
    | TurnSkipped
    | IntroductionMade
    | SessionConvened
    | SessionMoved
    | ItemRequested
    | ItemPlaced
    | AttendanceRecorded
    | SessionOpened
    | SessionClosed
    | SpeechMade
    | MeetingProposed
    | MeetingAccepted
    | MeetingHeld
    | InstructionGiven
    | InstructionReported
    | ProgressAsked
    | ProgressAnswered
    | MatterOpened
    | StepEntered
    | ThingProvided
    | TextVersioned
    | RemarkMade
    | RemarkSettled
    | RemarkFollowed
    | QuestionPut
    | PopulationJoined
    | DeadlineMoved
    | PositionStated
    | RollCalled
    | PositionContested
    | SilenceBroken
    | BreakAssociated
    | BreakWithdrawn
    | QuestionClosed
    | RulingRevised
    | OutcomeReported
    | DecisionIssued
    | MatterHindered
    | MatterEnded
    | PrioritySet
    | PlanItemSet
    | EventPlanned
    | ForcesContributed
    | EventMoved
    | EventHeld
    | EventCancelled
    | ReviewMade
    | MeasuresSet
    | MeasuresEnded
    | SourceFiled
    | ConflictNoted
    | EntryCorrected
    | FactVoided
    | IrregularityFlagged
)
