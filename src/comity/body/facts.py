"""Whether a fact that a source reports can stand: on the body as the facts before it have left it.

A fact is not refused for steps that the source does not report. But what it refers to is there, the thing that it brings is
new, and it fits what it is about: a step of that procedure, a member that was asked, a paragraph of that version. What the
engine alone may say (that an entry was corrected, that a ruling was revised) is no fact.

What a fact may leave unknown: who acted (``unknown`` in place of an actor), and when (EDTF). Everything else that a source
does not report is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from comity.body.ballots import ballot, law_of, step_of
from comity.body.dates import when
from comity.body.effects import (
    AnyEffect,
    AttendanceRecorded,
    BreakAssociated,
    BreakWithdrawn,
    CharterAdopted,
    DeadlineMoved,
    DecisionIssued,
    EntryCorrected,
    EventCancelled,
    EventHeld,
    FactVoided,
    InstructionGiven,
    InstructionReported,
    IntroductionMade,
    ItemPlaced,
    ItemRequested,
    KeyBound,
    MatterEnded,
    MatterHindered,
    MatterOpened,
    MeetingHeld,
    OutcomeReported,
    PopulationJoined,
    PositionContested,
    PositionStated,
    ProgressAnswered,
    ProgressAsked,
    QuestionClosed,
    QuestionPut,
    RemarkFollowed,
    RemarkMade,
    RemarkSettled,
    ReviewMade,
    RollCalled,
    RulingRevised,
    SessionClosed,
    SessionConvened,
    SessionMoved,
    SessionOpened,
    SilenceBroken,
    SpeechMade,
    StepEntered,
    TextVersioned,
    ThingProvided,
    TurnPassed,
)
from comity.body.extending import require_extension
from comity.body.fields import Id, fields_of
from comity.body.numbering import holder
from comity.body.occasion import Occasion, charter_of, day_at, instant, law_from
from comity.body.particulars import exact_day, is_to_come, names_other, readable
from comity.body.passkeys import check_free, check_written
from comity.body.periods import read_instant
from comity.body.references import UNKNOWN, is_known, unknown_in
from comity.body.state import (
    Matter,
    Question,
    RemarkKept,
    Session,
    State,
    called_on,
    find_matter,
    find_question,
    find_remark,
)
from comity.body.texts import ADOPTED, adopting, digest
from comity.body.turns import not_yet_over
from comity.charter.law import Law, law, recorders
from comity.charter.model import Procedure, Step
from comity.charter.sorts import sort_in
from comity.errors import ComityError, Faulty, Message, Refused, as_message
from comity.hindrances import holes

ENGINE_ONLY = (EntryCorrected, FactVoided, RulingRevised, OutcomeReported)
"""What follows from acts of the register alone, and nobody reports."""
HAPPENED = (
    *(
        MatterOpened,
        StepEntered,
        QuestionClosed,
        MatterEnded,
        PositionStated,
        RollCalled,
        SilenceBroken,
    ),
    *(SessionOpened, SessionClosed, SpeechMade, MeetingHeld, EventHeld, EventCancelled, ReviewMade),
    *(InstructionGiven, InstructionReported, ProgressAsked, ProgressAnswered, IntroductionMade),
)
"""Facts that say, with ``on``, when something was done. A body that does the same itself dates it by ``held``."""
KNOWN_AGAIN = ("party.named/1", "meeting.held/1", "item.placed/1")
"""Facts about something that may have been there before: a new name, a meeting that was proposed, an item requested."""


class About:
    """The fact at hand: its number in the act, the state in which it is to stand, and whether it takes the place of one
    that brought the same thing (``again``)."""

    def __init__(
        self, on: Occasion, state: State, number: int, fact: AnyEffect, again: bool = False
    ) -> None:
        self.on, self.state, self.number, self.fact, self.again = on, state, number, fact, again

    def refused(
        self, code: str, sentence: str | Message, remedy: str | Message, **values: object
    ) -> Refused:
        """The refusal of the fact, under the article on credentials."""
        what = Message(
            "Fact {number} ({fact}): {sentence}",
            number=self.number,
            fact=name_of(self.fact),
            sentence=as_message(sentence, values),
        )
        article = self.on.law.charter.credentials.article
        return Refused(code, what, article=article, remedy=as_message(remedy, values))

    def refused_as(self, error: Refused) -> Refused:
        """The refusal of the fact for the reason, and under the article, for which the act would be refused."""
        told = self.refused(error.code, error.message, error.advice)
        return Refused(error.code, told.message, article=error.article, remedy=error.advice)


def name_of(effect: AnyEffect) -> str:
    """The stored name of an effect: ``tenure.began/1``."""
    return str(type(effect).__struct_config__.tag)


def check_fact(
    on: Occasion, state: State, number: int, fact: AnyEffect, again: bool = False
) -> None:
    """Refused (``attest.unknown``, ``attest.engine``, ``id.taken`` and the codes of what the fact is about) unless the fact
    can stand in ``state``. ``again``: it takes the place of one that brought the same thing."""
    about = About(on, state, number, fact, again)
    if isinstance(fact, ENGINE_ONLY):
        raise about.refused(
            "attest.engine",
            "Only the register itself says this.",
            "Attest what the source reports.",
        )
    for field, kind, name in unknown_in(state, fact, UNKNOWN):
        raise about.refused(
            "attest.unknown",
            "{field} names {name!r}, and there is no such {kind} in the register.",
            "Record it first, or correct the name.",
            field=field,
            name=name,
            kind=kind,
        )
    if isinstance(fact, HAPPENED) and fact.on and is_to_come(fact.on, on.day, on.now):
        raise about.refused(
            "held.future",
            "It cannot have been done on {held}: today is {day}.",
            "Attest it once it has been done.",
            held=fact.on,
            day=on.day,
        )
    if not again:
        _check_new(about, fact)
    check = CHECKS.get(type(fact))
    if check is not None:
        check(about, fact)


def _check_new(about: About, fact: AnyEffect) -> None:
    if name_of(fact) in KNOWN_AGAIN:
        return
    for field in fields_of(type(fact)):
        match field.holds:
            case Id(of=(kind,), new=True):
                name = getattr(fact, field.name)
                if kind not in ("item", "remark", "speech") and is_known(about.state, kind, name):
                    raise about.refused(
                        "id.taken",
                        "There is a {kind} {name!r} already.",
                        "Choose another id.",
                        kind=kind,
                        name=name,
                    )
            case _:
                pass


# --- matters ----------------------------------------------------------------------------------------------------------


def _running(about: About, name: str) -> Matter:
    matter = about.state.matters.get(name)
    if matter is None:
        raise about.refused(
            "matter.ended",
            "The matter {name} has ended.",
            "Attest it before the end, or open another.",
            name=name,
        )
    return matter


def _law(about: About, matter: Matter, day: str = "") -> Law:
    return law_from(about.state, matter.charter, day or about.on.day)


def _procedure(about: About, matter: Matter) -> Procedure:
    return _law(about, matter).procedures[matter.procedure]


def _step(about: About, matter: Matter, name: str) -> Step:
    steps = {one.step: one for one in _procedure(about, matter).steps}
    if name not in steps:
        raise about.refused(
            "step.unknown",
            "{procedure} has no step {name!r}.",
            "It has: {steps}.",
            procedure=matter.procedure,
            name=name,
            steps=list(steps),
        )
    return steps[name]


def _require_days(about: About, procedure: Procedure, things: Mapping[str, str]) -> None:
    """``BadInput`` where a thing that the procedure takes for a day is given and is none, as certain as the source."""
    for thing in procedure.days & things.keys():
        readable(things[thing], f"facts {about.number} ({name_of(about.fact)}), {thing}")


def _opened(about: About, fact: MatterOpened) -> None:
    if fact.procedure not in about.on.law.procedures:
        raise about.refused(
            "procedure.unknown",
            "There is no procedure {procedure!r} today.",
            "There are: {procedures}.",
            procedure=fact.procedure,
            procedures=list(about.on.law.procedures),
        )
    _require_days(about, about.on.law.procedures[fact.procedure], fact.things)
    before = find_matter(about.state, fact.matter)
    if before is not None and before.path and before.procedure != fact.procedure:
        raise about.refused(
            "procedure.begun",
            "The matter {matter} has begun under {procedure}.",
            "Void the entry, and open the matter anew under the other procedure.",
            matter=fact.matter,
            procedure=before.procedure,
        )
    if "." in fact.matter:
        raise about.refused(
            "matter.id",
            "{matter!r} has a dot.",
            "Questions are named after their matter and a dot.",
            matter=fact.matter,
        )


def _entered(about: About, fact: StepEntered) -> None:
    step = _step(about, _running(about, fact.matter), fact.step)
    if fact.deadline and step.waits is None:
        raise about.refused(
            "step.no_wait",
            "The step {step!r} waits for nothing, and a deadline is given.",
            "Leave the deadline out.",
            step=fact.step,
        )


def _provided(about: About, fact: ThingProvided) -> None:
    matter = _running(about, fact.matter)
    if fact.step:
        _step(about, matter, fact.step)
    procedure = _procedure(about, matter)
    _require_days(about, procedure, {fact.thing: fact.value})
    if sort_in(procedure, fact.thing) == "charter":
        _charter_in(about, fact.value)


def _charter_in(about: About, text: str) -> str:
    """The digest of the charter in the text. Refused (``charter.faulty``) where it is none."""
    try:
        return charter_of(text).digest
    except Faulty as faulty:
        raise about.refused(
            "charter.faulty",
            "What was provided is no charter: {fault}",
            "Mend it: comity charter check says what is wrong, and where.",
            fault=faulty.faults[0],
        ) from faulty


def _adopted(about: About, fact: CharterAdopted) -> None:
    text = _running(about, fact.matter).things.get(fact.text, "") if fact.matter else ""
    if not text or _charter_in(about, text) != fact.digest:
        raise about.refused(
            "charter.not_provided",
            "The matter has no charter of that digest under that name.",
            "Attest the text with thing.provided/1 first, and name the matter and the thing.",
        )
    charter, first = charter_of(text), date.fromisoformat(fact.since)
    if not recorders(charter, first):
        raise about.refused(
            "charter.no_keeper",
            "Under the charter nobody keeps the record on {since}.",
            "Give an organ or office of it the power to record.",
            since=fact.since,
        )
    if taken := [one for one in about.state.parties if names_other(law(charter, first), one)]:
        raise about.refused(
            "charter.party_code",
            "The charter gives the name {name!r}, which is the code of a party, to something else.",
            "Choose another name in it.",
            name=taken[0],
        )


def _hindered(about: About, fact: MatterHindered) -> None:
    _running(about, fact.matter)
    wanted = sorted(holes(fact.code))
    if sorted(fact.values) != wanted:
        raise about.refused(
            "matter.hindrance_values",
            Message("The reason {code} does not have these values.", code=fact.code),
            Message("Give these values and no others: {wanted}.", wanted=wanted)
            if wanted
            else "Leave the values out.",
        )


def _ended(about: About, fact: MatterEnded) -> None:
    _running(about, fact.matter)


# --- texts ------------------------------------------------------------------------------------------------------------


def _versioned(about: About, fact: TextVersioned) -> None:
    matter = _running(about, fact.matter)
    earlier = [v for v in matter.versions if v.version < fact.version or not about.again]
    last = earlier[-1] if earlier else None
    if last is not None and fact.version <= last.version:
        raise about.refused(
            "text.wrong_version",
            "Version {version} is there already.",
            "Number it {next}.",
            version=last.version,
            next=last.version + 1,
        )
    _require_open(about, matter)
    ids = [one.id for one in fact.paragraphs]
    if not ids or len(set(ids)) != len(ids):
        raise about.refused(
            "text.paragraphs",
            "A text has paragraphs, each with an id of its own.",
            "Number them anew.",
        )
    before = last.paragraphs if last is not None else []
    for one in fact.paragraphs:
        _require_paragraphs(about, one.came_from, before)
    if fact.digest != digest(fact.paragraphs):
        raise about.refused(
            "digest.wrong",
            "The digest is not that of these paragraphs.",
            "It is {paragraphs}.",
            paragraphs=digest(fact.paragraphs),
        )
    _keep_paragraphs_with_remarks(about, matter, fact)


def _require_open(about: About, matter: Matter) -> None:
    """Refused (``text.adopted``) where a version was adopted here; of its own questions a source may report more."""
    if about.again or not matter.step:
        return
    step = _step(about, matter, matter.step)
    question = adopting(matter, step)
    if question is not None and not question.attested:
        raise about.refused(
            "text.adopted",
            ADOPTED,
            "Withdraw the matter and open another, or have the matter go on.",
            version=matter.versions[-1].version,
            question=question.question,
            now=step.step,
        )


def _keep_paragraphs_with_remarks(about: About, matter: Matter, fact: TextVersioned) -> None:
    """Refused (``text.no_paragraph``) where a corrected version lacks a paragraph that a remark is on."""
    ids = [one.id for one in fact.paragraphs]
    for remark in matter.remarks.values():
        for place in remark.places:
            lost = [one for one in place.paragraphs if one not in ids]
            if place.version == fact.version and lost:
                raise about.refused(
                    "text.no_paragraph",
                    "The remark {remark} is on paragraph {lost!r}, which is left out.",
                    "Keep the paragraph, or first take back entry {entry}.",
                    remark=remark.remark,
                    lost=lost[0],
                    entry=place.entry,
                )


def _require_paragraphs(about: About, named: Iterable[str], there: Iterable[str]) -> None:
    known = list(there)
    strange = next((one for one in named if one not in known), None)
    if strange is not None:
        raise about.refused(
            "text.no_paragraph",
            "There is no paragraph {strange!r} in that version.",
            "There are: {known}.",
            strange=strange,
            known=known or "none",
        )


def _paragraphs(about: About, matter: Matter, version: int) -> list[str]:
    found = next((one for one in matter.versions if one.version == version), None)
    if found is None:
        raise about.refused(
            "text.wrong_version",
            "The text has no version {version}.",
            "Name one that it has.",
            version=version,
        )
    return found.paragraphs


def _remarked(about: About, fact: RemarkMade) -> None:
    matter = _running(about, fact.matter)
    if not about.again and find_remark(about.state, fact.remark) is not None:
        raise about.refused(
            "id.taken",
            "There is a remark {remark!r} already.",
            "Choose another id.",
            remark=fact.remark,
        )
    _require_paragraphs(about, [fact.paragraph], _paragraphs(about, matter, fact.version))
    if fact.nature == "reservation":
        _require_reservation(about, _law(about, matter), fact.type, needed=True)


def _require_reservation(about: About, law: Law, name: str, needed: bool) -> None:
    if (name or needed) and name not in law.reservations:
        raise about.refused(
            "reservation.unknown",
            "The charter has no reservation of the type {name!r}.",
            "It has: {reservations}.",
            name=name,
            reservations=list(law.reservations) or "none",
        )


def _remark(about: About, name: str) -> tuple[Matter, RemarkKept]:
    found = find_remark(about.state, name)
    if found is None or found[0].ended:
        raise about.refused(
            "remark.unknown",
            "No running matter has a remark {name!r}.",
            "Name one that was made.",
            name=name,
        )
    return found


def _settled(about: About, fact: RemarkSettled) -> None:
    _remark(about, fact.remark)


def _followed(about: About, fact: RemarkFollowed) -> None:
    matter, _ = _remark(about, fact.remark)
    _require_paragraphs(about, fact.paragraphs, _paragraphs(about, matter, fact.version))


# --- questions --------------------------------------------------------------------------------------------------------


def _put(about: About, fact: QuestionPut) -> None:
    if (
        not fact.question.startswith(f"{fact.matter}.")
        or "." in fact.question[len(fact.matter) + 1 :]
    ):
        raise about.refused(
            "question.id",
            "The question {question!r} is not of {matter}.",
            "Call it {matter}.q1 or the like.",
            question=fact.question,
            matter=fact.matter,
        )
    matter = _running(about, fact.matter)
    step = _step(about, matter, fact.step)
    if step.puts is None:
        raise about.refused(
            "step.no_question",
            "The step {step!r} puts no question.",
            "Name the step that does.",
            step=fact.step,
        )
    law = _law_of_question(about, fact)
    if fact.rule not in law.rules:
        raise about.refused(
            "rule.unknown",
            "No rule {rule!r} was in force.",
            "There were: {rules}.",
            rule=fact.rule,
            rules=list(law.rules),
        )
    if fact.text and fact.text not in [one.digest for one in matter.versions]:
        raise about.refused(
            "text.none", "The matter has no text of that digest.", "Attest the version first."
        )
    if not fact.population:
        raise about.refused("role.nobody", "Nobody is asked.", "Name who was asked.")


def _law_of_question(about: About, fact: QuestionPut) -> Law:
    if fact.charter not in [held.entry for held in about.state.charters]:
        entries = [held.entry for held in about.state.charters]
        raise about.refused(
            "charter.unknown",
            "Entry {charter} brought no charter.",
            "Name the entry of one: {entries}.",
            charter=fact.charter,
            entries=entries,
        )
    day = fact.as_at or fact.opened
    day = day_at(about.state, instant(read_instant(day))) if "T" in day else exact_day(day, "as_at")
    return law_from(about.state, fact.charter, day)


def check_countable(on: Occasion, state: State, number: int, fact: QuestionPut) -> None:
    """Refused (``question.uncountable``) where the rule could not be counted on those who are asked: nobody could ever rule
    on it, and no page could show it."""
    about = About(on, state, number, fact)
    found = find_question(state, fact.question)
    assert found is not None, "the fact has just been applied"
    matter, question = found
    try:
        step_of(state, matter, question)
        ballot(state, question).ruling(dict.fromkeys(question.population, "unknown"))
    except ComityError as error:
        raise about.refused(
            "question.uncountable",
            "It cannot be counted: {cause}",
            "Name everybody whom the rule needs, under population and groups.",
            cause=error.message,
        ) from error
    except KeyError as error:
        raise about.refused(
            "question.uncountable",
            "It cannot be counted: the charter of that day has no {name!r}.",
            "Name the charter and the day under which the question was put.",
            name=error.args[0],
        ) from error


def _open(about: About, name: str) -> tuple[Matter, Question]:
    found = find_question(about.state, name)
    assert found is not None, "the reference was looked up"
    matter, question = found
    if (question.closed or matter.ended) and not about.again:
        raise about.refused(
            "question.closed",
            "The question {name} closed on {closed}.",
            "Correct the entry that closed it, or attest another question.",
            name=name,
            closed=question.closed or matter.ended,
        )
    return matter, question


def _require_asked(about: About, question: Question, members: Iterable[str]) -> None:
    stranger = next((one for one in members if one not in question.population), None)
    if stranger is not None:
        asked = question.population
        raise about.refused(
            "position.not_asked",
            "{stranger} is not asked.",
            "Asked are: {asked}.",
            stranger=stranger,
            asked=list(asked) or "nobody",
        )


def _joined(about: About, fact: PopulationJoined) -> None:
    _, question = _open(about, fact.question)
    if fact.member in question.population:
        raise about.refused(
            "list.twice",
            "{member} is asked already.",
            "Name somebody who was not asked.",
            member=fact.member,
        )


def _moved(about: About, fact: DeadlineMoved) -> None:
    """A question that was put here is extended no further than by an act (``question.extended_enough``,
    ``question.extended_too_far``); one that a source reports, as the source says."""
    matter, question = _open(about, fact.question)
    if question.attested or question.closed or matter.ended:
        return
    step = step_of(about.state, matter, question)
    try:
        require_extension(about.on, question, step, fact.deadline)
    except Refused as error:
        raise about.refused_as(error) from error


def _issued(about: About, fact: DecisionIssued) -> None:
    found = holder(about.state, fact.number, fact.dated, fact.organ, besides=fact.decision)
    if fact.number and found is not None:
        raise about.refused(
            "decision.number_taken",
            "Another decision has the number {number} already: {decision}.",
            "Correct the number, or the decision that has it.",
            number=fact.number,
            decision=found.decision,
        )


def _stated(about: About, fact: PositionStated) -> None:
    found = find_question(about.state, fact.question)
    assert found is not None, "the reference was looked up"
    if not (fact.late or fact.joined_later):
        found = _open(about, fact.question)
    _, question = found
    _require_asked(about, question, [fact.member])
    _require_reservation(about, law_of(about.state, question), fact.reservation, False)


def _called(about: About, fact: RollCalled) -> None:
    _, question = _open(about, fact.question)
    called = [member for members in fact.positions.values() for member in members]
    _require_asked(about, question, called)
    twice = next((one for at, one in enumerate(called) if one in called[:at]), None)
    if twice is not None:
        raise about.refused(
            "position.twice", "{twice} is called twice.", "Name each member once.", twice=twice
        )


def _contested(about: About, fact: PositionContested) -> None:
    found = find_question(about.state, fact.question)
    if found is None or not (found[1].stated.get(fact.member) or called_on(found[1], fact.member)):
        raise about.refused(
            "position.not_recorded",
            "No position of {member} is recorded.",
            "Attest it first.",
            member=fact.member,
        )


def _broken(about: About, fact: SilenceBroken) -> None:
    _require_asked(about, _silent(about, fact.question), [fact.member])


def _silent(about: About, name: str) -> Question:
    matter, question = _open(about, name)
    puts = step_of(about.state, matter, question).puts
    if puts is None or puts.silence is None:
        raise about.refused(
            "silence.none", "This question is not under silence.", "Attest a position instead."
        )
    return question


def _associated(about: About, fact: BreakAssociated) -> None:
    question = _silent(about, fact.question)
    _require_asked(about, question, [fact.member])
    if not question.breaks:
        raise about.refused(
            "silence.unbroken", "The silence has not been broken.", "Attest the break first."
        )


def _withdrawn(about: About, fact: BreakWithdrawn) -> None:
    question = _silent(about, fact.question)
    if not any(one.member == fact.member and not one.withdrawn for one in question.breaks):
        raise about.refused(
            "silence.not_your_break",
            "{member} did not break it.",
            "Attest the break first.",
            member=fact.member,
        )


def _closed(about: About, fact: QuestionClosed) -> None:
    _, question = _open(about, fact.question)
    if question.closed:
        raise about.refused(
            "question.closed",
            "The question {question} closed on {closed}.",
            "Correct the entry that closed it, or attest another question.",
            question=fact.question,
            closed=question.closed,
        )
    _require_asked(about, question, [*fact.blocked_by, *fact.bound, *fact.unknown])


# --- sessions, offices, events, keys ----------------------------------------------------------------------------------


def _on_a_day(about: About, fact: SessionConvened | SessionMoved | SessionOpened) -> None:
    """A session is on a day, however uncertain: who may vote and who is in the chair depend on it."""
    moment = when(fact.on) if fact.on else None
    if moment is not None and moment.earliest is None and moment.latest is None:
        raise about.refused(
            "session.no_day",
            "The date {on} leaves every day possible, and a session is on a day.",
            "Write as much of the date as is known: 2026, 2026-12, or [..2026-12-31] for a day not after it.",
            on=fact.on,
        )


def _convened(about: About, fact: SessionConvened) -> None:
    _on_a_day(about, fact)
    organ = about.on.law.organs.get(fact.organ)
    if organ is None:
        raise about.refused(
            "organ.unknown",
            "The charter has no organ {organ!r} today.",
            "It has: {organs}.",
            organ=fact.organ,
            organs=list(about.on.law.organs) or "none",
        )
    formats = [one.format for one in organ.formats]
    if fact.format and fact.format not in formats:
        raise about.refused(
            "session.format",
            "{organ} has no format {format!r}.",
            "It has: {formats}.",
            organ=fact.organ,
            format=fact.format,
            formats=list(formats) or "none",
        )


def _session(about: About, name: str) -> Session:
    return about.state.sessions[name]


def _attended(about: About, fact: AttendanceRecorded) -> None:
    stranger = next((one for one in fact.persons.values() if one not in fact.present), None)
    if stranger is not None:
        raise about.refused(
            "attendance.person",
            "A person is said to be there for {stranger!r}, which is not present.",
            "Say for whom each person is in the room: person, then party.",
            stranger=stranger,
        )


def _item_requested(about: About, fact: ItemRequested) -> None:
    known = fact.item in [one.item for one in _session(about, fact.session).items]
    if known and not about.again:
        raise about.refused(
            "id.taken", "There is an item {item!r} already.", "Choose another id.", item=fact.item
        )


def _item_placed(about: About, fact: ItemPlaced) -> None:
    items = _session(about, fact.session).items
    if fact.item not in [one.item for one in items] and not (fact.title or fact.matter):
        raise about.refused(
            "item.untitled", "A new item needs a title.", "Give a title or a matter."
        )
    if fact.position > len(items) + 1:
        raise about.refused(
            "item.position",
            "The agenda has {items} items; {position} is no place on it.",
            "Give a position from 1 to {places}.",
            items=len(items),
            position=fact.position,
            places=len(items) + 1,
        )


def _turn_passed(about: About, fact: TurnPassed) -> None:
    skipped = not_yet_over(about.state, fact.rota)
    stranger = next((one for one in fact.over if one not in skipped), None)
    if stranger is not None:
        raise about.refused(
            "turn.not_skipped",
            "{stranger} is passed over, and skipped no turn.",
            "Attest with turn.skipped/1 that it does not take its turn.",
            stranger=stranger,
        )


def _event_held(about: About, fact: EventHeld) -> None:
    stages = [str(number) for number in range(1, len(about.state.events[fact.event].stages) + 1)]
    if fact.stage and fact.stage not in stages:
        raise about.refused(
            "event.stage",
            "The event {event} has no stage {stage!r}.",
            Message("Give one of: {stages}.", stages=list(stages))
            if stages
            else "Leave the stage out.",
            event=fact.event,
            stage=fact.stage,
        )


def _key_bound(about: About, fact: KeyBound) -> None:
    check_written(fact)
    if not about.again:
        check_free(about.on, about.state, fact)


CHECKS: Mapping[type[Any], Callable[[About, Any], None]] = {
    CharterAdopted: _adopted,
    MatterOpened: _opened,
    StepEntered: _entered,
    ThingProvided: _provided,
    MatterHindered: _hindered,
    MatterEnded: _ended,
    TextVersioned: _versioned,
    RemarkMade: _remarked,
    RemarkSettled: _settled,
    RemarkFollowed: _followed,
    QuestionPut: _put,
    PopulationJoined: _joined,
    DeadlineMoved: _moved,
    DecisionIssued: _issued,
    PositionStated: _stated,
    RollCalled: _called,
    PositionContested: _contested,
    SilenceBroken: _broken,
    BreakAssociated: _associated,
    BreakWithdrawn: _withdrawn,
    QuestionClosed: _closed,
    SessionConvened: _convened,
    SessionMoved: _on_a_day,
    SessionOpened: _on_a_day,
    AttendanceRecorded: _attended,
    ItemRequested: _item_requested,
    ItemPlaced: _item_placed,
    TurnPassed: _turn_passed,
    EventHeld: _event_held,
    KeyBound: _key_bound,
}
"""What each kind of fact must fit, beyond its references."""
