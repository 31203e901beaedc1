"""The page of a matter: its state bar, the question open with the position grid, texts, history, conflicts."""

from __future__ import annotations

from collections.abc import Iterator

import click

from comity.body.ballots import is_unvoted, not_counted, step_of
from comity.body.contesting import is_contested
from comity.body.occasion import instant
from comity.body.state import Matter, Question
from comity.charter.model import Procedure, Step
from comity.cli.grid import by_member
from comity.cli.layout import columns, counted, heading, names, text_of, wrapped
from comity.cli.ruling import recorded_lines, uncertified
from comity.cli.show.view import View, article, marked, page_title, said
from comity.cli.show.waiting import puts_of, stood_of, waits
from comity.registrar import clock_of_the_machine

END = "end"
SILENT = {
    "no answer": "Whoever does not answer has not agreed.",
    "consent": "Whoever does not answer by then has consented.",
    "non-participation": "Whoever does not answer by then takes no part.",
    "objection": "Whoever does not answer by then has objected.",
}

UNDATED = "Of some texts, remarks or things provided no day is reported: they are shown whatever day is asked for."
UNVOTED = "If nobody answers before it is closed in the session, it is adopted without a vote."


def matter_lines(at: View, matter: Matter, procedure: Procedure) -> Iterator[str]:
    """The matter as a page."""
    yield from page_title(at, text_of(matter.title) or matter.matter)
    by = f" by {at.who(matter.by)}" if matter.by != "unknown" else ", by whom is not reported"
    opened = f"opened {said(matter.on)}{by} ({marked(matter.attested, matter.entry)})"
    title = text_of(procedure.title) or procedure.procedure
    yield from wrapped(
        f"{matter.matter}: {title} {article(procedure.cites)}, {opened}", indent=2, hang=2
    )
    yield ""
    yield from state_bar(matter, procedure)
    yield ""
    yield from _waiting(at, matter, procedure)
    for question in reversed(matter.questions):
        yield from question_lines(at, matter, question)
    yield from _texts(at, matter)
    if at.asked and any(
        not at.done(one.entry)
        for one in (*matter.versions, *matter.remarks.values(), *matter.provided)
    ):
        yield from wrapped(UNDATED, indent=2, hang=2)
    if matter.things:
        yield from heading("Provided so far")
        yield from columns(
            (name.replace("_", " "), _thing(at, value)) for name, value in matter.things.items()
        )
    if matter.decisions:
        yield from heading("Decisions")
        for one in matter.decisions:
            number = f" No. {one.number}" if one.number else ""
            yield from wrapped(
                f"{one.decision}{number}, {said(one.dated)}: {text_of(one.title)}", indent=2, hang=2
            )
    yield from heading("History")
    for passage in matter.path:
        step = _step_title(procedure, passage.step)
        where = marked(passage.attested, passage.entry)
        yield from wrapped(f"{step}: {said(passage.on)} ({where})", indent=2, hang=2)
    yield f"  Every entry about it: comity log --matter {matter.matter}"
    yield from _tasks(at, matter)
    yield from _conflicts(at, matter)
    yield from uncertified(at.law)


def state_bar(matter: Matter, procedure: Procedure) -> Iterator[str]:
    """The steps of the procedure in a row, those passed ticked, the one where the matter is in capitals."""
    passed = {passage.step for passage in matter.path}
    parts = []
    for step in procedure.steps:
        if step.step == matter.step and not matter.ended:
            parts.append(f"[{step.step.upper()}]")
        else:
            parts.append(f"{'✓ ' if step.step in passed else ''}{step.step}".replace(" ", "\u00a0"))
    if matter.ended:
        parts.append(f"[{matter.outcome.upper()}]")
    for line in wrapped(" → ".join(parts), indent=2):
        here = line.find("[")
        end = line.find("]") + 1
        shown = line.replace("\u00a0", " ")
        if here < 0:
            yield shown
        else:
            yield shown[:here] + click.style(shown[here:end], fg="cyan", bold=True) + shown[end:]


def _waiting(at: View, matter: Matter, procedure: Procedure) -> Iterator[str]:
    found = waits(at, matter, procedure)
    if matter.ended:
        yield f"  Ended {said(matter.ended)}: {matter.outcome}."
        return
    yield from wrapped(f"Waits for: {found['for']}.", indent=2, hang=2)
    who = f"{at.everyone(found['who'])}" if found["who"] else found["role"]
    role = f" ({found['role']})" if found["who"] and found["role"] else ""
    if who:
        yield from wrapped(f"Must act next: {who}{role}.", indent=2, hang=2)
    if found.get("by"):
        zone = at.law.charter.seat.zone
        yield f"  Expected by {local(found['by'], zone)} at the seat."
    step = next((s for s in procedure.steps if s.step == matter.step), None)
    if step is not None:
        yield from wrapped(_what_follows(step, procedure), indent=2, hang=2)


def _what_follows(step: Step, procedure: Procedure) -> str:
    """Where the procedure goes from here."""
    at = [one.step for one in procedure.steps].index(step.step)
    below = procedure.steps[at + 1].step if at + 1 < len(procedure.steps) else END
    if step.puts is None:
        return f"Then: {_target(procedure, step.then.get('then', below))}."
    adopted = _target(procedure, step.then.get("adopted", below))
    otherwise = step.then.get("not adopted")
    failed = _target(procedure, otherwise) if otherwise else "as the outcome says"
    return f"If adopted: {adopted}. If not: {failed}."


def _target(procedure: Procedure, name: str) -> str:
    return "the matter ends" if name == END else _step_title(procedure, name)


def _step_title(procedure: Procedure, name: str) -> str:
    step = next((s for s in procedure.steps if s.step == name), None)
    return (text_of(step.title) if step is not None else "") or name


def question_lines(at: View, matter: Matter, question: Question) -> Iterator[str]:
    """A question with the position grid, what is still needed, and the ruling with its article."""
    stood = stood_of(at, matter, question)
    yield from heading(f"{question.question}: {question.asks or question.rule}")
    left_open = "how it closed is not reported" if matter.ended else "still open"
    closed = f"closed {said(question.closed)}" if question.closed else left_open
    where = marked(question.attested, question.entry)
    first = f"Under {question.rule}, put {_opened(question)}, {closed} ({where})."
    yield from wrapped(first, indent=2, hang=2)
    if question.deadline and not question.closed and not matter.ended:
        yield from wrapped(_clock(at, matter, question), indent=2, hang=2)
    yield ""
    yield from by_member(stood, _notes(at, question))
    yield ""
    yield from recorded_lines(at.state, matter, question)
    if question.rulings:
        was = f"Ruled again after a correction (entry {question.ruled_by}); it had been: {question.rulings[-1][1]}."
        yield from wrapped(was, hang=2)
    if question.reported:
        same = "the same" if question.reported == question.outcome else "not the same"
        yield f"The source reports: {question.reported}; {same}."
    puts = puts_of(at, matter, question)
    if puts is not None and not question.closed and not matter.ended:
        if is_unvoted(at.state, matter, question, step_of(at.state, matter, question)):
            yield UNVOTED
        else:
            yield SILENT[puts.silence_means]


def _opened(question: Question) -> str:
    """When it was put: the day where that is all that a source gives."""
    return said(question.opened.removesuffix("T00:00:00.000Z"))


def _clock(at: View, matter: Matter, question: Question) -> str:
    seat = at.law.charter.seat
    passed = not at.asked and question.deadline < instant(clock_of_the_machine())
    state = "Due, not yet recorded: its deadline was" if passed else "Answers are in time until"
    return f"{state} {local(question.deadline, seat.zone)} at the seat ({text_of(seat.place) or seat.zone})."


def local(moment: str, zone: str) -> str:
    """An instant as the clock at the seat shows it; the midnight that ends a day as 24:00 of that day."""
    from datetime import datetime, timedelta

    from comity.body.periods import zone as zone_of

    there = datetime.fromisoformat(moment).astimezone(zone_of(zone))
    if (there.hour, there.minute) == (0, 0):
        return f"{said((there - timedelta(days=1)).date().isoformat())}, 24:00"
    return f"{said(there.date().isoformat())}, {there:%H:%M}"


NOT_COUNTED = {
    "left out": "not counted: the rule leaves it out",
    "suspended": "not counted: its vote is suspended",
    "may not vote": "not counted: it may not vote on this",
}


def _notes(at: View, question: Question) -> dict[str, str]:
    """What goes with a position: a reservation, an earlier position, that it came late, is contested or does not count."""
    left_out = not_counted(at.state, question)
    notes = {member: NOT_COUNTED[why] for member, why in left_out.items()}
    for member, told in question.stated.items():
        last = told[-1]
        said = [
            notes.get(member, ""),
            f"{last.reservation} reservation" if last.reservation else "",
            f"was {told[-2].choice}" if len(told) > 1 and told[-2].choice != last.choice else "",
            "late, not counted" if last.late else "",
            "joined later" if last.joined_later else "",
            "contested" if is_contested(question, member) else "",
        ]
        if any(said):
            notes[member] = ", ".join(filter(None, said))
    return notes


def _texts(at: View, matter: Matter) -> Iterator[str]:
    if matter.versions:
        yield from heading("Text")
    for version in matter.versions:
        paragraphs = counted(len(version.paragraphs), "paragraph")
        where = marked(version.attested, version.entry)
        yield f"  version {version.version}, {paragraphs}, by {at.who(version.by)} ({where})"
        yield f"    digest {version.digest}"
    for remark in matter.remarks.values():
        kind = f"{remark.type} {remark.nature}".strip()
        state = remark.disposition or "open"
        on = f"paragraph {names(remark.paragraphs)}"
        yield from wrapped(f"{at.who(remark.by)}: {kind} on {on}, {state}", indent=2, hang=2)


def _thing(at: View, value: str) -> str:
    shown = text_of(at.who(value))
    return shown if len(shown) <= 200 else f"{counted(len(shown), 'character')} of text"


def _tasks(at: View, matter: Matter) -> Iterator[str]:
    """What was asked and instructed about the matter, and whether it was answered."""
    inquiries, instructions = at.state.inquiries.values(), at.state.instructions.values()
    asked = [i for i in inquiries if i.about == matter.matter and at.come(i.on)]
    given = [i for i in instructions if i.matter == matter.matter and at.come(i.on)]
    if asked or given:
        yield from heading("Asked and instructed")
    for inquiry in asked:
        answer = (
            f"answered {said(inquiry.answered)}"
            if at.come(inquiry.answered)
            else "no answer on record"
        )
        where = marked(inquiry.attested, inquiry.entry)
        told = f"{at.who(inquiry.by)} asks {at.who(inquiry.to)} for progress, {said(inquiry.on)}"
        yield from wrapped(f"{told}: {answer} ({where})", indent=2, hang=2)
    for one in given:
        done = f"done {said(one.done)}" if at.come(one.done) else "not reported done"
        where = marked(one.attested, one.entry)
        told = f"{at.who(one.by)} instructs {at.who(one.to)}, {said(one.on)}: {text_of(one.what)}"
        yield from wrapped(f"{told}; {done} ({where})", indent=2, hang=2)


def _conflicts(at: View, matter: Matter) -> Iterator[str]:
    found = [c for c in at.state.conflicts.values() if c.about == matter.matter]
    if found:
        yield from heading("Conflicts between sources")
    for conflict in found:
        for claim in conflict.claims:
            followed = " (followed)" if claim == conflict.followed else ""
            yield from wrapped(f"{claim}{followed}", indent=2, hang=2)
        if not conflict.followed:
            yield "  Neither is followed: it stays open."
