"""Every act as one line of a history or of the register: who did what, by name, in the reader's language.

An attestation is told by its first fact, as reported; a correction by what it corrects. ``entry_told`` adds what followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from comity.body import acts
from comity.body.acts import Act, AnyAct, Attest
from comity.body.effects import RemarkMade
from comity.body.entry import Entry, is_attested
from comity.web.told import names
from comity.web.told.dates import edtf
from comity.web.told.effects import effect_line
from comity.web.told.lines import Line, When, told
from comity.web.told.names import Names
from comity.web.told.times import seat_clock
from comity.web.tolerance import or_strange

ACTS: Mapping[type[Act], Line] = {
    # the body and its charter
    acts.FoundBody: Line(
        _("The body was founded; its record is kept by {organ}, first by {clerk_name}")
    ),
    acts.PassDeadline: Line(_("The deadline of {what} passed, {deadline}")),
    acts.Attest: Line(_("{for_} recorded what sources report")),
    acts.Correct: Line(
        _("{for_} corrected record {entry}: {reason}"), When("void", _("its facts are taken back"))
    ),
    acts.FlagIrregularity: Line(
        _("{for_} flagged as irregular: {what} ({about}), against {article}")
    ),
    # parties, persons, credentials
    acts.NameParty: Line(_("{for_} named a party: {name} ({party})")),
    acts.NotifyWithdrawal: Line(
        _("{for_} gave notice: {party} withdraws with effect from {effective}")
    ),
    acts.EnterRelation: Line(
        _("{for_} entered a relation with {party}: {nature}"), _("from {since}")
    ),
    acts.EnterPerson: Line(_("{for_} entered a person: {name}")),
    acts.IssueCredential: Line(
        _("{for_} issued a credential: {person} may act for {party}: {powers}"),
        _("from {since}"),
        _("until {until}"),
        _("as {as_}"),
        _("in {organ} alone"),
    ),
    acts.RevokeCredential: Line(_("{for_} revoked a credential: {credential}"), _("from {on}")),
    acts.BindKey: Line(
        _("A key was bound, with which {person} signs"), _("from {since}"), _("known by: {via}")
    ),
    acts.RevokeKey: Line(_("The key {key} was revoked"), _("from {on}"), _("because: {reason}")),
    # offices
    acts.LeaveOffice: Line(
        _("{for_}: the tenure ends: {tenure}"), _("reason: {reason}"), _("on {on}")
    ),
    acts.ActInOffice: Line(
        _("{for_}: {person} acts in the vacant office {office}"), _("from {since}")
    ),
    acts.SkipTurn: Line(_("{for_}: {party} does not take its next turn of {rota}")),
    acts.Introduce: Line(_("{for_} introduced {person} ({office}) to: {to}"), _("at: {place}")),
    # sessions, meetings
    acts.ConveneSession: Line(
        _("{for_} convened {organ} for {on}"),
        _("venue: {venue}"),
        _("host: {host}"),
        When("regular", _("a regular session")),
    ),
    acts.MoveSession: Line(
        _("{for_} moved the session {session}"),
        _("to {on}"),
        _("venue: {venue}"),
        _("host: {host}"),
    ),
    acts.RequestItem: Line(_("{for_} requested an item for the session {session}: {title}")),
    acts.PlaceItem: Line(
        _("{for_} put an item at place {position} of the agenda of {session}"), _("{title}")
    ),
    acts.OpenSession: Line(_("{for_} opened the session {session}; in the room: {present}")),
    acts.RecordAttendance: Line(_("{for_} recorded who is in the room: {present}")),
    acts.CloseSession: Line(_("{for_} closed the session {session}")),
    acts.Speak: Line(_("{for_} said: {gist}"), _("in substance: {stance}")),
    acts.ProposeMeeting: Line(
        _("{for_} proposed to meet ({nature}): {parties}, {on}"),
        _("at: {place}"),
        _("for: {purpose}"),
    ),
    acts.AcceptMeeting: Line(_("{for_} accepted the meeting ({meeting})"), _("for {on}")),
    acts.HoldMeeting: Line(
        _("{for_} recorded that a meeting was held"), _("between: {parties}"), _("at: {place}")
    ),
    # instructions and questions on progress
    acts.Instruct: Line(_("{for_} instructed {to}: {what}"), _("due: {due}")),
    acts.ReportBack: Line(
        _("{for_} reported on the instruction {instruction}: {report}"),
        When("interim", _("the instruction stays open")),
    ),
    acts.AskProgress: Line(
        _("{for_} asked {to} about progress on {about}"), _("in the words: {what}")
    ),
    acts.AnswerProgress: Line(_("{for_} answered a question on progress: {answer}")),
    # matters, texts, questions
    acts.OpenMatter: Line(
        _("{for_} opened the matter {title}"),
        _("procedure: {procedure}"),
        _("together with {together_with}"),
    ),
    acts.Provide: Line(
        _("{for_} provided: {thing}: {value}"),
        _("with the note: {note}"),
        _("preferred to: {preferred_to}"),
    ),
    acts.RecordEvent: Line(_("{for_} recorded what the matter {matter} waited for: {event}")),
    acts.ResumeMatter: Line(_("{for_} let the matter {matter} go on")),
    acts.WithdrawMatter: Line(_("{for_} withdrew the matter {matter}"), _("because: {reason}")),
    acts.SubmitText: Line(_("{for_} submitted a version of the text of {matter}")),
    acts.Remark: Line(
        _("{for_} on {paragraph}: {nature}"),
        _("type: {type}"),
        _("text: {text}"),
        _("proposed: {proposed}"),
    ),
    acts.LiftRemark: Line(_("{for_} lifted the remark {remark}"), _("because: {reason}")),
    acts.PutQuestion: Line(
        _("{for_} put the question of the matter {matter}"),
        _("answers are in time until {deadline}"),
        _("purpose: {purpose}"),
    ),
    acts.MoveDeadline: Line(
        _("{for_} moved the deadline of {question} to {deadline}"), _("because: {reason}")
    ),
    acts.CloseQuestion: Line(_("{for_} closed the question {question}")),
    acts.StatePosition: Line(
        _("{for_} states a position on {question}: {choice}"),
        _("on behalf of {member}"),
        _("it came by: {via}"),
        _("sent {sent}"),
        _("with a reservation: {reservation}"),
        _("reserved: {reservation_text}"),
        _("with a statement: {statement}"),
        _("without taking part in {refrains}"),
        When("signature", _("signed")),
    ),
    acts.CallRoll: Line(_("{for_} called the roll on {question}: {positions}")),
    acts.ContestPosition: Line(
        _("{for_} contests what was recorded on its behalf on {question}: {reason}")
    ),
    acts.BreakSilence: Line(
        _("{for_} broke the silence on {question} by {form}"), _("because: {reason}")
    ),
    acts.AssociateWithBreak: Line(
        _("{for_} joined those who broke the silence on {question}"),
        _("with a statement: {statement}"),
    ),
    acts.WithdrawBreak: Line(_("{for_} took its objection on {question} back")),
    # the chair's year
    acts.SetPriority: Line(_("{for_} set a priority ({contour}): {aim}"), _("for {period}")),
    acts.SetPlanItem: Line(
        _("{for_} set an item of the plan {plan}: {what}"), _("by: {owner}"), _("due: {due}")
    ),
    acts.PlanEvent: Line(
        _("{for_} planned: {title} ({nature}), {period}"),
        _("host: {host}"),
        _("taking part: {participants}"),
    ),
    acts.ContributeForces: Line(_("{for_} contributes to {to}: {forces}"), _("until {until}")),
    acts.MoveEvent: Line(_("{for_} moved the event {event} to {period}"), _("because: {reason}")),
    acts.HoldEvent: Line(
        _("{for_} recorded that the event {event} was held"),
        _("stage {stage}"),
        _("report: {report}"),
    ),
    acts.CancelEvent: Line(_("{for_} cancelled the event {event}"), _("because: {reason}")),
    acts.Review: Line(
        _("{for_} on {of}: {verdict}"), _("with the note: {note}"), _("taken on by {to}")
    ),
    # sources
    acts.FileSource: Line(
        _("{for_} filed a source: {title}"), _("published by {publisher}"), _("on {published}")
    ),
    acts.NoteConflict: Line(
        _("{for_} noted that sources differ on {about}: {claims}"),
        When("followed", _("the record follows: {followed}"), _("neither is followed")),
    ),
}


@dataclass(frozen=True, slots=True)
class EntryTold:
    """A line of the register: its ``number``, what was done, what followed, when it was done (in words, empty where it was
    done when recorded), who did it, and whether it is attested: reported by a source, and not decided here."""

    number: int
    act: str
    effects: tuple[str, ...]
    held: str
    person: str
    attested: bool
    recorded: str


def act_line(at: Names, act: AnyAct) -> str:
    """What was done, in one line."""
    if isinstance(act, Attest) and act.facts:
        first = effect_line(at, act.facts[0])
        more = len(act.facts) - 1
        if not more:
            return gettext("As sources report: {fact}").format(fact=first)
        said = ngettext(
            "As sources report: {fact} (and {more} more fact)",
            "As sources report: {fact} (and {more} more facts)",
            more,
        )
        return said.format(fact=first, more=more)
    return told(at, ACTS[type(act)], act)


def _in_its_matter(at: Names, entry: Entry) -> Names:
    """Paragraphs are told by their numbers in the matter of the act and, where it remarks on a text, in that version."""
    matter = getattr(entry.act, "matter", "")
    made = next((one.version for one in entry.effects if isinstance(one, RemarkMade)), 0)
    return replace(at, numbers=lambda of, version: at.numbers(of or matter, version or made))


def _strange(number: int) -> str:
    return gettext("Record no. {number}: this entry cannot be shown in full.").format(number=number)


def entry_told(at: Names, entry: Entry, *, followed: bool = True) -> EntryTold:
    """The entry for a history or the register. ``recorded`` is the instant, for ``times.moment``. Without ``followed`` its
    effects are left out: there may be thousands, and a line of the register shows none."""
    at = _in_its_matter(at, entry)
    clock = seat_clock(at.law.charter.seat)
    return EntryTold(
        number=entry.n,
        act=or_strange(entry.n, lambda: act_line(at, entry.act), _strange),
        effects=tuple(
            or_strange(entry.n, partial(effect_line, at, effect), _strange)
            for effect in (entry.effects if followed else ())
        ),
        held=or_strange(entry.n, lambda: edtf(entry.act.held, clock), lambda _: entry.act.held),
        person=str(names.person(at, entry.act.by)) if entry.act.by else "",
        attested=is_attested(entry),
        recorded=entry.at,
    )
