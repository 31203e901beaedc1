"""Every effect as one line of a history: what followed, by name, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from comity.body import effects
from comity.body.effects import AnyEffect, Effect
from comity.web.told.lines import Line, When, told
from comity.web.told.names import Names

EFFECTS: Mapping[type[Effect], Line] = {
    # the charter and the parties
    effects.CharterAdopted: Line(
        _("The charter is in force from {since}"), _("by the matter {matter}")
    ),
    effects.PartyNamed: Line(_("The code {party} is named: {name}")),
    effects.StatusGranted: Line(
        _("{party} has the status “{status}” from {since}"), _("until {until}")
    ),
    effects.StatusEnded: Line(_("{party} no longer has the status “{status}” from {on}")),
    effects.StatusApplied: Line(_("{party} applied for the status “{status}”, {on}")),
    effects.RightSuspended: Line(
        _("The right of {party} is suspended: {right}, from {since}"), _("until {until}")
    ),
    effects.RightRestored: Line(_("The right of {party} is restored: {right}, {on}")),
    effects.WithdrawalNotified: Line(
        _("{party} gave notice of withdrawal, {on}"), _("its membership ends on {effective}")
    ),
    effects.RelationEntered: Line(
        _("Relation with {party}: {nature}, from {since}"), _("until {until}")
    ),
    # persons and what they may do
    effects.PersonEntered: Line(_("{name} was entered as a person")),
    effects.CredentialIssued: Line(
        _("{person} may act for {party}: {powers}, from {since}"),
        _("until {until}"),
        _("as {as_}"),
        _("in {organ} alone"),
    ),
    effects.CredentialRevoked: Line(_("The credential was revoked: {credential}, {on}")),
    effects.KeyBound: Line(
        _("{person} signs with a key of its own from {since}"), _("known by: {via}")
    ),
    effects.KeyRevoked: Line(_("The key {key} signs no more from {on}"), _("because: {reason}")),
    # offices
    effects.TenureBegan: Line(
        _("{person} holds the office {office} from {since}"),
        _("until {until}"),
        _("nominated by {nominated_by}"),
        When("acting", _("acting in a vacant office")),
    ),
    effects.TenureEnded: Line(_("The tenure ended: {tenure}, {on}"), _("reason: {reason}")),
    effects.TurnPassed: Line(
        _("The turn of {rota} passed on {on}"),
        When("to", _("to {to}"), _("to nobody: the turn is held vacant")),
        _("in the place of {place}"),
        _("passing over {over}"),
        _("next comes: {owed}"),
    ),
    effects.TurnSkipped: Line(_("{party} does not take its next turn of {rota}, {on}")),
    effects.IntroductionMade: Line(
        _("{by} introduced {person} ({office}) to: {to}, {on}"), _("at: {place}")
    ),
    # sessions, meetings, visits
    effects.SessionConvened: Line(
        _("{organ} was convened for {on}"),
        _("venue: {venue}"),
        _("host: {host}"),
        When("regular", _("a regular session")),
    ),
    effects.SessionMoved: Line(
        _("The session {session} was moved"), _("to {on}"), _("venue: {venue}"), _("host: {host}")
    ),
    effects.ItemRequested: Line(_("{by} requested an item: {title}")),
    effects.ItemPlaced: Line(_("An item stands at place {position} of the agenda"), _("{title}")),
    effects.AttendanceRecorded: Line(_("In the room: {present}")),
    effects.SessionOpened: Line(
        _("The session {session} opened, {on}"),
        When("quorum", _("with a quorum"), _("without a quorum")),
    ),
    effects.SessionClosed: Line(_("The session {session} closed, {on}")),
    effects.SpeechMade: Line(_("{by} said: {gist}, {on}"), _("in substance: {stance}")),
    effects.MeetingProposed: Line(
        _("{by} proposed to meet ({nature}): {parties}, {on}"),
        _("at: {place}"),
        _("for: {purpose}"),
    ),
    effects.MeetingAccepted: Line(_("{by} accepted the meeting"), _("for {on}")),
    effects.MeetingHeld: Line(
        _("A meeting was held, {on}"),
        _("of this kind: {nature}"),
        _("between: {parties}"),
        _("present: {persons}"),
        _("at: {place}"),
        _("on: {topics}"),
    ),
    # instructions and questions on progress
    effects.InstructionGiven: Line(_("{by} instructed {to}: {what}, {on}"), _("due: {due}")),
    effects.InstructionReported: Line(
        _("{by} reported: {report}, {on}"),
        When("interim", _("the instruction stays open"), _("the instruction is carried out")),
    ),
    effects.ProgressAsked: Line(
        _("{by} asked {to} about progress on {about}, {on}"), _("in the words: {what}")
    ),
    effects.ProgressAnswered: Line(_("{by} answered: {answer}, {on}")),
    # matters, texts, questions
    effects.MatterOpened: Line(
        _("{by} opened the matter {title}, {on}"), _("procedure: {procedure}"), _("given: {things}")
    ),
    effects.StepEntered: Line(
        _("The matter entered the step “{step}”, {on}"), _("until {deadline}")
    ),
    effects.ThingProvided: Line(
        _("{by} provided: {thing}: {value}"),
        _("with the note: {note}"),
        _("preferred to: {preferred_to}"),
    ),
    effects.TextVersioned: Line(_("{by} submitted a version of the text: {version}")),
    effects.RemarkMade: Line(
        _("{by} on {paragraph} of the text ({version}): {nature}"),
        _("type: {type}"),
        _("text: {text}"),
        _("proposed: {proposed}"),
    ),
    effects.RemarkSettled: Line(
        _("The remark {remark} was settled: {disposition}"), _("because: {reason}")
    ),
    effects.RemarkFollowed: Line(
        _("The remark {remark} now stands on {paragraphs} of the text ({version})")
    ),
    effects.QuestionPut: Line(
        _("The question {question} was put to: {population}"),
        _("answers are in time until {deadline}"),
        _("purpose: {purpose}"),
    ),
    effects.PopulationJoined: Line(_("{member} is asked as well: {question}")),
    effects.DeadlineMoved: Line(_("The deadline was moved to {deadline}"), _("because: {reason}")),
    effects.PositionStated: Line(
        _("{member}: {choice}, {on}"),
        _("with a reservation: {reservation}"),
        _("reserved: {reservation_text}"),
        _("with a statement: {statement}"),
        _("without taking part in {refrains}"),
        _("through {proxy}"),
        _("recorded by the secretariat, it came by: {via}"),
        _("sent {sent}"),
        When("late", _("after the deadline: kept, not counted")),
        When("joined_later", _("joining a decision that did not bind it")),
        When("signature", _("signed")),
    ),
    effects.RollCalled: Line(_("Roll call, {on}: {positions}")),
    effects.PositionContested: Line(
        _("{member} contests what was recorded on its behalf: {reason}")
    ),
    effects.SilenceBroken: Line(
        _("{member} broke the silence by {form}, {on}"), _("because: {reason}")
    ),
    effects.BreakAssociated: Line(
        _("{member} joined those who broke the silence"), _("with a statement: {statement}")
    ),
    effects.BreakWithdrawn: Line(
        _("{member} took its objection back"),
        When(
            "deadline", _("the silence runs anew until {deadline}"), _("the silence stays broken")
        ),
    ),
    effects.QuestionClosed: Line(
        _("Outcome: {outcome}, {on}"),
        When("without_a_vote", _("without a vote")),
        _("{counts}"),
        _("blocked by: {blocked_by}"),
        _("under {article}"),
    ),
    effects.RulingRevised: Line(
        _("The ruling was made again, because of record {because}: {outcome}"),
        _("before: {was}"),
        _("{counts}"),
        _("blocked by: {blocked_by}"),
        _("under {article}"),
    ),
    effects.OutcomeReported: Line(
        _("The source reports: {reported}"),
        _("the rule gives: {ruled}"),
        When("agrees", _("they agree"), _("they do not agree")),
        _("explained by: {annotation}"),
    ),
    effects.DecisionIssued: Line(
        _("Decision {title}, dated {dated}"),
        _("No. {number}"),
        _("approved: {value}"),
        _("of: {organ}"),
        _("in effect from {effective}"),
    ),
    effects.MatterHindered: Line(
        _("The deadline passed, and the matter cannot go on: {code}"), _("under {article}")
    ),
    effects.MatterEnded: Line(_("The matter ended: {outcome}, {on}")),
    # the chair's year
    effects.PrioritySet: Line(_("{by} set a priority ({contour}): {aim}"), _("for {period}")),
    effects.PlanItemSet: Line(
        _("Item of the plan {plan}: {what}"),
        _("by: {owner}"),
        _("due: {due}"),
        _("carrying out: {carries_out}"),
    ),
    effects.EventPlanned: Line(
        _("Planned: {title} ({nature}), {period}"),
        _("host: {host}"),
        _("taking part: {participants}"),
        _("where: {region}"),
    ),
    effects.ForcesContributed: Line(_("{party} contributes to {to}: {forces}"), _("until {until}")),
    effects.EventMoved: Line(_("The event {event} was moved to {period}"), _("because: {reason}")),
    effects.EventHeld: Line(
        _("The event {event} was held, {on}"), _("stage {stage}"), _("report: {report}")
    ),
    effects.EventCancelled: Line(
        _("The event {event} was cancelled, {on}"), _("because: {reason}")
    ),
    effects.ReviewMade: Line(
        _("{by} on {of}: {verdict}, {on}"), _("with the note: {note}"), _("taken on by {to}")
    ),
    # crisis
    effects.MeasuresSet: Line(_("Measures taken: {what}, from {since}"), _("until {until}")),
    effects.MeasuresEnded: Line(_("The measures {measures} ended, {on}"), _("because: {reason}")),
    # sources and corrections
    effects.SourceFiled: Line(
        _("A source was filed: {title}"), _("published by {publisher}"), _("on {published}")
    ),
    effects.ConflictNoted: Line(
        _("Sources differ on {about}: {claims}"),
        When("followed", _("the record follows: {followed}"), _("neither is followed")),
        _("because: {reason}"),
    ),
    effects.EntryCorrected: Line(
        _("Record {entry} is corrected: {reason}"), When("voided", _("its facts are taken back"))
    ),
    effects.FactVoided: Line(_("Taken back: {fact}")),
    effects.IrregularityFlagged: Line(
        _("Irregular: {what} ({about})"),
        _("against {article}"),
        _("on the authority of: {authority}"),
    ),
}


def effect_line(at: Names, effect: AnyEffect) -> str:
    """What followed, in one line."""
    if isinstance(effect, effects.FactVoided):
        return gettext("Taken back: {fact}").format(fact=effect_line(at, effect.fact))
    return told(at, EFFECTS[type(effect)], effect)
