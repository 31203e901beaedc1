"""``comity replay``: a record of what really happened, replayed into a new body, and what that came to.

Roll calls are ruled on from the positions alone, and every ruling that differs from what the source reports is listed with
the engine's own explanation in law.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from comity.body.dates import in_words, when
from comity.cli import options
from comity.cli.layout import emit, heading, text_of, wrapped
from comity.cli.place import kept_key, key_file
from comity.cli.progress import bar, moved
from comity.errors import BadInput
from comity.exchange.records import Record, read_record, replay_record
from comity.exchange.rollcalls import Difference, Report, Tables, replay_rollcalls
from comity.register.keys import KEY_SIZE, SigningKey
from comity.registrar import Registrar, clock_of_the_machine
from comity.store.address import Address
from comity.store.opening import open_address
from comity.store.protocol import Store


@click.command()
@click.argument("record", type=options.FOUND_PATH)
@click.option(
    "--data",
    type=options.FOUND_FOLDER,
    help="Another folder of roll calls in place of the record's own: the two tables, or one with a column a member.",
)
@click.option(
    "--name", default="", help="The body's name in the register; the record's unless given."
)
@options.register
@options.key
@options.at
@options.as_json
def verb(
    record: Path,
    data: Path | None,
    name: str,
    register: Address,
    key: Path | None,
    moment: datetime | None,
    as_json: bool,
) -> None:
    """Replay RECORD (a folder with record.yaml, or the file) into a new body of the register.

    An act that the body's rules refuse, or a row that cannot be read, is named; everything before it stands.

    \b
    Example:
      comity replay records/csto --register csto.db
      comity replay records/security-council --data ../other-years
    """
    read = read_record(record)
    if data is not None:
        read = replace(read, rollcalls=replace(_tables(read), folder=data))
    with open_address(register, create=True) as store:
        registrar, report = replayed(read, store, key or key_file(register), name, moment)
        lines = list(said(read, registrar, report))
        value = _value(read, registrar, report)
    emit(lines, value, as_json)


def _tables(read: Record) -> Tables:
    if read.rollcalls is None:
        raise BadInput(
            "rollcalls.none",
            "This record has no roll calls.",
            where=str(read.file),
            remedy="Leave out --data, or name a record with rollcalls.",
        )
    return read.rollcalls


def replayed(
    read: Record, store: Store, keys: Path, name: str = "", moment: datetime | None = None
) -> tuple[Registrar, Report | None]:
    """The registrar of the new body, every act recorded, its key kept in the file ``keys``; and the report on roll calls.

    Once the body is founded its key stays, whatever becomes of the rows: what was recorded stands."""
    body = name or read.record
    signing = SigningKey(body, secrets.token_bytes(KEY_SIZE))
    clock = clock_of_the_machine if moment is None else lambda: moment
    with kept_key(keys, signing, store):
        with bar(f"Replaying {body}", len(read.rows)) as moving:
            registrar = replay_record(read, store, signing, moved(moving), body=body, clock=clock)
        if read.rollcalls is None:
            return registrar, None
        with bar("Ruling on roll calls", None) as moving:
            return registrar, replay_rollcalls(read.rollcalls, registrar, moved(moving))


# --- the report -------------------------------------------------------------------------------------------------------


def said(
    read: Record, registrar: Registrar, report: Report | None, most: int = 40
) -> Iterator[str]:
    """What the replay came to: how much was recorded, and where ruling and source differ."""
    state = registrar.state
    title = text_of(read.title) or read.record
    yield click.style(f"{title}: replayed into {registrar.body}.", fg="green", bold=True)
    yield f"  {state.size:>6,}  entries in the register"
    yield f"  {len(state.sources):>6,}  sources on file"
    if state.conflicts:
        yield f"  {len(state.conflicts):>6,}  conflicts between sources, kept with both claims"
    if report is None:
        return
    yield f"  {report.drafts:>6,}  drafts, each ruled on from the positions alone"
    yield f"  {report.agreed:>6,}  rulings agree with the source"
    yield f"  {len(report.disagreements):>6,}  do not agree, and are listed"
    yield f"  {len(report.undetermined):>6,}  undetermined: the positions are not all reported"
    yield f"  {len(report.problems):>6,}  oddities in the source that decided nothing"
    if report.columns:
        yield from heading("How the columns were read")
        for column in report.columns:
            yield from wrapped(column, hang=2)
    yield from _listed("Where ruling and source differ", report.disagreements, most)
    yield from _listed("Undetermined", report.undetermined, most)
    if report.problems:
        yield from heading("Oddities in the source")
        for problem in report.problems[:most]:
            yield from wrapped(f"{problem.where}: {problem.sentence}", hang=2)
        yield from _rest(len(report.problems), most)


def _listed(title: str, differences: Sequence[Difference], most: int) -> Iterator[str]:
    if differences:
        yield from heading(title)
    for each in differences[:most]:
        name = each.symbol or f"event {each.event}"
        first = f"{name}, {in_words(when(each.date))}: reported {each.reported}, ruled {each.ruled}"
        yield click.style(f"{first} (entry {each.entry})", bold=True)
        yield from wrapped(each.explanation, indent=2)
        if each.annotation:
            yield from wrapped(f"The record adds: {each.annotation}", indent=2)
    yield from _rest(len(differences), most)


def _rest(number: int, most: int) -> Iterator[str]:
    if number > most:
        yield f"... and {number - most:,} more; --json lists them all."


def _value(read: Record, registrar: Registrar, report: Report | None) -> dict[str, Any]:
    value: dict[str, Any] = {
        "record": read.record,
        "body": registrar.body,
        "entries": registrar.state.size,
    }
    if report is not None:
        value["report"] = asdict(report)
    return value
