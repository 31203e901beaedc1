"""What a body keeps in confidence, and so what of an act is sealed, whichever door it comes through.

The answers to a confidential question are sealed. Around it a sounding has more to keep: whom somebody proposed and why,
the title that names the matter, who was entered in the register for it, what is asked and instructed about it. While a
matter is in confidence, the words of every act about it are sealed; ids, kinds, times and who acted stay open. A correction
of something sealed is sealed like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

from comity.body.acts import Attest, Correct, OpenMatter
from comity.body.ballots import step_of
from comity.body.effects import FactVoided
from comity.body.entry import Entry
from comity.body.occasion import charter_of, day_at, law_from, law_on
from comity.body.state import Matter, Question, State, find_matter, find_question
from comity.charter.model import Procedure

ANSWERS = frozenset(
    {"by", "for", "member", "choice", "statement", "reservation", "reservation_text"}
    | {"positions", "bound", "blocked_by", "unknown", "via", "signature", "cites"}
)
"""The fields of an act, and of the effects that repeat them, that a confidential question seals."""
WORDS = frozenset(
    {"title", "things", "value", "note", "preferred_to", "name", "titles", "text", "proposed"}
    | {"statement", "reason", "observation", "what", "report", "answer", "gist"}
    | {"purpose", "place", "topics"}
)
"""The fields of acts, and of the effects that repeat them, that say what a matter is about."""
OF_A_MATTER = ("matter", "about", "instruction", "inquiry", "meeting", "remark")
NOTHING: frozenset[str] = frozenset()


def sealed_fields(state: State, entry: Entry, corrects_sealed: bool) -> Set[str]:
    """The fields of the entry, decided on ``state``, that are sealed; ``corrects_sealed``: it corrects an entry of which
    something is."""
    if corrects_sealed:
        return ANSWERS | WORDS
    if not _has_confidence(state):
        return NOTHING
    fields = ANSWERS if _answers_in_confidence(state, entry) else NOTHING
    if isinstance(entry.act, Correct):
        return fields
    return fields | WORDS if _is_about_what_is_in_confidence(state, entry) else fields


def _has_confidence(state: State) -> bool:
    """Whether any charter that the body has had puts a question in confidence."""
    key = ("confidence", len(state.charters))
    found: bool | None = state.memo.get(key)
    if found is None:
        procedures = (
            procedure
            for one in state.charters
            for dated in charter_of(one.text).procedures.values()
            for _, procedure in dated.versions
        )
        found = state.memo[key] = any(map(confidential_steps, procedures))
    return found


def in_confidence(state: State, matter: Matter, day: str) -> bool:
    """Whether the matter is kept among those whom it concerns: from its opening, under a procedure that puts a confidential
    question, until that question is adopted. What was open once stays so, though a ruling should be reversed later."""
    procedure = law_from(state, matter.charter, day).procedure(matter.procedure)
    confidential = confidential_steps(procedure)
    return bool(confidential) and not any(
        question.step in confidential and _was_adopted(question) for question in matter.questions
    )


def confidential_steps(procedure: Procedure | None) -> frozenset[str]:
    """The steps of the procedure that put a question in confidence."""
    steps = procedure.steps if procedure is not None else ()
    return frozenset(s.step for s in steps if s.puts is not None and s.puts.confidential)


def _was_adopted(question: Question) -> bool:
    return question.outcome == "adopted" or any(said == "adopted" for _, said in question.rulings)


def _answers_in_confidence(state: State, entry: Entry) -> bool:
    """Whether the entry answers, closes, reports or corrects a question that the charter keeps in confidence."""
    names = {getattr(entry.act, "question", "")}
    for effect in entry.effects:
        names.add(getattr(effect, "question", ""))
        if type(effect) is FactVoided:
            names.add(getattr(effect.fact, "question", ""))
    names.discard("")
    found = [one for name in names if (one := find_question(state, name)) is not None]
    return any(_is_asked_in_confidence(state, *one) for one in found)


def _is_asked_in_confidence(state: State, matter: Matter, question: Question) -> bool:
    """Whether the step that put the question asks in confidence. A question that a strange entry put at a step that no
    charter has is taken to be confidential."""
    try:
        puts = step_of(state, matter, question).puts
    except Exception:
        return True
    return puts is not None and puts.confidential


def _is_about_what_is_in_confidence(state: State, entry: Entry) -> bool:
    day = day_at(state, entry.at)
    if isinstance(entry.act, OpenMatter):
        procedure = law_on(state, day).procedure(entry.act.procedure) if state.charters else None
        return bool(confidential_steps(procedure))
    about = entry.act.facts if isinstance(entry.act, Attest) else [entry.act]
    found = (matter for one in about for matter in _matters_of(state, one))
    return any(in_confidence(state, matter, day) for matter in found)


def _matters_of(state: State, said: Any) -> Iterator[Matter]:
    """The matter that the act or the fact is about, if there is one."""
    asked = find_question(state, getattr(said, "question", ""))
    if asked is not None:
        yield asked[0]
        return
    for name in filter(None, (getattr(said, field, "") for field in OF_A_MATTER)):
        task = state.instructions.get(name) or state.meetings.get(name)
        inquiry = state.inquiries.get(name)
        about = task.matter if task is not None else inquiry.about if inquiry is not None else name
        found = find_matter(state, about)
        if found is None:
            found = next((m for m in state.matters.values() if name in m.remarks), None)
        if found is not None:
            yield found
