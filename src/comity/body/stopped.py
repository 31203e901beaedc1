"""What stops a matter today: what the register has noted of it, and what follows from who may act today.

A step may wait for somebody who can act no more: its proposer has left, the office is vacant, an amendment took the organ
away. A question may be one that nothing closes any more: its session closed before it was decided. No act noted that of the
matter, and so it is worked out here, for everybody who asks: the acts that are the way out (``matter.resume/1``,
``matter.withdraw/1``, ``question.put/1``), the desk, ``comity show`` and ``comity doctor``.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.body.asked import awaited, room_of
from comity.body.ballots import stalled, step_of
from comity.body.course import Course, course_of
from comity.body.effects import AnyEffect
from comity.body.hindering import as_hindered
from comity.body.occasion import Occasion, missing
from comity.body.particulars import is_known, is_party
from comity.body.roles import names_status, parties_named
from comity.body.standing import has_right, status_of
from comity.body.state import Matter, Question, Reason, State
from comity.body.turns import holders, possible_turns
from comity.charter.model import RolePhrase, Step, carries
from comity.errors import ComityError
from comity.hindrances import refused

Stop = ComityError


def stops(on: Occasion, matter: Matter) -> Reason | None:
    """Why the matter cannot go on today, as the register keeps it; None where it can."""
    if matter.hindered is not None or matter.ended or not matter.step:
        return matter.hindered
    try:
        found = stop_today(on, matter)
    except ComityError as error:  # the charter lacks what the step names
        found = error
    if found is None:
        return None
    kept = as_hindered(matter.matter, found)
    return Reason(kept.code, kept.values)


def stop_today(on: Occasion, matter: Matter) -> Stop | None:
    """What stops a matter of which the register notes nothing."""
    question = matter.question()
    if question is not None:
        return closed_by_nothing(on, matter, question) or _to_be_closed(on, matter, question)
    course = course_of(on, matter)
    step = course.procedure.at(matter.step)
    if step.asks is not None:
        return _nobody(on, course, step, step.asks.of)
    if step.puts is not None and step.puts.put_by is not None:
        return _nobody(on, course, step, step.puts.put_by)
    if step.waits is not None and step.waits.date and matter.matter not in on.state.due:
        return refused("thing.missing", article=step.article, thing=step.waits.date)
    return None


# --- questions --------------------------------------------------------------------------------------------------------


def closed_by_nothing(on: Occasion, matter: Matter, question: Question) -> Stop | None:
    """Why nothing can close the open question with a ruling any more: its session has closed, or no session can be held of
    the organ that is asked, or the charter has nobody whom it was put to. None where something can."""
    step = step_of(on.state, matter, question)
    if step.puts is None:
        return None
    if step.puts.closes.at_session and not question.deadline:
        session = on.state.sessions.get(question.session)
        if session is not None and session.closed:
            return _session_closed(on, matter, question)
        organ = step.puts.to.name if step.puts.to.kind == "organ" else ""
        if session is None and organ and organ not in on.law.organs:
            return missing(on.state, organ) if not room_of(on, question, step) else None
    return nobody_left(on, question)


def nobody_left(on: Occasion, question: Question) -> Stop | None:
    """Why nobody is left of those whom the question was put to: each is an organ or office that the charter of the day does
    not have. Who is asked stays as at the opening; a party that has left the body is counted as the rule says."""
    asked = question.population
    if not asked or question.attested or not on.law.actors.isdisjoint(asked):
        return None
    if any(is_party(on, one) for one in asked):
        return None
    return missing(on.state, asked[0])


def undecided_at(state: State, session: str) -> Iterator[tuple[Matter, Question]]:
    """The open questions that are decided at the session in which they were put, and so at that one alone. What a source
    reports is not among them: another source may report what came of it."""
    for matter in state.matters.values():
        question = matter.question()
        if question is None or question.session != session or question.attested:
            continue
        puts = step_of(state, matter, question).puts
        if puts is not None and puts.closes.at_session and not question.deadline:
            yield matter, question


def closed_with(on: Occasion, state: State, session: str) -> list[AnyEffect]:
    """What the close of the session brings: each question put at it and not decided closes without a ruling, and its matter
    is hindered until the question is put again. ``state``: the body as it is by then."""
    effects: list[AnyEffect] = []
    for matter, question in undecided_at(state, session):
        effects.append(stalled(question, on.day))
        effects.append(as_hindered(matter.matter, _session_closed(on, matter, question)))
    return effects


def _session_closed(on: Occasion, matter: Matter, question: Question) -> Stop:
    article = step_of(on.state, matter, question).cites.article
    article = article or course_of(on, matter).procedure.cites.article
    values = {"question": question.question, "session": question.session}
    return refused("question.session_closed", article=article, **values)


def _to_be_closed(on: Occasion, matter: Matter, question: Question) -> Stop | None:
    """Whether the question waits for nothing but its close: it has no deadline and no session, and nobody can answer."""
    step = step_of(on.state, matter, question)
    if question.deadline or question.attested or step.puts is None or step.puts.closes.at_session:
        return None
    if next(awaited(on, question, step), None) is not None:
        return None
    article = step.article
    return refused("question.to_be_closed", article=article, question=question.question)


# --- who can act ------------------------------------------------------------------------------------------------------


def can_act(on: Occasion, name: str) -> bool:
    """Whether somebody can act in that name today, or can be given the credential for it: a party that has a status, an
    organ, an office that somebody holds, a rota whose turn it certainly is of somebody."""
    if name in on.law.organs:
        return True
    if name in on.law.offices:
        held = holders(on.state, name, on.day)
        return bool(held) and carries(on.law.offices[name].powers, "propose")
    if name in on.law.rotas:
        turns = possible_turns(on.state, on.law, name, on.day)
        return len(turns) == 1 and has_right(on.state, on.law, turns[0], "chair", on.day)
    return is_party(on, name) and status_of(on.state, on.law, name, on.day) is not None


def _nobody(on: Occasion, course: Course, step: Step, phrase: RolePhrase) -> Stop | None:
    """Why nobody can do what the step wants of those whom the phrase names; None where somebody can."""
    if _some(on, course, phrase):
        return None
    if phrase.kind in ("organ", "office", "chair") and not is_known(on, phrase.name):
        return missing(on.state, phrase.name)
    article = step.article
    named = list(_meant(on, course, phrase))
    if not named or phrase.kind in ("organ", "office", "chair", "several"):
        return refused("role.nobody", article=article, role=phrase, day=on.day)
    return refused("role.cannot_act", article=article, role=phrase, day=on.day, lacking=named)


def _some(on: Occasion, course: Course, phrase: RolePhrase) -> bool:
    """Whether somebody among those whom the phrase names may act today."""
    match phrase.kind:
        case "any":
            return any(_some(on, course, one) for one in phrase.of)
        case "organ" | "office" | "chair":
            return can_act(on, phrase.name)
        case "several":
            able = [one for one in _meant(on, course, phrase) if _may_propose(on, phrase, one)]
            return len(able) >= phrase.number
        case _:
            return any(_may_propose(on, phrase, one) for one in _meant(on, course, phrase))


def _meant(on: Occasion, course: Course, phrase: RolePhrase) -> tuple[str, ...]:
    if phrase.kind == "any":
        parts = (_meant(on, course, one) for one in phrase.of)
        return tuple(dict.fromkeys(one for part in parts for one in part))
    if phrase.kind in ("organ", "office", "chair"):
        return (phrase.name,) if is_known(on, phrase.name) else ()
    return parties_named(on, phrase, course.things, course.procedure)


def _may_propose(on: Occasion, phrase: RolePhrase, party: str) -> bool:
    status = status_of(on.state, on.law, party, on.day) if is_party(on, party) else None
    if status is None:
        return False
    return names_status(phrase, status) or has_right(on.state, on.law, party, "propose", on.day)
