"""Acts: what somebody does, in the imperative. The closed set of things that can be asked of a body.

Every act says who acts (``by``, a person), for whom (``for``: a member, an organ, an office or a rota, whose credential
or tenure gives the power), when it was done if not now (``held``, EDTF) and on which papers (``cites``). ``decide`` gives
its effects or refuses it with the article. Outsiders write acts as JSON; unknown fields are refused.

>>> import msgspec
>>> msgspec.json.decode(b'{"kind":"session.close/1","by":"p1","for":"council","session":"s1"}', type=AnyAct)
CloseSession(session='s1', by='p1', for_='council', held='', cites=[])
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Struct, field

from comity.body.effects import AnyEffect, Paragraph
from comity.body.fields import (
    AccreditorId,
    ActorId,
    AgendaPlace,
    Base64Url,
    CarriedOutId,
    CharterText,
    ContributionId,
    CredentialId,
    Date,
    DateOrInstant,
    Day,
    DeadlineId,
    DecisionId,
    Disposition,
    EntryNumber,
    EventId,
    EventName,
    FilePath,
    FormatName,
    GroupName,
    HostName,
    InquiryId,
    Instant,
    InstructionId,
    ItemId,
    KeyId,
    LocalTime,
    MatterId,
    MeetingId,
    NewCredentialId,
    NewEventId,
    NewKeyId,
    NewMatterId,
    NewPartyId,
    NewPersonId,
    NewSessionId,
    NewSourceId,
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
    RotaId,
    SeriesId,
    SessionId,
    Several,
    Sha256,
    Signature,
    SourceId,
    SubjectId,
    TenureId,
    ThingName,
    ThingValue,
    Title,
    WebOrigin,
    Word,
    Words,
)


class Citation(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False
):
    """A place in a source: the source's id, and the paragraph counted from 1 where it has one."""

    source: SourceId
    paragraph: Ordinal | None = None


class Act(
    Struct,
    frozen=True,
    kw_only=True,
    tag_field="kind",
    omit_defaults=True,
    forbid_unknown_fields=True,
    gc=False,
):
    """What every act says."""

    by: PersonId = ""
    for_: ActorId = field(default="", name="for")
    held: DateOrInstant = ""
    cites: list[Citation] = field(default_factory=list)


# --- the body and its charter ---------------------------------------------------------------------------------------


class FoundBody(Act, tag="body.found/1"):
    """Found a body under a charter (its whole text). ``clerk`` is the first person, who may record for ``organ``."""

    charter: CharterText
    clerk: NewPersonId
    clerk_name: Title
    organ: OrganId
    since: Day = ""


class PassDeadline(Act, tag="clock/1"):
    """A deadline has passed. Appended by the registrar before any other act; ``what`` is the id of the deadline."""

    what: DeadlineId
    deadline: Instant


class Attest(Act, tag="attest/1"):
    """Record what happened elsewhere, before, or on paper, as the cited sources report it. ``facts`` are not refused for
    steps that the source does not report. ``outcomes``: what the source says came of a question whose roll call is
    attested here; the engine rules on the positions and compares. ``annotations`` explain a difference, by question."""

    facts: list[AnyEffect]
    outcomes: dict[QuestionId, Outcome] = field(default_factory=dict)
    annotations: dict[QuestionId, PlainWords] = field(default_factory=dict)


class Correct(Act, tag="correct/1"):
    """Correct entry ``entry``: its facts were wrong. ``facts`` take their place (the same ids); none of them, with
    ``void``, takes them back. Rulings that rested on them are made again."""

    entry: EntryNumber
    reason: Words
    facts: list[AnyEffect] = field(default_factory=list)
    void: bool = False


class FlagIrregularity(Act, tag="irregularity.flag/1"):
    about: SubjectId
    article: PlainLine
    authority: Title
    what: Words


# --- parties, persons, credentials ----------------------------------------------------------------------------------


class NameParty(Act, tag="party.name/1"):
    party: NewPartyId
    name: Title
    sort_name: Title = ""


class NotifyWithdrawal(Act, tag="withdrawal.notify/1"):
    """A member gives notice. ``effective`` must not be sooner than the charter's period after the notice."""

    party: PartyId
    effective: Day


class EnterRelation(Act, tag="relation.enter/1"):
    party: PartyId
    nature: Title
    since: Date = ""


class EnterPerson(Act, tag="person.enter/1"):
    name: Title
    person: NewPersonId = ""
    titles: list[PlainLine] = field(default_factory=list)


class IssueCredential(Act, tag="credential.issue/1"):
    person: PersonId
    party: AccreditorId
    powers: list[Power]
    since: Day = ""
    until: Day = ""
    as_: Word = field(default="", name="as")
    organ: OrganId = ""
    credential: NewCredentialId = ""


class RevokeCredential(Act, tag="credential.revoke/1"):
    credential: CredentialId
    on: Day = ""


class BindKey(Act, tag="key.bind/1"):
    """Bind a passkey to a person, who signs with it from ``since`` on. By who keeps the record: ``via`` says how the person
    was known (in person, or on the paper cited). Or by the person alone, ``for`` nobody, signing with an earlier key."""

    person: PersonId
    credential_id: Base64Url
    public_key: Base64Url
    rp_id: HostName
    origin: WebOrigin
    since: Day = ""
    via: Word = ""
    key: NewKeyId = ""
    signature: Signature = ""


class RevokeKey(Act, tag="key.revoke/1"):
    """A person's key signs no more: nothing that is dated ``on`` or later counts. By who keeps the record, or by the person
    alone (``for`` nobody), who takes nothing back that was signed before today."""

    key: KeyId
    on: Day = ""
    reason: Words = ""


# --- offices --------------------------------------------------------------------------------------------------------


class LeaveOffice(Act, tag="office.leave/1"):
    """The holder leaves, or is recalled by the member that nominated him or her."""

    tenure: TenureId
    reason: Literal["resignation", "recall", "death"]
    on: Date = ""


class ActInOffice(Act, tag="office.act_in/1"):
    """Somebody acts in a vacant office, as the charter provides."""

    office: OfficeId
    person: PersonId
    since: Day = ""


class SkipTurn(Act, tag="turn.skip/1"):
    """The member whose turn is next does not take it; what follows is the charter's policy."""

    rota: RotaId
    party: PartyId


class Introduce(Act, tag="introduction.make/1"):
    office: OfficeId
    person: PersonId
    to: Annotated[list[ActorId], Several()]
    place: Title = ""
    upon: InstructionId = ""


# --- sessions, meetings ---------------------------------------------------------------------------------------------


class ConveneSession(Act, tag="session.convene/1"):
    organ: OrganId
    on: Day
    format: FormatName = ""
    regular: bool = False
    venue: Title = ""
    host: PartyId = ""
    title: Title = ""
    session: NewSessionId = ""


class MoveSession(Act, tag="session.move/1"):
    session: SessionId
    on: Day = ""
    venue: Title = ""
    host: PartyId = ""


class RequestItem(Act, tag="item.request/1"):
    session: SessionId
    title: Title
    matter: MatterId = ""


class PlaceItem(Act, tag="item.place/1"):
    """Put an item on the agenda at ``position`` (from 1): one that was requested, or a new one with a title."""

    session: SessionId
    position: AgendaPlace
    item: ItemId = ""
    title: Title = ""
    matter: MatterId = ""


class OpenSession(Act, tag="session.open/1"):
    session: SessionId
    present: Annotated[list[ActorId], Several()]
    persons: dict[ActorId, PersonId] = field(default_factory=dict)


class RecordAttendance(Act, tag="attendance.record/1"):
    session: SessionId
    present: Annotated[list[ActorId], Several()]
    persons: dict[ActorId, PersonId] = field(default_factory=dict)


class CloseSession(Act, tag="session.close/1"):
    session: SessionId


class Speak(Act, tag="speech.make/1"):
    gist: Words
    session: SessionId = ""
    matter: MatterId = ""
    stance: Literal["", "supports", "opposes", "thanks", "asks", "explains"] = ""


class ProposeMeeting(Act, tag="meeting.propose/1"):
    nature: Word
    parties: Annotated[list[ActorId], Several()]
    on: Date
    place: Title = ""
    purpose: Title = ""
    matter: MatterId = ""


class AcceptMeeting(Act, tag="meeting.accept/1"):
    meeting: MeetingId
    on: Date = ""


class HoldMeeting(Act, tag="meeting.hold/1"):
    """Record that a meeting took place, proposed before or not."""

    meeting: MeetingId = ""
    nature: Word = ""
    parties: Annotated[list[ActorId], Several()] = field(default_factory=list)
    persons: Annotated[list[PersonId], Several()] = field(default_factory=list)
    place: Title = ""
    topics: list[Title] = field(default_factory=list)
    matter: MatterId = ""


# --- instructions and questions on progress -------------------------------------------------------------------------


class Instruct(Act, tag="instruction.give/1"):
    to: ActorId
    what: Words
    due: Date = ""
    matter: MatterId = ""
    decision: DecisionId = ""


class ReportBack(Act, tag="instruction.report/1"):
    """Report on an instruction; an ``interim`` report leaves it open."""

    instruction: InstructionId
    report: Words
    interim: bool = False


class AskProgress(Act, tag="progress.ask/1"):
    to: ActorId
    about: SubjectId
    what: Words = ""


class AnswerProgress(Act, tag="progress.answer/1"):
    inquiry: InquiryId
    answer: Words


# --- matters, texts, questions --------------------------------------------------------------------------------------


class OpenMatter(Act, tag="matter.open/1"):
    """Bring a matter before the body under a procedure. ``things`` names what the procedure needs at the opening
    (``office``, ``applicant``); ``together_with`` are the other members where several must ask."""

    procedure: ProcedureId
    title: Title
    things: dict[ThingName, ThingValue] = field(default_factory=dict)
    together_with: Annotated[list[PartyId], Several()] = field(default_factory=list)
    matter: NewMatterId = ""


class Provide(Act, tag="matter.provide/1"):
    """Provide the thing that the step of the matter asks for."""

    matter: MatterId
    thing: ThingName
    value: ThingValue
    note: Words = ""
    preferred_to: list[PlainLine] = field(default_factory=list)


class RecordEvent(Act, tag="matter.occur/1"):
    """What the step of the matter waits for has happened."""

    matter: MatterId
    event: EventName


class ResumeMatter(Act, tag="matter.resume/1"):
    """Let a matter go on that was hindered when its deadline passed, once what stood in the way has been mended."""

    matter: MatterId


class WithdrawMatter(Act, tag="matter.withdraw/1"):
    matter: MatterId
    reason: Words = ""


class SubmitText(Act, tag="text.submit/1"):
    """A new version of the matter's text. Every paragraph says which it came from; ``dispositions`` settle the remarks
    that it takes account of. Refused while a remark on the version before is unaccounted for."""

    matter: MatterId
    paragraphs: list[Paragraph]
    dispositions: dict[RemarkId, Disposition] = field(default_factory=dict)


class Remark(Act, tag="remark.make/1"):
    matter: MatterId
    paragraph: ParagraphId
    nature: Literal["comment", "proposal", "bracket", "reservation", "statement"]
    type: ReservationType = ""
    text: Words = ""
    proposed: Words = ""


class LiftRemark(Act, tag="remark.lift/1"):
    """The member that made a remark takes it back: a reservation is lifted, a bracket removed."""

    remark: RemarkId
    reason: Words = ""


class PutQuestion(Act, tag="question.put/1"):
    """Put the question of the matter's step, under the step's rule. ``groups`` name the rule's parameters."""

    matter: MatterId
    deadline: LocalTime = ""
    groups: dict[GroupName, list[ActorId]] = field(default_factory=dict)
    session: SessionId = ""
    purpose: Word = ""
    version: Ordinal | None = None


class MoveDeadline(Act, tag="question.extend/1"):
    question: QuestionId
    deadline: LocalTime
    reason: Words = ""


class CloseQuestion(Act, tag="question.close/1"):
    question: QuestionId


class StatePosition(Act, tag="position.state/1"):
    """State a member's position on a question. By the clerk on the member's behalf: ``member`` and ``via`` (note,
    telephone, room) with the paper cited, and ``sent``, the instant on it. ``version`` is the text answered to."""

    question: QuestionId
    choice: Position
    member: ActorId = ""
    statement: Words = ""
    reservation: ReservationType = ""
    reservation_text: Words = ""
    refrains: list[Word] = field(default_factory=list)
    via: Word = ""
    sent: DateOrInstant = ""
    version: Ordinal | None = None
    signature: Signature = ""


class CallRoll(Act, tag="roll.call/1"):
    """Record every member's position at once, as called in the room; the question closes if everybody has answered."""

    question: QuestionId
    positions: dict[Position, list[ActorId]]


class ContestPosition(Act, tag="position.contest/1"):
    question: QuestionId
    reason: Words


class BreakSilence(Act, tag="silence.break/1"):
    question: QuestionId
    form: Literal["objection", "amendment"]
    reason: Words = ""


class AssociateWithBreak(Act, tag="silence.associate/1"):
    question: QuestionId
    statement: Words = ""


class WithdrawBreak(Act, tag="silence.withdraw_break/1"):
    question: QuestionId


# --- the chair's year -----------------------------------------------------------------------------------------------


class SetPriority(Act, tag="priority.set/1"):
    contour: Word
    aim: Words
    period: Date = ""
    rota: RotaId = ""


class SetPlanItem(Act, tag="plan_item.set/1"):
    plan: SeriesId
    what: Words
    carries_out: Annotated[list[CarriedOutId], Several()] = field(default_factory=list)
    owner: ActorId = ""
    due: Date = ""


class PlanEvent(Act, tag="event.plan/1"):
    title: Title
    nature: Word
    period: Date
    event: NewEventId = ""
    series: SeriesId = ""
    host: PartyId = ""
    region: Title = ""
    headquarters: list[Title] = field(default_factory=list)
    participants: Annotated[list[PartyId], Several()] = field(default_factory=list)
    forces: list[Title] = field(default_factory=list)
    stages: list[Title] = field(default_factory=list)
    purpose: Title = ""
    carries_out: Annotated[list[CarriedOutId], Several()] = field(default_factory=list)


class ContributeForces(Act, tag="forces.contribute/1"):
    to: ContributionId
    forces: Words
    until: Date = ""


class MoveEvent(Act, tag="event.move/1"):
    event: EventId
    period: Date
    reason: Words = ""


class HoldEvent(Act, tag="event.hold/1"):
    event: EventId
    stage: Word = ""
    report: Words = ""


class CancelEvent(Act, tag="event.cancel/1"):
    event: EventId
    reason: Words = ""


class Review(Act, tag="review.make/1"):
    of: SubjectId
    verdict: Literal["achieved", "continuing", "dropped"]
    note: Words = ""
    to: ActorId = ""


# --- sources --------------------------------------------------------------------------------------------------------


class FileSource(Act, tag="source.file/1"):
    title: Title
    sha256: Sha256
    source: NewSourceId = ""
    file: FilePath = ""
    publisher: PlainLine = ""
    published: Date = ""
    licence: PlainLine = ""


class NoteConflict(Act, tag="conflict.note/1"):
    about: Word
    claims: Annotated[list[PlainWords], Several()]
    followed: PlainWords = ""
    reason: Words = ""


AnyAct = (
    FoundBody
    | PassDeadline
    | Attest
    | Correct
    | FlagIrregularity
    | NameParty
    | NotifyWithdrawal
    | EnterRelation
    | EnterPerson
    | IssueCredential
    | RevokeCredential
    | BindKey
    | RevokeKey
    | LeaveOffice
    | ActInOffice
    | SkipTurn
    | Introduce
    | ConveneSession
    | MoveSession
    | RequestItem
    | PlaceItem
    | OpenSession
    | RecordAttendance
    | CloseSession
    | Speak
    | ProposeMeeting
    | AcceptMeeting
    | HoldMeeting
    | Instruct
    | ReportBack
    | AskProgress
    | AnswerProgress
    | OpenMatter
    | Provide
    | RecordEvent
    | ResumeMatter
    | WithdrawMatter
    | SubmitText
    | Remark
    | LiftRemark
    | PutQuestion
    | MoveDeadline
    | CloseQuestion
    | StatePosition
    | CallRoll
    | ContestPosition
    | BreakSilence
    | AssociateWithBreak
    | WithdrawBreak
    | SetPriority
    | SetPlanItem
    | PlanEvent
    | ContributeForces
    | MoveEvent
    | HoldEvent
    | CancelEvent
    | Review
    | FileSource
    | NoteConflict
)
