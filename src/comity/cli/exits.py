"""How the command line ends: exit codes, and errors told so that a reader knows what to do.

====  ==========================================================================================================
0     done
1     a finding against: faults of a charter, failed cases, a register that does not verify, an act not lawful
2     the command was not written as its ``--help`` says
3     the body's rules refuse the act; nothing is recorded
4     something given cannot be read: a file, a row, an act, an id that is not there
5     another writer was faster, or the request id was used for something else; nothing is recorded
6     the store failed: no space, a locked file, no register
130   stopped by the user; what was recorded stands whole
====  ==========================================================================================================

With ``--json`` an error is one JSON object on standard output, under ``error``.

>>> code_of(Refused("position.late", "Too late.", article="Rules 12", remedy=""))
3
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from comity.cli.layout import wrapped
from comity.errors import (
    BadInput,
    ComityError,
    Conflict,
    Faulty,
    Refused,
    StoreFailed,
    Untrustworthy,
)
from comity.rights import may_be_read, not_readable

CODES: Mapping[type[ComityError], int] = {
    Untrustworthy: 1,
    Refused: 3,
    BadInput: 4,
    Faulty: 4,
    Conflict: 5,
    StoreFailed: 6,
}
STOPPED = 130
AS_JSON = "comity.json"
"""Where a verb notes in its context that it was asked for JSON."""


def code_of(error: ComityError) -> int:
    """The exit code of the error."""
    return CODES[type(error)]


def told(ctx: click.Context, error: BaseException) -> int:
    """Tells the error and gives the exit code. What is not Comity's own, and not of the machine, is raised again."""
    match error:
        case KeyboardInterrupt():
            click.echo("Stopped. What was recorded stands whole.", err=True)
            return STOPPED
        case PermissionError(filename=str() as named) if not may_be_read(Path(named)):
            return told(ctx, not_readable(Path(named)))
        case OSError():
            named = f"{error.filename}: " if error.filename else ""
            shown = f"{named}{error.strerror or error}."
            remedy = "Check the path, the space and the permissions."
            return told(ctx, StoreFailed("file.failed", shown, remedy=remedy))
        case ComityError():
            if ctx.meta.get(AS_JSON):
                click.echo(json.dumps({"error": as_json(error)}, ensure_ascii=False, indent=2))
            else:
                for line in in_words(error):
                    click.echo(line, err=True)
            return code_of(error)
        case _:
            raise error


def as_json(error: ComityError) -> dict[str, Any]:
    """The error for programs: its kind, code and sentence, and whatever else it carries."""
    told: dict[str, Any] = {"kind": type(error).__name__, "code": error.code}
    told["sentence"] = error.sentence
    for name in ("article", "where", "entry", "evidence", "remedy"):
        if getattr(error, name, None) not in (None, "", ()):
            told[name] = getattr(error, name)
    if isinstance(error, Faulty):
        told["faults"] = [
            {field: getattr(fault, field) for field in fault.__dataclass_fields__}
            for fault in error.faults
        ]
    return told


def in_words(error: ComityError) -> Iterator[str]:
    """The error for a reader: what is wrong, which article, what to do."""
    heads = {Refused: "Refused", Untrustworthy: "Does not verify", Conflict: "Conflict"}
    head = click.style(f"{heads.get(type(error), 'Error')}: ", fg="red", bold=True)
    if isinstance(error, Faulty):
        for fault in error.faults:
            yield from fault_lines(str(fault))
        return
    where = f"{error.where}: " if isinstance(error, BadInput) and error.where else ""
    first, *rest = wrapped(
        visible(f"{where}{error.sentence}"), hang=2, lead=len(click.unstyle(head))
    )
    yield head + first
    yield from rest
    if isinstance(error, Refused):
        yield from wrapped(f"Article: {error.article}.", indent=2)
    if error.remedy:
        yield from wrapped(visible(f"What helps: {error.remedy}"), indent=2)


UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What would do something to a terminal, or to the order of what it shows."""


def visible(text: str) -> str:
    """What somebody wrote and an error repeats, with an escape in place of every control character.

    >>> print(visible("x" + chr(0) + chr(27) + "[31m"))
    x\\u0000\\u001b[31m
    """
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def fault_lines(text: str) -> Iterator[str]:
    """A fault: its place, then what is wrong, wrapped."""
    place, _, rest = visible(text).partition(": ")
    yield click.style(f"{place}:", bold=True)
    yield from wrapped(rest, indent=2)
