"""Putting a question: to whom, under which rule, until when, about which version of the text.

The population is frozen when the question is put; so is the rule, with the charter that holds it. A silence has a shortest
period where the charter gives one, and serves the purposes that it lists alone (UN General Assembly decision 74/544; EU
Council Rules of Procedure 12(2)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.body.acts import PutQuestion
from comity.body.ballots import ballot
from comity.body.course import Course
from comity.body.effects import QuestionPut
from comity.body.occasion import Occasion, instant, law_from, organ_of
from comity.body.particulars import is_known
from comity.body.periods import deadline, local_instant, read_instant
from comity.body.roles import named
from comity.body.room import decides, organs_asked
from comity.body.state import Session
from comity.charter.model import Puts, Step
from comity.charter.wordings import first
from comity.errors import BadInput, Message, Refused
from comity.hindrances import bad_input, refused
from comity.rules.gauges import names_needed

AT_A_SESSION = "Put it at a session that is open, and name the session."
NO_GROUPS: Mapping[str, Sequence[str]] = {}


def put(on: Occasion, course: Course, step: Step, act: PutQuestion | None = None) -> QuestionPut:
    """The question of ``step`` is put, by ``act`` or at once when the step is entered.

    Refused (``session.other_organ``, ``silence.too_short``, ``silence.purpose``, ``question.no_deadline``,
    ``question.deadline_fixed``, ``group.missing``, ``group.not_asked``, ``role.nobody``, ``question.uncountable``)."""
    puts = step.puts
    assert puts is not None, "the step puts a question"
    charter = _charter(on, course, puts.rule)
    groups = _groups(on, course, step, charter, act.groups if act is not None else NO_GROUPS)
    asked = those_asked(on, course, puts, charter, groups)
    _check_session(on, step, asked, act)
    question = QuestionPut(
        question=f"{course.matter}.q{on.number}",
        matter=course.matter,
        step=step.step,
        rule=puts.rule,
        charter=charter,
        population=asked,
        opened=on.now,
        asks=first(puts.question),
        deadline=_deadline(on, step, puts, act.deadline if act is not None else ""),
        groups=groups,
        text=course.text if puts.on_text else "",
        session=act.session if act is not None else "",
        purpose=_purpose(step, puts, act.purpose if act is not None else ""),
    )
    _check_countable(on, course, step, question)
    return question


def those_asked(
    on: Occasion, course: Course, puts: Puts, charter: int, groups: Mapping[str, Sequence[str]]
) -> list[str]:
    """Those named by the step; where its rule counts a group alone, those of them who are in it."""
    asked = named(on, puts.to, course.things, course.procedure)
    law = on.law if charter == on.charter else law_from(on.state, charter, on.day)
    among = law.rules[puts.rule].among
    if among is None:
        return list(asked)
    inside = groups[among] if among in groups else law.groups[among]
    return [one for one in asked if one in inside]


def _check_countable(on: Occasion, course: Course, step: Step, question: QuestionPut) -> None:
    """Refused (``question.uncountable``) where the rule cannot be counted on those who are asked: no answer could ever give
    a ruling."""
    try:
        _require_known(on, step, question)
        if not ballot(on.state, question, things=course.things).ready.entitled:
            raise bad_input("count.nobody", name=question.rule)
    except BadInput as error:
        raise _refused(
            step,
            "question.uncountable",
            Message("It cannot be counted: {sentence}", sentence=error.message),
            AT_A_SESSION if error.code == "attending.missing" else error.advice,
        ) from error


def _require_known(on: Occasion, step: Step, question: QuestionPut) -> None:
    assert step.puts is not None
    if on.law.actors.issuperset(question.population):
        return
    stranger = next((one for one in question.population if not is_known(on, one)), "")
    if stranger:
        raise bad_input("thing.no_party", name=stranger, thing=step.puts.to.name)


def _check_session(on: Occasion, step: Step, asked: Sequence[str], act: PutQuestion | None) -> None:
    """Refused (``session.none``) where a question is put at a session and the session named is not open, and
    (``session.other_organ``) where it is one of an organ that does not decide it.

    A silence opened at a meeting needs one too (OSCE MC.DOC/1/06, Annex 1(A)); that nobody there objects to its use is
    a question of its own, put by the step before."""
    puts = step.puts
    assert puts is not None, "the step puts a question"
    needs = puts.present_only or (puts.silence is not None and puts.silence.opened_at_session)
    name = act.session if act is not None else ""
    session = on.state.sessions.get(name)
    if session is not None and session.opened and not session.closed:
        if not decides(on, session.organ, puts.to, asked):
            raise _other_organ(on, step, session, asked)
        return
    if name:
        raise _refused(
            step,
            "session.none",
            Message("No session {name!r} is open.", name=name),
            "Open the session, and name it.",
        )
    if needs:
        raise refused("session.needed", article=step.article)


def sessions_for(on: Occasion, course: Course, step: Step) -> list[str]:
    """The sessions that sit now in which the step's question may be put today; none where nobody is asked."""
    assert step.puts is not None
    try:
        asked = named(on, step.puts.to, course.things, course.procedure)
    except Refused:
        return []
    return [
        one.session
        for one in on.state.sessions.values()
        if one.opened and not one.closed and decides(on, one.organ, step.puts.to, asked)
    ]


def _other_organ(on: Occasion, step: Step, session: Session, asked: Sequence[str]) -> Refused:
    assert step.puts is not None
    phrase = step.puts.to
    organs = [name for name in on.law.organs if decides(on, name, phrase, asked)]
    helps = Message("Put it in an open session of {organs}.", organs=organs)
    called = organs_asked(phrase)
    article = organ_of(on.state, on.law, called[0]).cites.article if called else ""
    return refused(
        "session.other_organ",
        article=article or step.article,
        remedy=helps if organs else "No organ seats all who are asked: amend the charter.",
        session=session.session,
        organ=session.organ,
        role=phrase,
    )


def _charter(on: Occasion, course: Course, rule: str) -> int:
    # The rule in force at the opening governs, and a procedure begun under an older charter keeps its own where the newer
    # has no such rule.
    return on.charter if rule in on.law.rules else course.charter


def _deadline(on: Occasion, step: Step, puts: Puts, asked: str) -> str:
    """The earliest of the deadlines that the charter gives the question; empty where it gives none."""
    closes = puts.closes
    if asked and not closes.set_by_opener:
        raise refused("question.deadline_fixed", article=step.article)
    if closes.set_by_opener and not asked and closes.after is None:
        raise refused("question.no_deadline", article=step.article)
    found = _set_by_opener(on, step, puts, asked) if asked else ""
    if closes.after is None:
        return found
    given = instant(deadline(read_instant(on.now), closes.after, on.law.charter.seat))
    return min(found, given) if found else given


def _set_by_opener(on: Occasion, step: Step, puts: Puts, asked: str) -> str:
    closes, seat = puts.closes, on.law.charter.seat
    opened, moment = read_instant(on.now), local_instant(asked, seat)
    if closes.at_least is not None and moment < deadline(opened, closes.at_least, seat):
        soonest = instant(deadline(opened, closes.at_least, seat))
        raise refused("silence.too_short", article=step.article, soonest=soonest)
    if instant(moment) <= on.now:
        raise refused("question.deadline_past", article=step.article, asked=asked)
    return instant(moment)


def _purpose(step: Step, puts: Puts, purpose: str) -> str:
    allowed = puts.silence.only_for if puts.silence is not None else ()
    if allowed and not purpose:
        raise refused(
            "silence.no_purpose",
            article=step.article,
            remedy=Message("It serves: {allowed}.", allowed=allowed),
        )
    if allowed and purpose not in allowed:
        raise refused(
            "silence.purpose",
            article=step.article,
            remedy=Message("It serves: {allowed}.", allowed=allowed),
            purpose=purpose,
        )
    return purpose


def _groups(
    on: Occasion, course: Course, step: Step, charter: int, given: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    assert step.puts is not None
    rule = step.puts.rule
    wanted = _parameters(on, charter, rule)
    if not wanted and not given:
        return {}
    for name in given.keys() - wanted:
        helps = (
            Message("It names those of: {wanted}.", wanted=sorted(wanted))
            if wanted
            else "Leave the groups out."
        )
        article = step.article
        raise refused("group.not_asked", article=article, remedy=helps, rule=rule, name=name)
    groups = {name: list(members) for name, members in given.items()}
    for name in sorted(wanted - groups.keys()):
        value = course.things.get(name, "")
        if not value:
            raise refused(
                "group.missing",
                article=step.article,
                remedy=Message("Name its members under groups: {name}.", name=name),
                name=rule,
                group=name,
            )
        groups[name] = value.split()
    return groups


def _parameters(on: Occasion, charter: int, rule: str) -> frozenset[str]:
    """The groups that the rule counts and the charter leaves to each question: none of its own, in force or not."""
    key = ("parameters", charter, rule, on.day)
    found: frozenset[str] | None = on.state.memo.get(key)
    if found is None:
        law = law_from(on.state, charter, on.day)
        found = names_needed(law.rules[rule]).groups - law.charter.groups.keys()
        on.state.memo[key] = found
    return found


def _refused(step: Step, code: str, sentence: Message, remedy: str | Message) -> Refused:
    return Refused(code, sentence, article=step.article, remedy=remedy)
