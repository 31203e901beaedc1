"""Instructions with their reports back, and questions on the progress of something with their answers.

The chair, an organ or an office instructs; whoever was instructed reports, as often as need be, until it is done. Whose
status carries the right to ask may ask anybody about a matter, a decision or an instruction. While ``done`` or ``answered``
is empty, the one named in ``to`` must act next.
"""

from __future__ import annotations

from comity.body.acts import AnswerProgress, AskProgress, Instruct, ReportBack
from comity.body.effects import (
    AnyEffect,
    InstructionGiven,
    InstructionReported,
    ProgressAnswered,
    ProgressAsked,
)
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import (
    done_on,
    is_known,
    not_past,
    refusal,
    require_known,
    require_matter,
)
from comity.body.rights import Capacity, capacity
from comity.body.state import Evolvers, Inquiry, Instruction, Mark, State, as_kept, find_matter
from comity.body.turns import holder_of_turn

# --- acts -------------------------------------------------------------------------------------------------------------


def decide_instruct(on: Occasion, act: Instruct) -> list[AnyEffect]:
    """The instruction is given, to a party, an organ, an office or a person. Refused (``instruction.not_yours``) to a party
    that does not hold the chair, (``instruction.past``) when it would be due before today."""
    who = capacity(on, act, "decide")
    rotas = [r for r in on.law.rotas if holder_of_turn(on.state, on.law, r, on.day) == who.party]
    if who.kind == "party" and not rotas:
        raise refusal(
            on,
            "instruction.not_yours",
            "{name} gives no instructions: it does not hold the chair.",
            "The chair, an organ or an office instructs.",
            name=who.name,
        )
    if act.to not in on.state.persons:
        require_known(on, [act.to])
    require_matter(on, act.matter)
    if act.decision and act.decision not in on.state.decisions:
        raise refusal(
            on,
            "decision.unknown",
            "There is no decision {decision!r}.",
            "Name one that was issued.",
            decision=act.decision,
        )
    return [
        InstructionGiven(
            instruction=f"n{on.number}",
            by=who.name,
            to=act.to,
            what=act.what,
            on=done_on(on, act),
            due=not_past(on, act.due, "due", "instruction.past") if act.due else "",
            matter=act.matter,
            decision=act.decision,
        )
    ]


def decide_report(on: Occasion, act: ReportBack) -> list[AnyEffect]:
    """A report, the last one unless it says that more is to be done. Refused (``instruction.not_to_you``,
    ``instruction.done``)."""
    found = on.state.instructions.get(act.instruction)
    if found is None:
        raise refusal(
            on,
            "instruction.unknown",
            "There is no instruction {instruction!r}.",
            "Name one that was given.",
            instruction=act.instruction,
        )
    by = _addressed(on, act, found.to, "instruction.not_to_you", NOT_INSTRUCTED)
    if found.done:
        raise refusal(
            on,
            "instruction.done",
            "The instruction {instruction} was reported done on {done}.",
            "Nothing is left to report on it.",
            instruction=act.instruction,
            done=found.done,
        )
    return [
        InstructionReported(
            instruction=act.instruction,
            by=by,
            report=act.report,
            on=done_on(on, act),
            interim=act.interim,
        )
    ]


def decide_ask(on: Occasion, act: AskProgress) -> list[AnyEffect]:
    """Somebody is asked how something stands. Refused to who has not the right to ask, (``progress.unknown``) about what
    does not exist, (``progress.yourself``)."""
    who = capacity(on, act, "speak", "ask")
    require_known(on, [act.to])
    if act.to in (who.name, who.party):
        raise refusal(
            on,
            "progress.yourself",
            "{to} would ask itself.",
            "Ask whoever has the matter in hand.",
            to=act.to,
        )
    if not _exists(on.state, act.about):
        raise refusal(
            on,
            "progress.unknown",
            "There is no matter, decision or instruction {about!r}.",
            "Ask about one that there is.",
            about=act.about,
        )
    return [
        ProgressAsked(
            inquiry=f"j{on.number}",
            by=who.party or who.name,
            to=act.to,
            about=act.about,
            on=done_on(on, act),
            what=act.what,
        )
    ]


def decide_answer(on: Occasion, act: AnswerProgress) -> list[AnyEffect]:
    """The answer. Refused (``progress.not_asked_of_you``, ``progress.answered``)."""
    found = on.state.inquiries.get(act.inquiry)
    if found is None:
        raise refusal(
            on,
            "progress.no_inquiry",
            "There is no question on progress {inquiry!r}.",
            "Name one that was asked.",
            inquiry=act.inquiry,
        )
    by = _addressed(on, act, found.to, "progress.not_asked_of_you", NOT_ASKED)
    if found.answered:
        raise refusal(
            on,
            "progress.answered",
            "The question {inquiry} was answered on {answered}.",
            "Nothing is left to answer.",
            inquiry=act.inquiry,
            answered=found.answered,
        )
    return [ProgressAnswered(inquiry=act.inquiry, by=by, answer=act.answer, on=done_on(on, act))]


NOT_INSTRUCTED = "The instruction was given to {to}, not to {name}."
NOT_ASKED = "The question was put to {to}, not to {name}."


# --- what is checked --------------------------------------------------------------------------------------------------


def _addressed(
    on: Occasion, act: ReportBack | AnswerProgress, to: str, code: str, sentence: str
) -> str:
    """The one addressed, ``to``, when it is who acts. Refused under ``code`` to anybody else."""
    if act.by == to and not is_known(on, to) and to in on.state.persons:
        return to
    who = capacity(on, act, "speak")
    if to not in _names(on, who):
        raise refusal(
            on,
            code,
            sentence,
            "{to} must act.",
            to=to,
            name=who.name,
        )
    return to


def _names(on: Occasion, who: Capacity) -> set[str]:
    # The chair is asked by the name of its rota, and answers as the rota or as the party whose turn it is.
    held = {
        rota
        for rota in on.law.rotas
        if who.party and holder_of_turn(on.state, on.law, rota, on.day) == who.party
    }
    return {who.name, *({who.party} if who.kind == "rota" else ()), *held}


def _exists(state: State, about: str) -> bool:
    return (
        about in state.decisions
        or about in state.instructions
        or find_matter(state, about) is not None
    )


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_instruction_given(state: State, effect: InstructionGiven, mark: Mark) -> None:
    state.instructions[effect.instruction] = as_kept(Instruction, effect, mark)


def on_instruction_reported(state: State, effect: InstructionReported, mark: Mark) -> None:
    instruction = state.instructions[effect.instruction]
    instruction.reports.append(mark.entry)
    instruction.done = "" if effect.interim else effect.on


def on_progress_asked(state: State, effect: ProgressAsked, mark: Mark) -> None:
    state.inquiries[effect.inquiry] = as_kept(Inquiry, effect, mark)


def on_progress_answered(state: State, effect: ProgressAnswered, mark: Mark) -> None:
    inquiry = state.inquiries[effect.inquiry]
    inquiry.answers.append(mark.entry)
    inquiry.answered = effect.on


DECIDE: Deciders = {
    Instruct: decide_instruct,
    ReportBack: decide_report,
    AskProgress: decide_ask,
    AnswerProgress: decide_answer,
}
EVOLVE: Evolvers = {
    InstructionGiven: on_instruction_given,
    InstructionReported: on_instruction_reported,
    ProgressAsked: on_progress_asked,
    ProgressAnswered: on_progress_answered,
}
