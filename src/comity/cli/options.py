"""The options that verbs share: which register, which body, on which day, for readers or for programs."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from comity.cli.exits import AS_JSON
from comity.errors import BadInput
from comity.grammar import unfit_year
from comity.place import place_of
from comity.store.address import Address, check_address, is_database

F = TypeVar("F", bound=Callable[..., Any])
Option = Callable[[F], F]
REGISTER, KEY, HOME = "COMITY_REGISTER", "COMITY_KEY", "COMITY_HOME"


class GivenPath(click.Path):
    """A path in which something is written. click and the system take an empty one for the folder one is in. A class, since
    click completes paths for that one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and not value.strip():
            what = (
                "folder"
                if not self.file_okay
                else "file"
                if not self.dir_okay
                else "file or folder"
            )
            self.fail(f"The path is empty. Give the path of a {what}.", param, ctx)
        return super().convert(value, param, ctx)


# Not ``readable``: rights have a sentence of their own.
FILE = GivenPath(path_type=Path, dir_okay=False, readable=False)
FOUND_FILE = GivenPath(path_type=Path, dir_okay=False, exists=True, allow_dash=True)
FOUND_PATH = GivenPath(path_type=Path, exists=True)
ANY_PATH = GivenPath(path_type=Path)
FOLDER = GivenPath(path_type=Path, file_okay=False)
FOUND_FOLDER = GivenPath(path_type=Path, file_okay=False, exists=True)


class _Addressed(GivenPath):
    """The path of a file, or the address of a PostgreSQL database."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Address:
        if isinstance(value, str):
            said = value.strip()
            check_address(said)
            if is_database(said):
                return said
            value = said
        return Path(os.fsdecode(super().convert(value, param, ctx)))


ADDRESS = _Addressed(path_type=Path, dir_okay=False, readable=False)


def _usual() -> Path:
    return Path(os.environ.get(HOME, "").strip(), "comity.db")


def _noted(ctx: click.Context, _: click.Parameter, value: bool) -> bool:
    ctx.meta[AS_JSON] = value
    return value


def day_of(_: click.Context, __: click.Parameter, value: str | None) -> str:
    """An ISO day, or nothing."""
    if not value:
        return ""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = date.min
    if day.isoformat() != value:  # a week is no day, and 20230111 a number
        raise click.BadParameter(f"{value!r} is no day; write it as 2023-01-11.")
    require_near(day)
    return day.isoformat()


def require_near(day: date) -> None:
    """Returns where the year can be one of a record. ``click.BadParameter`` otherwise."""
    unfit = unfit_year(day.year)
    if unfit is not None:
        raise click.BadParameter(f"{unfit.sentence} Write a year in this range.")


def _instant(_: click.Context, __: click.Parameter, value: str | None) -> datetime | None:
    """An instant with its offset, in UTC; or nothing."""
    if not value:
        return None
    from comity.body.periods import read_instant  # not for the help

    try:
        moment = read_instant(value)
    except BadInput:
        example = "2026-03-02T09:00:00Z"
        raise click.BadParameter(f"{value!r} is no instant; write it as {example}.") from None
    require_near(moment)
    return moment


as_json: Option[Any] = click.option(
    "--json", "as_json", is_flag=True, callback=_noted, is_eager=True, help="Print JSON."
)
register: Option[Any] = click.option(
    "--register",
    type=ADDRESS,
    envvar=REGISTER,
    default=_usual,
    show_default=f"{REGISTER}, else comity.db",
    help="The file of the register, or postgresql://user@host/database.",
)
body: Option[Any] = click.option(
    "--body", default="", metavar="NAME", help="Which body; needed where there are several."
)
on: Option[Any] = click.option(
    "--on",
    "day",
    callback=day_of,
    metavar="DATE",
    help="As it was on that day; today unless given.",
)
known: Option[Any] = click.option(
    "--as-known-on",
    "known",
    callback=day_of,
    metavar="DATE",
    help="From what could be known by the end of that day.",
)
at: Option[Any] = click.option(
    "--at",
    "moment",
    callback=_instant,
    metavar="INSTANT",
    help="For rehearsals: the clock says 2026-03-02T09:00:00Z.",
)
key: Option[Any] = click.option(
    "--key",
    "key",
    type=FILE,
    envvar=KEY,
    help=f"The file of the signing key ({KEY}), if not the register's own.",
)
_home: Option[Any] = click.option(
    "--home",
    type=GivenPath(path_type=Path, file_okay=False, readable=False),
    envvar=HOME,
    show_default=f"{HOME}, else the register's folder, else this one",
    help="The folder of this installation: accounts, papers, keys.",
)
_register_of_place: Option[Any] = click.option(
    "--register",
    type=ADDRESS,
    envvar=REGISTER,
    show_default=f"{REGISTER}, else comity.db in the home",
    help="The file of the register, or postgresql://user@host/database.",
)


def place(command: F) -> F:
    """``--home`` and ``--register``, for a verb about a whole installation: it is given the place as ``at``."""

    @_home
    @_register_of_place
    @wraps(command)
    def placed(*given: Any, home: Path | None, register: Address | None, **named: Any) -> Any:
        said = {HOME: os.fspath(home or ""), REGISTER: os.fspath(register or "")}
        return command(*given, at=place_of({**os.environ, **said}), **named)

    return cast(F, placed)
