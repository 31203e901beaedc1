"""Acts: what somebody does, in the imperative. The closed set of things that can be asked of a body.

Every act says who acts (``by``, a person), for whom (``for``: a member, an organ, an office or a rota, whose credential
or tenure gives the power), when it was done if not now (``held``, EDTF) and on which papers (``cites``). ``decide`` gives
its effects or refuses it with the article. Outsiders write acts as JSON; unknown fields are refused.

>>> import msgspec
>>> msgspec.json.decode(b'{"kind":"session.close/1","by":"p1","for":"council","session":"s1"}', type=AnyAct)
CloseSession(session='s1', by='p1', for_='council', held='', cites=[])
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from comity.body.effects import AnyEffect, Paragraph, Text


class Citation(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False
):
    """A place in a source: the source's id, and the paragraph counted from 1 where it has one."""

    source: str
    paragraph: int | None = None


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

    by: str = ""
    for_: str = field(default="", name="for")
    held: str = ""
    cites: list[Citation] = field(default_factory=list)


# --- the body and its charter ---------------------------------------------------------------------------------------


class FoundBody(Act, tag="body.found/1"):
    """Found a body under a charter (its whole text). ``clerk`` is the first person, who may record for ``organ``."""

    charter: str
    clerk: str
    clerk_name: Text
    organ: str
    since: str = ""


class PassDeadline(Act, tag="clock/1"):
    """A deadline has passed. Appended by the registrar before any other act; ``what`` is the id of the deadline."""

    what: str
    deadline: str


class Attest(Act, tag="attest/1"):
    """Record what happened elsewhere, before, or on paper, as the cited sources report it. ``facts`` are not refused for
    steps that the source does not report. ``outcomes``: what the source says came of a question whose roll call is
    attested here; the engine rules on the positions and compares. ``annotations`` explain a difference, by question."""

    facts: list[AnyEffect]
    outcomes: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)


class Correct(Act, tag="correct/1"):
    """Correct entry ``entry``: its facts were wrong. ``facts`` take their place (the same ids); none of them, with
    ``void``, takes them back. Rulings that rested on them are made again."""

    entry: int
    reason: Text
    facts: list[AnyEffect] = field(default_factory=list)
    void: bool = False


class FlagIrregularity(Act, tag="irregularity.flag/1"):
    about: str
    article: str
    authority: Text
    what: Text


# --- parties, persons, credentials ----------------------------------------------------------------------------------


class NameParty(Act, tag="party.name/1"):
    party: str
    name: Text
    sort_name: Text = ""


class NotifyWithdrawal(Act, tag="withdrawal.notify/1"):
    """A member gives notice. ``effective`` must not be sooner than the charter's period after the notice."""

    party: str
    effective: str


class EnterRelation(Act, tag="relation.enter/1"):
    party: str
    nature: Text
    since: str = ""


class EnterPerson(Act, tag="person.enter/1"):
    name: Text
    person: str = ""
    titles: list[str] = field(default_factory=list)


class IssueCredential(Act, tag="credential.issue/1"):
    person: str
    party: str
    powers: list[str]
    since: str = ""
    until: str = ""
    as_: str = field(default="", name="as")
    organ: str = ""
    credential: str = ""


class RevokeCredential(Act, tag="credential.revoke/1"):
    credential: str
    on: str = ""


class BindKey(Act, tag="key.bind/1"):
    """Bind a passkey to a person, who signs with it from ``since`` on. By who keeps the record: ``via`` says how the person
    was known (in person, or on the paper cited). Or by the person alone, ``for`` nobody, signing with an earlier key."""

    person: str
    credential_id: str
    public_key: str
    rp_id: str
    origin: str
    since: str = ""
    via: str = ""
    key: str = ""
    signature: str = ""


class RevokeKey(Act, tag="key.revoke/1"):
    """A person's key signs no more: nothing that is dated ``on`` or later counts. By who keeps the record, or by the person
    alone (``for`` nobody), who takes nothing back that was signed before today."""

    key: str
    on: str = ""
    reason: Text = ""


# --- offices --------------------------------------------------------------------------------------------------------


class LeaveOffice(Act, tag="office.leave/1"):
    """The holder leaves, or is recalled by the member that nominated him or her."""

    tenure: str
    reason: Literal["resignation", "recall", "death"]
    on: str = ""


class ActInOffice(Act, tag="office.act_in/1"):
    """Somebody acts in a vacant office, as the charter provides."""

    office: str
    person: str
    since: str = ""


class SkipTurn(Act, tag="turn.skip/1"):
    """The member whose turn is next does not take it; what follows is the charter's policy."""

    rota: str
    party: str


class Introduce(Act, tag="introduction.make/1"):
    office: str
    person: str
    to: list[str]
    place: Text = ""
    upon: str = ""


# --- sessions, meetings ---------------------------------------------------------------------------------------------


class ConveneSession(Act, tag="session.convene/1"):
    organ: str
    on: str
    format: str = ""
    regular: bool = False
    venue: Text = ""
    host: str = ""
    title: Text = ""
    session: str = ""


class MoveSession(Act, tag="session.move/1"):
    session: str
    on: str = ""
    venue: Text = ""
    host: str = ""


class RequestItem(Act, tag="item.request/1"):
    session: str
    title: Text
    matter: str = ""


class PlaceItem(Act, tag="item.place/1"):
    """Put an item on the agenda at ``position`` (from 1): one that was requested, or a new one with a title."""

    session: str
    position: int
    item: str = ""
    title: Text = ""
    matter: str = ""


class OpenSession(Act, tag="session.open/1"):
    session: str
    present: list[str]
    persons: dict[str, str] = field(default_factory=dict)


class RecordAttendance(Act, tag="attendance.record/1"):
    session: str
    present: list[str]
    persons: dict[str, str] = field(default_factory=dict)


class CloseSession(Act, tag="session.close/1"):
    session: str


class Speak(Act, tag="speech.make/1"):
    gist: Text
    session: str = ""
    matter: str = ""
    stance: Literal["", "supports", "opposes", "thanks", "asks", "explains"] = ""


class ProposeMeeting(Act, tag="meeting.propose/1"):
    nature: str
    parties: list[str]
    on: str
    place: Text = ""
    purpose: Text = ""
    matter: str = ""


class AcceptMeeting(Act, tag="meeting.accept/1"):
    meeting: str
    on: str = ""


class HoldMeeting(Act, tag="meeting.hold/1"):
    """Record that a meeting took place, proposed before or not."""

    meeting: str = ""
    nature: str = ""
    parties: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    place: Text = ""
    topics: list[Text] = field(default_factory=list)
    matter: str = ""


# --- instructions and questions on progress -------------------------------------------------------------------------


class Instruct(Act, tag="instruction.give/1"):
    to: str
    what: Text
    due: str = ""
    matter: str = ""
    decision: str = ""


class ReportBack(Act, tag="instruction.report/1"):
    """Report on an instruction; an ``interim`` report leaves it open."""

    instruction: str
    report: Text
    interim: bool = False


class AskProgress(Act, tag="progress.ask/1"):
    to: str
    about: str
    what: Text = ""


class AnswerProgress(Act, tag="progress.answer/1"):
    inquiry: str
    answer: Text


# --- matters, texts, questions --------------------------------------------------------------------------------------


class OpenMatter(Act, tag="matter.open/1"):
    """Bring a matter before the body under a procedure. ``things`` names what the procedure needs at the opening
    (``office``, ``applicant``); ``together_with`` are the other members where several must ask."""

    procedure: str
    title: Text
    things: dict[str, str] = field(default_factory=dict)
    together_with: list[str] = field(default_factory=list)
    matter: str = ""


class Provide(Act, tag="matter.provide/1"):
    """Provide the thing that the step of the matter asks for."""

    matter: str
    thing: str
    value: str
    note: Text = ""
    preferred_to: list[str] = field(default_factory=list)


class RecordEvent(Act, tag="matter.occur/1"):
    """What the step of the matter waits for has happened."""

    matter: str
    event: str


class ResumeMatter(Act, tag="matter.resume/1"):
    """Let a matter go on that was hindered when its deadline passed, once what stood in the way has been mended."""

    matter: str


class WithdrawMatter(Act, tag="matter.withdraw/1"):
    matter: str
    reason: Text = ""


class SubmitText(Act, tag="text.submit/1"):
    """A new version of the matter's text. Every paragraph says which it came from; ``dispositions`` settle the remarks
    that it takes account of. Refused while a remark on the version before is unaccounted for."""

    matter: str
    paragraphs: list[Paragraph]
    dispositions: dict[str, str] = field(default_factory=dict)


class Remark(Act, tag="remark.make/1"):
    matter: str
    paragraph: str
    nature: Literal["comment", "proposal", "bracket", "reservation", "statement"]
    type: str = ""
    text: Text = ""
    proposed: Text = ""


class LiftRemark(Act, tag="remark.lift/1"):
    """The member that made a remark takes it back: a reservation is lifted, a bracket removed."""

    remark: str
    reason: Text = ""


class PutQuestion(Act, tag="question.put/1"):
    """Put the question of the matter's step, under the step's rule. ``groups`` name the rule's parameters."""

    matter: str
    deadline: str = ""
    groups: dict[str, list[str]] = field(default_factory=dict)
    session: str = ""
    purpose: str = ""
    version: int | None = None


class MoveDeadline(Act, tag="question.extend/1"):
    question: str
    deadline: str
    reason: Text = ""


class CloseQuestion(Act, tag="question.close/1"):
    question: str


class StatePosition(Act, tag="position.state/1"):
    """State a member's position on a question. By the clerk on the member's behalf: ``member`` and ``via`` (note,
    telephone, room) with the paper cited, and ``sent``, the instant on it. ``version`` is the text answered to."""

    question: str
    choice: str
    member: str = ""
    statement: Text = ""
    reservation: str = ""
    reservation_text: Text = ""
    refrains: list[str] = field(default_factory=list)
    via: str = ""
    sent: str = ""
    version: int | None = None
    signature: str = ""


class CallRoll(Act, tag="roll.call/1"):
    """Record every member's position at once, as called in the room; the question closes if everybody has answered."""

    question: str
    positions: dict[str, list[str]]


class ContestPosition(Act, tag="position.contest/1"):
    question: str
    reason: Text


class BreakSilence(Act, tag="silence.break/1"):
    question: str
    form: Literal["objection", "amendment"]
    reason: Text = ""


class AssociateWithBreak(Act, tag="silence.associate/1"):
    question: str
    statement: Text = ""


class WithdrawBreak(Act, tag="silence.withdraw_break/1"):
    question: str


# --- the chair's year -----------------------------------------------------------------------------------------------


class SetPriority(Act, tag="priority.set/1"):
    contour: str
    aim: Text
    period: str = ""
    rota: str = ""


class SetPlanItem(Act, tag="plan_item.set/1"):
    plan: str
    what: Text
    carries_out: list[str] = field(default_factory=list)
    owner: str = ""
    due: str = ""


class PlanEvent(Act, tag="event.plan/1"):
    title: Text
    nature: str
    period: str
    event: str = ""
    series: str = ""
    host: str = ""
    region: Text = ""
    headquarters: list[Text] = field(default_factory=list)
    participants: list[str] = field(default_factory=list)
    forces: list[Text] = field(default_factory=list)
    stages: list[Text] = field(default_factory=list)
    purpose: Text = ""
    carries_out: list[str] = field(default_factory=list)


class ContributeForces(Act, tag="forces.contribute/1"):
    to: str
    forces: Text
    until: str = ""


class MoveEvent(Act, tag="event.move/1"):
    event: str
    period: str
    reason: Text = ""


class HoldEvent(Act, tag="event.hold/1"):
    event: str
    stage: str = ""
    report: Text = ""


class CancelEvent(Act, tag="event.cancel/1"):
    event: str
    reason: Text = ""


class Review(Act, tag="review.make/1"):
    of: str
    verdict: Literal["achieved", "continuing", "dropped"]
    note: Text = ""
    to: str = ""


# --- sources --------------------------------------------------------------------------------------------------------


class FileSource(Act, tag="source.file/1"):
    title: Text
    sha256: str
    source: str = ""
    file: str = ""
    publisher: str = ""
    published: str = ""
    licence: str = ""


class NoteConflict(Act, tag="conflict.note/1"):
    about: str
    claims: list[str]
    followed: str = ""
    reason: Text = ""


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
