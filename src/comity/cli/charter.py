"""``comity charter``: check a charter, try it on cases, print the schema of the format.

``check`` names every fault, then what a charter without faults leaves open, in sentences. ``test`` tries it on cases:
those beside it or those given; one line where a case comes out otherwise, and last ``N passed, N failed``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from comity.charter import schema
from comity.charter.examination import Examination, Trial, examine, try_charter
from comity.cli import options
from comity.cli.exits import fault_lines
from comity.cli.layout import counted, emit, text_of, wrapped
from comity.errors import Fault

CHARTERS = click.argument(
    "charters", nargs=-1, required=True, metavar="CHARTER...", type=options.ANY_PATH
)


@click.group()
def verb() -> None:
    """Check a charter, try it on cases, print the schema of the format.

    \b
    Example:
      comity charter check charters/csto
      comity charter test charters/*
    """


# --- check ------------------------------------------------------------------------------------------------------------


@verb.command()
@CHARTERS
@options.as_json
@click.pass_context
def check(ctx: click.Context, charters: Sequence[Path], as_json: bool) -> None:
    """Name the faults of charters, then what they leave open.

    CHARTER is a file, or a folder with charter.yaml in it. Exit code 1 on a fault.

    \b
    Example:
      comity charter check charters/csto
    """
    examined = [examine(path) for path in charters]
    lines = (line for each in examined for line in _examined_lines(each))
    emit(lines, [_examined(each) for each in examined], as_json)
    ctx.exit(any(each.faults for each in examined))


def _examined_lines(each: Examination) -> Iterator[str]:
    for fault in each.faults:
        yield from fault_lines(str(fault))
    if each.charter is None:
        said = f"{each.path}: {counted(len(each.faults), 'fault')}."
        yield click.style(said, fg="red", bold=True)
        return
    yield click.style(f"{each.path}: {text_of(each.charter.title)}", bold=True)
    for finding in each.findings:
        yield from wrapped(str(finding), indent=2, hang=2)
    found = counted(len(each.findings), "finding")
    yield click.style(f"{each.path}: no fault, {found}.", fg="green")


def _examined(each: Examination) -> dict[str, Any]:
    return {
        "charter": each.path,
        "certified": each.charter is not None and each.charter.certified,
        "faults": [_fault(fault) for fault in each.faults],
        "findings": [_plain(finding) for finding in each.findings],
    }


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _fault(one: Fault) -> dict[str, Any]:
    """The fault with its sentences in English."""
    names = ("code", "file", "line", "column", "sentence", "expected")
    return {name: getattr(one, name) for name in names}


# --- test -------------------------------------------------------------------------------------------------------------


@verb.command()
@CHARTERS
@click.option(
    "--cases",
    "files",
    multiple=True,
    type=options.FOUND_PATH,
    help="A file or folder of cases, instead of those beside the charter; may be repeated.",
)
@options.as_json
@click.pass_context
def test(
    ctx: click.Context, charters: Sequence[Path], files: Sequence[Path], as_json: bool
) -> None:
    """Try charters on their cases.

    One line for each case that comes out otherwise; the last line is "N passed, N failed". Exit code 1 on a failure.

    \b
    Example:
      comity charter test charters/csto
      comity charter test charters/law --cases mine.yaml
    """
    trials = [try_charter(path, files) for path in charters]
    passed = sum(trial.passed for trial in trials)
    failed = sum(len(trial.failed) + trial.not_run for trial in trials)
    value = {
        "passed": passed,
        "failed": failed,
        "charters": [_tried(trial) for trial in trials],
    }
    lines = [line for trial in trials for line in _trial_lines(trial)]
    emit([*lines, f"{passed} passed, {failed} failed"], value, as_json)
    ctx.exit(failed > 0)


def _trial_lines(trial: Trial) -> Iterator[str]:
    # One line each, however long: it is read by programs and by eye alike.
    yield from (str(fault).replace("\n", " ") for fault in trial.faults)
    for result in trial.failed:
        case = result.case
        where = f"{case.file}:{case.place.line}: {case.case} ({case.rule.value})"
        yield f"{where}: expected {result.expected}; got {result.got}"


def _tried(trial: Trial) -> dict[str, Any]:
    differ = [
        {
            "case": result.case.case,
            "file": result.case.file,
            "line": result.case.place.line,
            "rule": result.case.rule.value,
            "expected": result.expected,
            "got": result.got,
            "ruling": result.ruling.as_json(),
        }
        for result in trial.failed
    ]
    faults = [_fault(fault) for fault in trial.faults]
    return {"charter": trial.path, "passed": trial.passed, "differ": differ, "faults": faults}


# --- schema -----------------------------------------------------------------------------------------------------------


@verb.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of charters, for editors.

    \b
    Example:
      comity charter schema > charter.schema.json
    """
    click.echo(schema.print_schema(), nl=False)
