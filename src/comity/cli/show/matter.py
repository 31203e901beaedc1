"""``comity show matter``: where a matter stands on a day, what it waits for, who must act next, and how it came there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from comity.body.ballots import SILENCE, positions, ruling
from comity.body.course import openers
from comity.body.knowledge import as_it_stood
from comity.body.occasion import instant, law_from
from comity.body.roles import named, role_words
from comity.body.state import Matter, Question, find_matter
from comity.charter.model import Procedure, Puts, RolePhrase, Step
from comity.cli import options
from comity.cli.grid import by_member
from comity.cli.layout import columns, counted, emit, heading, names, text_of, wrapped
from comity.cli.ruling import ruling_lines, uncertified
from comity.cli.show.view import View, article, marked, page_title, said, unknown, view
from comity.errors import Refused
from comity.registrar import clock_of_the_machine
from comity.rules.ruling import Ruling

END = "end"
SILENT = {
    "no answer": "Whoever does not answer has not agreed.",
    "consent": "Whoever does not answer by then has consented.",
    "non-participation": "Whoever does not answer by then takes no part.",
    "objection": "Whoever does not answer by then has objected.",
}


@click.command()
@click.argument("name")
@options.on
@options.known
@options.register
@options.body
@options.as_json
def verb(name: str, day: str, known: str, register: Path, body: str, as_json: bool) -> None:
    """Show where the matter NAME stands: its steps, the question open, who stands where, what is still needed.

    \b
    Example:
      comity show matter plan-2023 --on 2023-01-11
    """
    with view(register, body, day, known) as at:
        found = find_matter(at.state, name)
        if found is None:
            raise unknown("matter", name, [*at.state.matters, *at.state.cards])
        matter = as_it_stood(found, at.day) if at.asked else found
        procedure = _procedure(at, matter)
        value = matter_value(at, matter, procedure)
        lines = list(matter_lines(at, matter, procedure))
    emit(lines, value, as_json)


def _procedure(at: View, matter: Matter) -> Procedure:
    return law_from(at.state, matter.charter, at.day).procedures[matter.procedure]


# --- what it waits for ------------------------------------------------------------------------------------------------


def waits(at: View, matter: Matter, procedure: Procedure) -> dict[str, Any]:
    """What the matter waits for, in words, and who must act next: by role, and by name as far as the role has any."""
    if matter.ended:
        return {"for": f"nothing: {matter.outcome}", "who": [], "role": ""}
    if matter.hindered:
        mending = f"what hinders it to be mended: {matter.hindered}"
        return {"for": mending.rstrip("."), "who": [], "role": "the keeper of the record"}
    step = next((s for s in procedure.steps if s.step == matter.step), None)
    if step is None:
        return {"for": "its first step is not reported", "who": [], "role": ""}
    question = matter.question()
    if question is not None and question.step == step.step:
        stood = positions(at.state, matter, question)
        silent = [member for member in question.population if stood[member] == "pending"]
        asked = f'answers to "{question.asks}"'
        return {"for": asked, "who": silent, "role": "those still to answer"}
    if step.puts is not None:
        by = step.puts.put_by or step.puts.to
        return _wants(at, matter, procedure, by, f'the question "{step.puts.question}" to be put')
    if step.asks is not None:
        return _wants(at, matter, procedure, step.asks.of, step.asks.thing.replace("_", " "))
    if step.waits is not None:
        event = step.waits.event or (step.waits.date and f"the day: {step.waits.date}")
        return {"for": event or "a period to run", "who": [], "role": ""}
    return {"for": "to take effect", "who": [], "role": ""}


def _wants(
    at: View, matter: Matter, procedure: Procedure, of: RolePhrase, what: str
) -> dict[str, Any]:
    try:
        who = list(named(at.occasion, of, openers(matter.things, matter.by), procedure))
    except Refused:
        who = []
    return {"for": what, "who": who, "role": role_words(of)}


# --- for programs -----------------------------------------------------------------------------------------------------


def matter_value(at: View, matter: Matter, procedure: Procedure) -> dict[str, Any]:
    """The matter as it stood on the day."""
    return {
        "matter": matter.matter,
        "title": text_of(matter.title),
        "procedure": matter.procedure,
        "on": at.day,
        "as_known_on": at.known or None,
        "certified": at.law.charter.certified,
        "opened": {
            "on": matter.on,
            "by": matter.by,
            "entry": matter.entry,
            "attested": matter.attested,
        },
        "step": matter.step,
        "steps": [step.step for step in procedure.steps],
        "waits": waits(at, matter, procedure),
        "things": matter.things,
        "questions": [_question_value(at, matter, question) for question in matter.questions],
        "versions": [
            {"version": v.version, "digest": v.digest, "by": v.by} for v in matter.versions
        ],
        "remarks": [
            {
                "remark": r.remark,
                "by": r.by,
                "nature": r.nature,
                "type": r.type,
                "paragraphs": r.paragraphs,
                "disposition": r.disposition,
            }
            for r in matter.remarks.values()
        ],
        "decisions": [
            {"decision": d.decision, "number": d.number, "dated": d.dated} for d in matter.decisions
        ],
        "ended": matter.ended,
        "outcome": matter.outcome,
        "history": [
            {"step": p.step, "on": p.on, "entry": p.entry, "attested": p.attested}
            for p in matter.path
        ],
    }


def _question_value(at: View, matter: Matter, question: Question) -> dict[str, Any]:
    return {
        "question": question.question,
        "asks": question.asks,
        "rule": question.rule,
        "opened": question.opened,
        "deadline": question.deadline,
        "closed": question.closed,
        "positions": positions(at.state, matter, question, _silence(at, matter, question)),
        "reported": question.reported,
        "ruling": ruled(at, matter, question).as_json(),
    }


def ruled(at: View, matter: Matter, question: Question) -> Ruling:
    """The ruling on the positions as they stood: as long as the question is open, on what is still to come as well."""
    return ruling(at.state, matter, question, _silence(at, matter, question))


def _silence(at: View, matter: Matter, question: Question) -> Any:
    """What it means that a member said nothing: ``pending`` while the question is open."""
    if not question.closed:
        return "pending"
    puts = _puts(at, matter, question)
    return SILENCE[puts.silence_means] if puts is not None else "absent"


def _puts(at: View, matter: Matter, question: Question) -> Puts | None:
    """What the charter says of the question, by the step that put it."""
    steps = _procedure(at, matter).steps
    return next((step.puts for step in steps if step.step == question.step), None)


# --- for readers ------------------------------------------------------------------------------------------------------


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
    stood = positions(at.state, matter, question, _silence(at, matter, question))
    yield from heading(f"{question.question}: {question.asks or question.rule}")
    left_open = "how it closed is not reported" if matter.ended else "still open"
    closed = f"closed {said(question.closed)}" if question.closed else left_open
    where = marked(question.attested, question.entry)
    first = f"Under {question.rule}, put {_opened(question)}, {closed} ({where})."
    yield from wrapped(first, indent=2, hang=2)
    if question.deadline and not question.closed and not matter.ended:
        yield from wrapped(_clock(at, matter, question), indent=2, hang=2)
    yield ""
    yield from by_member(stood, _notes(question))
    yield ""
    yield from ruling_lines(ruled(at, matter, question))
    if question.reported:
        same = "the same" if question.reported == question.outcome else "not the same"
        yield f"The source reports: {question.reported}; {same}."
    puts = _puts(at, matter, question)
    if puts is not None and not question.closed and not matter.ended:
        yield f"{SILENT[puts.silence_means]}"


def _opened(question: Question) -> str:
    """When it was put: the day where that is all that a source gives."""
    return said(question.opened.removesuffix("T00:00:00.000Z"))


def _clock(at: View, matter: Matter, question: Question) -> str:
    seat = at.law.charter.seat
    passed = not at.asked and question.deadline < instant(clock_of_the_machine())
    state = "Due, not yet recorded: its deadline was" if passed else "Answers are in time until"
    return f"{state} {local(question.deadline, seat.zone)} at the seat ({seat.place or seat.zone})."


def local(moment: str, zone: str) -> str:
    """An instant as the clock at the seat shows it; the midnight that ends a day as 24:00 of that day."""
    from datetime import datetime, timedelta

    from comity.body.periods import zone as zone_of

    there = datetime.fromisoformat(moment).astimezone(zone_of(zone))
    if (there.hour, there.minute) == (0, 0):
        return f"{said((there - timedelta(days=1)).date().isoformat())}, 24:00"
    return f"{said(there.date().isoformat())}, {there:%H:%M}"


def _notes(question: Question) -> dict[str, str]:
    """What goes with a position: a reservation, an earlier position, that it came late or is contested."""
    notes = {}
    for member, told in question.stated.items():
        last = told[-1]
        said = [
            f"{last.reservation} reservation" if last.reservation else "",
            f"was {told[-2].choice}" if len(told) > 1 and told[-2].choice != last.choice else "",
            "late, not counted" if last.late else "",
            "joined later" if last.joined_later else "",
            "contested" if last.contested else "",
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
