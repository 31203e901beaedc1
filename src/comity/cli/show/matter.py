"""``comity show matter``: where a matter stands on a day, what it waits for, who must act next, and how it came there."""

from __future__ import annotations

from typing import Any

import click

from comity.body.ballots import positions
from comity.body.knowledge import as_it_stood
from comity.body.standing import begun
from comity.body.state import Matter, Question, find_matter
from comity.charter.model import Procedure
from comity.cli import options
from comity.cli.layout import text_of
from comity.cli.ruling import ruling_value
from comity.cli.show.matter_page import matter_lines
from comity.cli.show.view import Page, View, not_yet, show, unknown
from comity.cli.show.waiting import procedure_of, silence_of, waits
from comity.store.address import Address


@click.command()
@click.argument("name")
@options.on
@options.known
@options.register
@options.body
@options.as_json
def verb(name: str, day: str, known: str, register: Address, body: str, as_json: bool) -> None:
    """Show where the matter NAME stands: its steps, the question open, who stands where, what is still needed.

    \b
    Example:
      comity show matter plan-2023 --on 2023-01-11
    """

    def page(at: View) -> Page:
        found = find_matter(at.state, name)
        if found is None:
            raise unknown("matter", name, [*at.state.matters, *at.state.cards])
        if at.asked and not found.attested and not begun(found.on, at.day):
            raise not_yet("matter", name, at, found.on)
        matter = as_it_stood(found, at.day, at.done) if at.asked else found
        procedure = procedure_of(at, matter)
        value = matter_value(at, matter, procedure)
        lines = list(matter_lines(at, matter, procedure))
        return lines, value

    show(register, body, day, known, as_json, page)


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
        "positions": positions(at.state, matter, question, silence_of(at, matter, question)),
        "reported": question.reported,
        "ruling": ruling_value(at.state, matter, question),
    }
