"""``comity ruling``: what a rule of a charter gives for the positions of its members, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from comity.body.ballots import ruling_on_record, uncountable
from comity.body.dates import in_words, when
from comity.body.state import Matter, Question, State
from comity.charter.law import Law, law
from comity.charter.reading import read_charter
from comity.charter.running import roll_and_positions
from comity.cli import options
from comity.cli.grid import by_position
from comity.cli.layout import OUTCOMES, counted, emit, text_of, wrapped
from comity.cli.positions import Said, case_of, not_so
from comity.errors import BadInput, Faulty, Message
from comity.hindrances import bad_input
from comity.registrar import clock_of_the_machine
from comity.rules.counting import Ballot
from comity.rules.ruling import Ruling
from comity.rules.terms import Position, Rule
from comity.rules.wording import HEADS, words

WITHOUT_RULING = {
    "stalled": "No decision: it could not be counted.",
    "superseded": "No decision: the text was changed.",
    "without a vote": "Adopted without a vote.",
}
CHARTER = click.argument("charter", type=options.FOUND_PATH)


@click.command()
@CHARTER
@click.argument("rule")
@click.option("--positions", required=True, help="Who stands where, as in the example.")
@click.option(
    "--members", default="", help="Who is counted, or how many; the charter's members unless given."
)
@click.option(
    "--group", "groups", multiple=True, help="A group of the question: permanent: m1..m5."
)
@click.option("--weight", "weights", multiple=True, help="A weight: shares: AM=10, BY=1/3, each=1.")
@click.option("--world", default="", help="The external total of a weight: tonnage=100.")
@click.option("--attending", default="", help="How many attend.")
@click.option(
    "--as-at",
    "day",
    callback=options.day_of,
    metavar="DATE",
    help="The charter on that day; today unless given.",
)
@options.as_json
def verb(charter: Path, rule: str, day: str, as_json: bool, **said: Any) -> None:
    """Rule on one question: what RULE of CHARTER gives for the positions, and why.

    A position takes members, a range (m1..m20), a number, or "rest". Members not mentioned are absent; "pending" are those
    still to answer, "unknown" those of whom nothing is reported.

    \b
    Example:
      comity ruling charters/csto csto.consensus \\
        --positions "in favour: AM, BY, KG, KZ, TJ; against: RU"
      comity ruling charters/law unsc.substantive --members 15 \\
        --group "permanent: m1..m5" --positions "against: m1; in favour: rest"
    """
    read = read_charter(charter)
    on = law(read, date.fromisoformat(day := day or clock_of_the_machine().date().isoformat()))
    found = on.rules.get(rule)
    if found is None and rule in read.rules:
        first = read.rules[rule].versions[0][0]
        helps = Message("It begins on {day}: write --as-at {day}, or a later day.", day=str(first))
        raise bad_input("rule.not_in_force", name=rule, remedy=helps)
    if found is None:
        raise unknown_rule(rule, list(on.rules))
    case = case_of(read, rule, day, Said(**said))
    try:
        roll, positions = roll_and_positions(case, on)
        absent: dict[str, Position] = dict.fromkeys(roll.members, "absent")
        stood = absent | positions
        ruling = Ballot(found, roll).ruling(stood)
    except Faulty as error:
        raise not_so(error) from error
    value = {"as_at": day, "certified": read.certified, "positions": stood, **ruling.as_json()}
    emit(picture(on, found, ruling, stood, day), value, as_json)


def unknown_rule(rule: str, rules: Sequence[str]) -> BadInput:
    """No rule of that name: the nearest, or all."""
    from difflib import get_close_matches

    near = get_close_matches(rule, rules, n=3) or rules
    return BadInput(
        "rule.unknown", f"There is no rule {rule!r}.", remedy=f"There are: {', '.join(near)}."
    )


def picture(
    on: Law, rule: Rule, ruling: Ruling, stood: Mapping[str, str], day: str
) -> Iterator[str]:
    """The ruling as a page: the rule and whose it is, who stands where, what that gives and why."""
    title = f"  {text_of(rule.title)}" if rule.title else ""
    first, *rest = wrapped(f"{rule.name}{title}", hang=2)
    yield first.replace(rule.name, click.style(rule.name, bold=True), 1)
    yield from rest
    whose = text_of(on.charter.title)
    asked = counted(ruling.counts["members"], "member")
    yield from wrapped(f"{whose}, {asked}, {in_words(when(day))}", hang=2)
    yield ""
    yield from by_position(stood)
    yield ""
    yield from ruling_lines(ruling)
    yield from uncertified(on)


def ruling_lines(ruling: Ruling) -> Iterator[str]:
    """The ruling in words, its outcome in its colour."""
    first, *rest = words(ruling)
    yield _in_its_colour(first, ruling.outcome)
    yield from rest


def recorded_lines(state: State, matter: Matter, question: Question) -> Iterator[str]:
    """What came of the question as the register has it; with the reasons where the positions still give it."""
    given = ruling_on_record(state, matter, question)
    if given is not None:
        yield from ruling_lines(given)
    elif question.closed:
        article = f" [{question.article}]" if question.article else ""
        known = WITHOUT_RULING | HEADS
        name = "without a vote" if question.without_a_vote else question.outcome
        said = known.get(name) or f"{question.outcome.capitalize()}."
        yield _in_its_colour(said + article, question.outcome)
    else:
        yield from wrapped(f"It cannot be counted: {uncountable(state, question)}", hang=2)


def ruling_value(state: State, matter: Matter, question: Question) -> dict[str, Any]:
    """The same for programs."""
    given = ruling_on_record(state, matter, question)
    if given is not None:
        return given.as_json()
    said = {"outcome": question.outcome, "article": question.article}
    return said | ({"without_a_vote": True} if question.without_a_vote else {})


def _in_its_colour(first: str, outcome: str) -> str:
    said, stop, article = first.partition("[")
    return click.style(said, fg=OUTCOMES.get(outcome, "cyan"), bold=True) + stop + article


def uncertified(on: Law) -> Iterator[str]:
    """What is said wherever a charter is used of which something is still to be verified."""
    open_ones = len(on.charter.to_verify)
    if open_ones:
        said = counted(open_ones, "provision")
        text = f"Uncertified charter: {said} to be compared with the text of the law."
        yield ""
        yield from (click.style(line, fg="yellow") for line in wrapped(text))
