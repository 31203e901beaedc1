"""``comity tour``: the whole of it in one go, on real records: found, replay, ask, rule, verify, audit, prove.

It works in a folder of its own and, when run again, removes there what it made before and nothing else. The charters and
records are those of the project's checkout.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click

from comity.cli import options
from comity.cli.layout import wrapped
from comity.cli.place import key_file, reading, register_files
from comity.errors import BadInput

PROJECT = Path(__file__).resolve().parents[3]
RECORDS = ("csto", "security-council")
FLIPPED = "flipped.db"
PROOF = "entry.proof"
QUESTIONS = (
    (
        "Who was Secretary General on 5 March 2020, as known on 1 April 2020, and how do we know?",
        "show office secretary_general --on 2020-03-05 --as-known-on 2020-04-01",
    ),
    (
        "Which question is open in the plan's reconciliation on 11 January 2023; who must act next?",
        "show matter plan-2023 --on 2023-01-11",
    ),
    ("What was the programme of 2020?", "show programme --year 2020"),
    (
        "What had the chair set in November 2022, and what was reported a year later?",
        "show programme --year 2023",
    ),
    ("Who chairs next?", "show office chairmanship"),
)


@click.command()
@click.option(
    "--folder",
    type=options.FOLDER,
    default="tour",
    show_default=True,
    help="Where to work.",
)
@click.pass_context
def verb(ctx: click.Context, folder: Path) -> None:
    """Show what the kernel does, on real records, in a folder of its own.

    Founds a body from its charter and replays what five public documents report of it; asks the register; replays the
    votes of the Security Council from 1946 to 1989 and compares each ruling with the official outcome; verifies, audits,
    proves an entry, and shows that one changed byte is found.

    \b
    Example:
      comity tour
      comity tour --folder /tmp/comity-tour
    """
    records = {name: _data(name) for name in RECORDS}
    _cleared(folder)
    registers = {name: folder / f"{name}.db" for name in RECORDS}
    for name, record in records.items():
        _told(f"A body founded under charters/{name}, and its record replayed")
        _typed(ctx, registers[name], f"replay {shlex.quote(str(record))}")
        for question, command in QUESTIONS if name == RECORDS[0] else ():
            _told(question)
            _typed(ctx, registers[name], command)
    for name in RECORDS:
        _told(f"Is the register of {name} what was signed, and was every act lawful?")
        _typed(ctx, registers[name], "verify")
        _typed(ctx, registers[name], "audit")
    _proved(ctx, registers[RECORDS[0]], folder / PROOF)
    _flipped(ctx, registers[RECORDS[0]], folder / FLIPPED)
    _next(folder)


# --- the place --------------------------------------------------------------------------------------------------------


def _data(name: str) -> Path:
    """The folder of a record in the project's checkout. ``BadInput`` (``tour.no_data``) where it is not there."""
    record = PROJECT / "records" / name
    charter = PROJECT / "charters" / name / "charter.yaml"
    if not (record / "record.yaml").exists() or not charter.exists():
        raise BadInput(
            "tour.no_data",
            f"The record {name} is not at {record}.",
            remedy="Take the tour from a checkout of the project.",
        )
    try:
        return record.relative_to(Path.cwd())
    except ValueError:
        return record


def _cleared(folder: Path) -> None:
    """The folder, without what a tour made in it before, and with everything else untouched."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in _made(folder):
        with suppress(FileNotFoundError):
            path.unlink()


def _made(folder: Path) -> Iterator[Path]:
    """Every file that a tour makes."""
    for name in (*(f"{record}.db" for record in RECORDS), FLIPPED):
        yield from register_files(folder / name)
        yield key_file(folder / name)
    yield folder / PROOF


# --- asking -----------------------------------------------------------------------------------------------------------


def _told(title: str) -> None:
    click.echo()
    for line in wrapped(title):
        click.echo(click.style(line, fg="cyan", bold=True))


def _typed(ctx: click.Context, register: Path, command: str, expected: int = 0) -> None:
    """Types the command as a reader would, and does it. Ends where it ends otherwise than expected."""
    from comity.cli.main import comity  # at the top the two would import each other

    line = f"{command} --register {shlex.quote(str(register))}"
    for shown in wrapped(f"$ comity {line}", hang=4):
        click.echo(click.style(shown, fg="bright_black"))
    ended = comity.main(shlex.split(line), "comity", standalone_mode=False, color=ctx.color)
    if (ended or 0) != expected:
        ctx.exit(ended or 1)


def _proved(ctx: click.Context, register: Path, proof: Path) -> None:
    number, _, key = _first_tenure(register)
    _told("One entry, proved to whoever has the key, without the register and without trust")
    _typed(ctx, register, f"prove {number} --out {shlex.quote(str(proof))}")
    _typed(ctx, register, f"prove --check {shlex.quote(str(proof))} --key {shlex.quote(key)}")


def _first_tenure(register: Path) -> tuple[int, bytes, str]:
    """The entry in which the first tenure began: its number and bytes; and the key of the register."""
    with reading(register) as read:
        number = next(iter(read.state.tenures.values())).entry
        [data] = read.store.read(read.kept.name, number, number + 1)
        return number, data, read.kept.key


def _flipped(ctx: click.Context, register: Path, copy: Path) -> None:
    number, data, _ = _first_tenure(register)
    _told(f"One bit of entry {number} is changed in a copy of the register. Is it found?")
    raw = bytearray(register.read_bytes())
    raw[raw.index(data) + len(data) // 2] ^= 1
    copy.write_bytes(raw)
    _typed(ctx, copy, "verify", expected=1)


def _next(folder: Path) -> None:
    register = shlex.quote(str(folder / f"{RECORDS[0]}.db"))
    _told("What to do next")
    click.echo(f"  comity show body --register {register}")
    click.echo(f"  comity log --register {register}")
    click.echo("  comity charter check charters/csto")
    click.echo("  your own body: docs/guide/first-body.md")
