"""``comity demo``: an office to look at and to try, made in a folder of its own.

Two bodies: an institution as public documents report it, to which nobody can add a word; and an invented practice body
whose clocks run from now, with a door for each role. It serves them until it is interrupted; where nobody sits at a
terminal it looks at the pages once, says what it saw, and ends.
"""

from __future__ import annotations

import os
import shutil
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import click

from comity.cli import options
from comity.cli.layout import wrapped
from comity.cli.place import register_files
from comity.errors import BadInput
from comity.place import Place
from comity.registrar import clock_of_the_machine
from comity.web.listening import Address, answers
from comity.web.serving import environment, prepare, serve

PROJECT = Path(__file__).resolve().parents[3]
RECORDS = PROJECT / "records"
LOOKED_AT = ("/", "/b/csto/desk", "/b/csto/offices", "/b/csto/register")


class _Looked(Exception):
    """Nobody is at a terminal, and the pages have been looked at."""


@click.command()
@click.option("--folder", type=options.FOLDER, default="demo",
              show_default=True, help="Where to work; what a demonstration made there before is removed.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65534), default=8000, show_default=True,
              help="The port of the pages; the live streams take the one after.")  # fmt: skip
@click.option("--once", is_flag=True, help="Look at the pages once, and end.")
@click.option(
    "--open/--no-open", "open_browser", default=True, help="Open the browser, where there is one."
)
def verb(folder: Path, port: int, once: bool, open_browser: bool) -> None:
    """Open an office with two bodies: one as sources report it, one to practise in.

    \b
    Example:
      comity demo
      comity demo --port 8080 --no-open
    """
    if not (RECORDS / "csto" / "record.yaml").exists():
        raise BadInput(
            "demo.no_data",
            f"The records are not at {RECORDS}.",
            remedy="Run the demonstration from a checkout of the project: make demo.",
        )
    place = _emptied(folder.absolute())
    address = Address(port=port)
    given = {**os.environ, "COMITY_DEMONSTRATION": "1"}
    _make(place, environment(place, address, given))
    once = once or not sys.stdout.isatty()
    with suppress(_Looked):
        serve(place, address, given, lambda at: _ready(address, at, once, open_browser))
    _next(folder, port, once)


def _emptied(home: Path) -> Place:
    """The folder, without what a demonstration made in it before, and with everything else untouched."""
    place = Place(home, str(home / "comity.db"))
    home.mkdir(parents=True, exist_ok=True)
    for path in _made(place):
        with suppress(FileNotFoundError):
            path.unlink()
    shutil.rmtree(place.files, ignore_errors=True)
    return place


def _made(place: Place) -> Iterator[Path]:
    yield from register_files(Path(place.register))
    yield from register_files(place.accounts)
    yield from (place.keys, place.secret, place.home / "prepared")


def _make(place: Place, told: dict[str, str]) -> None:
    click.echo("Making the tables of accounts")
    prepare(place, told)
    os.environ.update(told)
    import django

    django.setup()
    from comity.web import demonstration  # needs Django's settings

    demonstration.make(place, RECORDS, clock_of_the_machine(), click.echo)


def _ready(address: Address, at: str, once: bool, open_browser: bool) -> None:
    if once:
        for path in LOOKED_AT:
            page = answers(address, path, host=urlsplit(at).netloc, within=60)
            if not page:
                raise BadInput("serve.silent", f"The page {path} does not answer at {at}.")
            click.echo(f"  200  {len(page.encode()):>7,} bytes  {path}")
        raise _Looked
    click.echo(click.style(f"\nThe office is open at {at}", fg="green", bold=True))
    click.echo("Choose a role there. Ctrl-C closes it.")
    if open_browser:
        webbrowser.open(at)


def _next(folder: Path, port: int, once: bool) -> None:
    click.echo()
    for line in wrapped("What to do next"):
        click.echo(click.style(line, fg="cyan", bold=True))
    if once:
        click.echo(
            "  .venv/bin/comity demo          at a terminal: the office stays open, with a door for each role"
        )
    click.echo(f"  .venv/bin/comity verify --register {folder / 'comity.db'} --body csto")
    click.echo(
        "  .venv/bin/comity tour          the same record from the command line: ask, rule, verify, prove"
    )
    click.echo("  your own body: docs/guide/first-office.md")
