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

from typing import Annotated, Literal

from msgspec import Struct, field

from comity.body.fields import (
    AccreditorId,
    ActorId,
    Base64Url,
    CarriedOutId,
    ContributionId,
    Count,
    CredentialId,
    Date,
    DateOrInstant,
    Day,
    DecisionId,
    Digest,
    EntryNumber,
    EventId,
    FilePath,
    FormatName,
    GroupName,
    HindranceCode,
    HostName,
    InquiryId,
    Instant,
    InstructionId,
    KeyId,
    MatterId,
    MeasuresId,
    MeetingId,
    NewConflictId,
    NewCredentialId,
    NewDecisionId,
    NewEventId,
    NewInquiryId,
    NewInstructionId,
    NewIntroductionId,
    NewItemId,
    NewKeyId,
    NewMatterId,
    NewMeasuresId,
    NewMeetingId,
    NewParagraphId,
    NewPartyId,
    NewPersonId,
    NewPlanItemId,
    NewPriorityId,
    NewQuestionId,
    NewRelationId,
    NewRemarkId,
    NewReviewId,
    NewSessionId,
    NewSourceId,
    NewSpeechId,
    NewTenureId,
    OfficeId,
    Ordinal,
    OrganId,
    Outcome,
    ParagraphId,
    PartyId,
    PersonId,
    PlainLine,
    PlainWords,
    Position,
    Power,
    ProcedureId,
    QuestionId,
    RemarkId,
    ReservationType,
    Right,
    RotaId,
    RuleId,
    SeriesId,
    SessionId,
    Several,
    Sha256,
    Signature,
    StatusName,
    StepName,
    SubjectId,
    TenureId,
    ThingName,
    ThingValue,
    Title,
    ValueName,
    WebOrigin,
    Word,
    Words,
)
from comity.body.fields import Text as Text


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

    digest: Digest
    since: Day
    text: ThingName = ""
    matter: MatterId = ""
    reopens: Annotated[list[QuestionId], Several()] = field(default_factory=list)


class PartyNamed(Effect, tag="party.named/1"):
    """A state or organisation gets a code, a name in the body's languages and the name it is sorted by, from the day
    ``on``."""

    party: NewPartyId
    name: Title
    sort_name: Title = ""
    on: Date = ""


class StatusGranted(Effect, tag="status.granted/1"):
    party: PartyId
    status: StatusName
    since: Date
    until: Date = ""
    matter: MatterId = ""


class StatusEnded(Effect, tag="status.ended/1"):
    party: PartyId
    status: StatusName
    on: Date
    matter: MatterId = ""


class StatusApplied(Effect, tag="status.applied_for/1"):
    party: PartyId
    status: StatusName
    on: Date
    matter: MatterId = ""


class RightSuspended(Effect, tag="right.suspended/1"):
    party: PartyId
    right: Right
    since: Date
    until: Date = ""
    matter: MatterId = ""


class RightRestored(Effect, tag="right.restored/1"):
    party: PartyId
    right: Right
    on: Date
    matter: MatterId = ""


class WithdrawalNotified(Effect, tag="withdrawal.notified/1"):
    """``effective`` is the day on which the status ends, reckoned by the charter from the notice."""

    party: PartyId
    on: Date
    effective: Date


class RelationEntered(Effect, tag="relation.entered/1"):
    """A relation of the body with another organisation or state."""

    relation: NewRelationId
    party: PartyId
    nature: Title
    since: Date
    until: Date = ""


# --- persons and what they may do -----------------------------------------------------------------------------------


class PersonEntered(Effect, tag="person.entered/1"):
    person: NewPersonId
    name: Title
    titles: list[PlainLine] = field(default_factory=list)


class CredentialIssued(Effect, tag="credential.issued/1"):
    """``person`` may act for ``party`` (a member, an organ) with ``powers``, ``as_`` its head of state or the like, in
    ``organ`` alone if one is named, from ``since`` to ``until`` (the day included)."""

    credential: NewCredentialId
    person: PersonId
    party: AccreditorId
    powers: list[Power]
    since: Date
    until: Date = ""
    as_: Word = field(default="", name="as")
    organ: OrganId = ""


class CredentialRevoked(Effect, tag="credential.revoked/1"):
    credential: CredentialId
    on: Date


class KeyBound(Effect, tag="key.bound/1"):
    """``person`` signs with this passkey from ``since`` on. ``public_key`` is a COSE key and ``credential_id`` what the
    authenticator calls it, both in base64url; it signs for ``rp_id`` on pages of ``origin``. ``via``: how the person was
    known."""

    key: NewKeyId
    person: PersonId
    credential_id: Base64Url
    public_key: Base64Url
    rp_id: HostName
    origin: WebOrigin
    since: Day
    via: Word = ""


class KeyRevoked(Effect, tag="key.revoked/1"):
    """``on`` is the first day without the key."""

    key: KeyId
    on: Day
    reason: Words = ""


# --- offices --------------------------------------------------------------------------------------------------------


class TenureBegan(Effect, tag="tenure.began/1"):
    """A person holds an office from ``since``; ``slot`` numbers the turn of the rota from 0 where there is one."""

    tenure: NewTenureId
    office: OfficeId
    person: PersonId
    since: Date
    until: Date = ""
    nominated_by: PartyId = ""
    slot: Count | None = None
    acting: bool = False
    matter: MatterId = ""


class TenureEnded(Effect, tag="tenure.ended/1"):
    tenure: TenureId
    on: Date
    reason: Literal["expiry", "resignation", "recall", "removal", "death", "succession", "unknown"]


class TurnPassed(Effect, tag="turn.passed/1"):
    """The turn of a rota passed to ``to`` on ``on``, at the close of ``session`` where it passes there.

    ``place``: whose place in the order it was, where not its own (a swapped turn, or one held vacant: ``to`` empty).
    ``over``: the parties whose skipped turn is over with it, mostly since they were passed over; ``owed``: those that come
    next under the charter's policy."""

    rota: RotaId
    on: Date
    to: PartyId = ""
    session: SessionId = ""
    matter: MatterId = ""
    place: PartyId = ""
    over: Annotated[list[PartyId], Several()] = field(default_factory=list)
    owed: Annotated[list[PartyId], Several()] = field(default_factory=list)


class TurnSkipped(Effect, tag="turn.skipped/1"):
    """The party does not take its next turn of the rota. What follows is the charter's policy."""

    rota: RotaId
    party: PartyId
    on: Date


class IntroductionMade(Effect, tag="introduction.made/1"):
    """The holder of an office was introduced ``to`` those he or she will work with."""

    introduction: NewIntroductionId
    office: OfficeId
    person: PersonId
    to: Annotated[list[ActorId], Several()]
    by: ActorId
    on: Date
    place: Title = ""
    upon: InstructionId = ""


# --- sessions, meetings, visits -------------------------------------------------------------------------------------


class SessionConvened(Effect, tag="session.convened/1"):
    session: NewSessionId
    organ: OrganId
    on: Date
    format: FormatName = ""
    regular: bool = False
    venue: Title = ""
    host: PartyId = ""
    title: Title = ""


class SessionMoved(Effect, tag="session.moved/1"):
    session: SessionId
    on: Date = ""
    venue: Title = ""
    host: PartyId = ""


class ItemRequested(Effect, tag="item.requested/1"):
    session: SessionId
    item: NewItemId
    by: ActorId
    title: Title
    matter: MatterId = ""


class ItemPlaced(Effect, tag="item.placed/1"):
    session: SessionId
    item: NewItemId
    position: Ordinal
    title: Title = ""
    matter: MatterId = ""


class AttendanceRecorded(Effect, tag="attendance.recorded/1"):
    """Who is in the room from now on: the whole list each time. ``persons`` says who speaks for whom."""

    session: SessionId
    present: Annotated[list[ActorId], Several()]
    persons: dict[PersonId, ActorId] = field(default_factory=dict)


class SessionOpened(Effect, tag="session.opened/1"):
    session: SessionId
    on: Date
    quorum: bool


class SessionClosed(Effect, tag="session.closed/1"):
    session: SessionId
    on: Date


class SpeechMade(Effect, tag="speech.made/1"):
    """Something said on the record: at a session, to the press, in a note. ``stance`` where it takes one on a matter."""

    speech: NewSpeechId
    by: ActorId
    on: Date
    gist: Words
    session: SessionId = ""
    matter: MatterId = ""
    person: PersonId = ""
    stance: Literal["", "supports", "opposes", "thanks", "asks", "explains"] = ""


class MeetingProposed(Effect, tag="meeting.proposed/1"):
    """A meeting or visit is proposed: ``nature`` visit, working meeting, introduction, consultation."""

    meeting: NewMeetingId
    nature: Word
    by: ActorId
    parties: Annotated[list[ActorId], Several()]
    on: Date
    place: Title = ""
    purpose: Title = ""
    matter: MatterId = ""


class MeetingAccepted(Effect, tag="meeting.accepted/1"):
    meeting: MeetingId
    by: ActorId
    on: Date = ""


class MeetingHeld(Effect, tag="meeting.held/1"):
    meeting: NewMeetingId
    on: Date
    nature: Word = ""
    parties: Annotated[list[ActorId], Several()] = field(default_factory=list)
    persons: Annotated[list[PersonId], Several()] = field(default_factory=list)
    place: Title = ""
    topics: list[Title] = field(default_factory=list)
    matter: MatterId = ""


# --- instructions and questions on progress -------------------------------------------------------------------------


class InstructionGiven(Effect, tag="instruction.given/1"):
    instruction: NewInstructionId
    by: ActorId
    to: ActorId
    what: Words
    on: Date
    due: Date = ""
    matter: MatterId = ""
    decision: DecisionId = ""


class InstructionReported(Effect, tag="instruction.reported/1"):
    instruction: InstructionId
    by: ActorId
    report: Words
    on: Date
    interim: bool = False


class ProgressAsked(Effect, tag="progress.asked/1"):
    inquiry: NewInquiryId
    by: ActorId
    to: ActorId
    about: SubjectId
    on: Date
    what: Words = ""


class ProgressAnswered(Effect, tag="progress.answered/1"):
    inquiry: InquiryId
    by: ActorId
    answer: Words
    on: Date


# --- matters, texts, questions --------------------------------------------------------------------------------------


class MatterOpened(Effect, tag="matter.opened/1"):
    """A matter under one procedure of the charter then in force. ``things`` names what it is about."""

    matter: NewMatterId
    procedure: ProcedureId
    title: Title
    by: ActorId
    on: Date
    things: dict[ThingName, ThingValue] = field(default_factory=dict)


class StepEntered(Effect, tag="step.entered/1"):
    matter: MatterId
    step: StepName
    on: Date
    deadline: Instant = ""


class ThingProvided(Effect, tag="thing.provided/1"):
    """What a step asked for: a candidate, an applicant, a date, a plan. ``note`` says why, against which criteria."""

    matter: MatterId
    thing: ThingName
    value: ThingValue
    by: ActorId
    step: StepName = ""
    note: Words = ""
    preferred_to: list[PlainLine] = field(default_factory=list)


class Paragraph(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One numbered paragraph in all languages together. ``came_from``: the ids it was made of in the version before."""

    id: NewParagraphId
    number: PlainLine
    text: Words
    came_from: list[ParagraphId] = field(default_factory=list)


class TextVersioned(Effect, tag="text.versioned/1"):
    """A version of a matter's text. ``digest``: SHA-256 of the canonical JSON of its paragraphs."""

    matter: MatterId
    version: Ordinal
    digest: Digest
    paragraphs: list[Paragraph]
    by: ActorId


class RemarkMade(Effect, tag="remark.made/1"):
    """A member on a paragraph: a comment, proposed wording, a bracket, or a reservation of a ``type`` of the charter."""

    remark: NewRemarkId
    matter: MatterId
    version: Ordinal
    paragraph: ParagraphId
    by: ActorId
    nature: Literal["comment", "proposal", "bracket", "reservation", "statement"]
    type: ReservationType = ""
    text: Words = ""
    proposed: Words = ""


class RemarkSettled(Effect, tag="remark.settled/1"):
    remark: RemarkId
    disposition: Literal["taken", "partly taken", "not taken", "lifted", "becomes an objection"]
    reason: Words = ""


class RemarkFollowed(Effect, tag="remark.followed/1"):
    """An open remark is now on these paragraphs: theirs was carried over, split or merged."""

    remark: RemarkId
    version: Ordinal
    paragraphs: Annotated[list[ParagraphId], Several()]


class QuestionPut(Effect, tag="question.put/1"):
    """A question is before ``population`` (frozen at this moment) under ``rule`` of the charter that entry ``charter``
    brought. ``text`` is the digest of the one version it is about."""

    question: NewQuestionId
    matter: MatterId
    step: StepName
    rule: RuleId
    charter: EntryNumber
    population: Annotated[list[ActorId], Several()]
    opened: DateOrInstant
    asks: PlainLine = ""
    deadline: Instant = ""
    groups: dict[GroupName, list[ActorId]] = field(default_factory=dict)
    text: Digest = ""
    session: SessionId = ""
    purpose: Word = ""
    as_at: Date = ""


class PopulationJoined(Effect, tag="population.joined/1"):
    """A party admitted while a silence runs is asked as well: the charter counts new members."""

    question: QuestionId
    member: ActorId


class DeadlineMoved(Effect, tag="deadline.moved/1"):
    question: QuestionId
    deadline: Instant
    reason: Words = ""


class PositionStated(Effect, tag="position.stated/1"):
    """Where a member stands. ``via`` and ``sent`` when the clerk recorded an answer that came by note or telephone, or
    in the room; ``late`` when it came after the deadline: kept, not counted."""

    question: QuestionId
    member: ActorId
    choice: Position
    on: Date
    statement: Words = ""
    reservation: ReservationType = ""
    reservation_text: Words = ""
    refrains: list[ParagraphId] = field(default_factory=list)
    proxy: ActorId = ""
    via: Word = ""
    sent: DateOrInstant = ""
    late: bool = False
    joined_later: bool = False
    signature: Signature = ""


class RollCalled(Effect, tag="roll.called/1"):
    """Every member's position at once: a roll call is one act."""

    question: QuestionId
    positions: dict[Position, list[ActorId]]
    on: Date


class PositionContested(Effect, tag="position.contested/1"):
    question: QuestionId
    member: ActorId
    reason: Words


class SilenceBroken(Effect, tag="silence.broken/1"):
    """``form``: an objection, or an amendment offered, which breaks as well where the charter says so."""

    question: QuestionId
    member: ActorId
    form: Literal["objection", "amendment"]
    on: Date
    reason: Words = ""


class BreakAssociated(Effect, tag="break.associated/1"):
    question: QuestionId
    member: ActorId
    statement: Words = ""


class BreakWithdrawn(Effect, tag="break.withdrawn/1"):
    """``deadline``: the new end of the silence where the charter lets it resume; empty where it stays broken."""

    question: QuestionId
    member: ActorId
    deadline: Instant = ""


class QuestionClosed(Effect, tag="question.closed/1"):
    """The ruling: the outcome with its arithmetic (``counts`` that are not 0), the article, who blocks, what would have
    been needed, who is bound; and who of those asked was in the room, where that is counted. ``without_a_vote``: adopted
    in its session, nobody having answered, as the charter has it."""

    question: QuestionId
    outcome: Outcome
    on: Date
    counts: dict[Word, Count] = field(default_factory=dict)
    article: PlainLine = ""
    limb: PlainLine = ""
    blocked_by: list[ActorId] = field(default_factory=list)
    needed: Count | None = None
    bound: list[ActorId] = field(default_factory=list)
    unknown: list[ActorId] = field(default_factory=list)
    present: list[ActorId] = field(default_factory=list)
    without_a_vote: bool = False


class RulingRevised(Effect, tag="ruling.revised/1"):
    """A ruling made again because something it rested on was corrected. Both stay in the record."""

    question: QuestionId
    outcome: Outcome
    was: Outcome
    because: EntryNumber
    counts: dict[Word, Count] = field(default_factory=dict)
    article: PlainLine = ""
    blocked_by: list[ActorId] = field(default_factory=list)
    needed: Count | None = None
    bound: list[ActorId] = field(default_factory=list)


class OutcomeReported(Effect, tag="outcome.reported/1"):
    """What a source says came of a question, and whether the ruling on the reported positions agrees with it."""

    question: QuestionId
    reported: Outcome
    ruled: Outcome
    agrees: bool
    annotation: PlainWords = ""


class DecisionIssued(Effect, tag="decision.issued/1"):
    decision: NewDecisionId
    matter: MatterId
    title: Title
    dated: Date
    effective: Date
    number: PlainLine = ""
    organ: OrganId = ""
    thing: Word = ""
    text: Digest = ""
    value: ThingValue = ""


class MatterHindered(Effect, tag="matter.hindered/1"):
    """The matter could not go on when its time came: why, as a code of ``comity.hindrances`` with its values, and under
    which article. It waits to be resumed."""

    matter: MatterId
    code: HindranceCode
    values: dict[ValueName, PlainWords] = field(default_factory=dict)
    article: PlainLine = ""


class MatterEnded(Effect, tag="matter.ended/1"):
    matter: MatterId
    outcome: Word
    on: Date


# --- the chair's year -----------------------------------------------------------------------------------------------


class PrioritySet(Effect, tag="priority.set/1"):
    priority: NewPriorityId
    by: ActorId
    contour: Word
    aim: Words
    on: Date
    period: Date = ""
    rota: RotaId = ""


class PlanItemSet(Effect, tag="plan_item.set/1"):
    """An item of a plan, tied to the decision or priority that it carries out."""

    item: NewPlanItemId
    plan: SeriesId
    what: Words
    carries_out: Annotated[list[CarriedOutId], Several()] = field(default_factory=list)
    owner: ActorId = ""
    due: Date = ""


class EventPlanned(Effect, tag="event.planned/1"):
    """A joint event: an exercise or operation. ``series``: the traditional operation that it is this year's edition of."""

    event: NewEventId
    title: Title
    nature: Word
    period: Date
    series: SeriesId = ""
    host: PartyId = ""
    region: Title = ""
    headquarters: list[Title] = field(default_factory=list)
    participants: Annotated[list[PartyId], Several()] = field(default_factory=list)
    forces: list[Title] = field(default_factory=list)
    stages: list[Title] = field(default_factory=list)
    purpose: Title = ""
    carries_out: Annotated[list[CarriedOutId], Several()] = field(default_factory=list)


class ForcesContributed(Effect, tag="forces.contributed/1"):
    """``to`` is an event of the programme or a set of measures."""

    to: ContributionId
    party: PartyId
    forces: Words
    until: Date = ""


class EventMoved(Effect, tag="event.moved/1"):
    event: EventId
    period: Date
    reason: Words = ""


class EventHeld(Effect, tag="event.held/1"):
    event: EventId
    on: Date
    stage: Word = ""
    report: Words = ""


class EventCancelled(Effect, tag="event.cancelled/1"):
    event: EventId
    on: Date
    reason: Words = ""


class ReviewMade(Effect, tag="review.made/1"):
    """What became of a priority, a plan item or a matter at the end of a chair's year. ``to``: who takes it on."""

    review: NewReviewId
    of: SubjectId
    verdict: Literal["achieved", "continuing", "dropped"]
    by: ActorId
    on: Date
    note: Words = ""
    to: ActorId = ""


# --- crisis ---------------------------------------------------------------------------------------------------------


class MeasuresSet(Effect, tag="measures.set/1"):
    measures: NewMeasuresId
    matter: MatterId
    what: Words
    since: Date
    until: Date = ""
    thing: ThingName = ""


class MeasuresEnded(Effect, tag="measures.ended/1"):
    measures: MeasuresId
    on: Date
    reason: Words = ""


# --- sources and corrections ----------------------------------------------------------------------------------------


class SourceFiled(Effect, tag="source.filed/1"):
    source: NewSourceId
    title: Title
    sha256: Sha256
    file: FilePath = ""
    publisher: PlainLine = ""
    published: Date = ""
    licence: PlainLine = ""


class ConflictNoted(Effect, tag="conflict.noted/1"):
    """Two sources, or two places of one, say different things. Which is followed, and why, or that it stays open."""

    conflict: NewConflictId
    about: Word
    claims: Annotated[list[PlainWords], Several()]
    followed: PlainWords = ""
    reason: Words = ""


class EntryCorrected(Effect, tag="entry.corrected/1"):
    """Entry ``entry`` was mistaken; the effects that follow in this entry take the place of its own. ``voided``: whatever
    is not replaced is taken back. ``stands``: the kinds of effect of the entry that no correction takes back, each with
    the act that undoes it. ``attested``: the entry says what sources report, and so do the facts in its place."""

    entry: EntryNumber
    reason: Words
    voided: bool = False
    stands: dict[Word, Word] = field(default_factory=dict)
    attested: bool = False


class FactVoided(Effect, tag="fact.voided/1"):
    """A fact is taken back: ``fact`` is the effect that entry ``entry`` recorded."""

    entry: EntryNumber
    fact: AnyEffect


class IrregularityFlagged(Effect, tag="irregularity.flagged/1"):
    """The body did something outside its rules, on ``authority``; flagged for ever."""

    about: SubjectId
    article: PlainLine
    authority: Title
    what: Words


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
