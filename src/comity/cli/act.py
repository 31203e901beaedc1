"""``comity act``: record an act, or a list of them: JSON as in ``docs/formats/acts.md``, all of it or nothing.

The acts are given inline, in a file, or on standard input (``-``): one object, a list of objects, or one object a line.

>>> [where for _, where in acts_in('{"kind": "session.close/1", "session": "s1"}', "", {})]
['act 1']
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from comity.body.acts import AnyAct
from comity.body.fields import Field, Line, Prose, Value, fields_of
from comity.charter.nodes import read_text
from comity.cli import options
from comity.cli.layout import emit, wrapped
from comity.cli.place import writing
from comity.cli.telling import closed_questions, entry_lines
from comity.errors import BadInput
from comity.registrar import Answer
from comity.store.address import Address
from comity.store.codec import read_act
from comity.written_json import read_json, without_bom


@click.command()
@click.argument("acts", metavar="ACTS")
@click.option("--by", default="", help="Who acts, where an act does not say: a person's id.")
@click.option("--for", "for_", default="", help="For whom, where an act does not say.")
@click.option("--request", default="", help="An id; a repeat of the request gets the first answer.")
@click.option(
    "--seal", multiple=True, metavar="FIELD", help="A field to keep confidential; may be repeated."
)
@options.register
@options.body
@options.key
@options.at
@options.as_json
def verb(
    acts: str,
    by: str,
    for_: str,
    request: str,
    seal: Sequence[str],
    register: Address,
    body: str,
    key: Path | None,
    moment: datetime | None,
    as_json: bool,
) -> None:
    """Record ACTS: JSON, a file of JSON, or - for standard input. One act, a list, or one a line; all or none.

    What follows from each is printed; deadlines that had passed before are recorded first. Exit code 3 if the body's rules
    refuse: the article is named, and nothing is recorded.

    \b
    Example:
      comity act --by p0 --for record \\
        '{"kind": "person.enter/1", "person": "p2", "name": "Bela Nemes"}'
    """
    text, where = _given(acts)
    read = [read_act(data, at) for data, at in acts_in(text, where, {"by": by, "for": for_})]
    _check_sealed(seal, read)
    with writing(register, body, key, moment) as registrar:
        answer = registrar.submit(read, request, seal_fields=frozenset(seal))
        lines = [line for entry in answer.entries for line in entry_lines(entry)]
        lines += closed_questions(answer.entries, registrar.state)
    lines += _dated_later(answer, moment)
    emit(lines, _value(answer), as_json)


def _check_sealed(names: Sequence[str], acts: Sequence[AnyAct]) -> None:
    """Raises ``BadInput`` (``seal.unknown``) for a field in which none of the acts says anything: what was meant to be kept
    confidential would be recorded in the clear."""
    texts = [
        one.stored
        for act in acts
        for one in fields_of(type(act))
        if _is_text(one) and getattr(act, one.name)
    ]
    for name in names:
        if name not in texts:
            raise BadInput(
                "seal.unknown",
                f"No act here says anything under {name!r} that could be kept confidential.",
                where="--seal",
                remedy=f"Give one of: {', '.join(dict.fromkeys(texts)) or 'none'}.",
            )


def _is_text(field: Field) -> bool:
    return isinstance(field.holds, Line | Prose | Value)


def _dated_later(answer: Answer, moment: datetime | None) -> list[str]:
    """That the clock of a rehearsal was before the last entry, so that the acts have the date of that one."""
    at = datetime.fromisoformat(answer.entries[-1].at) if answer.entries else moment
    if moment is None or at is None or at <= moment:
        return []
    return wrapped(
        f"Note: --at said {moment:%Y-%m-%d %H:%M:%S} UTC, which is before the last entry. This was recorded with the date"
        f" of that entry, {at:%Y-%m-%d %H:%M:%S} UTC: a record does not go back in time."
    )


def _given(acts: str) -> tuple[str, str]:
    """The text of the acts, and what to call the place."""
    if acts.lstrip()[:1] in ("{", "["):
        return acts, ""
    if acts == "-":
        return _text(sys.stdin.buffer.read()), "standard input"
    if not acts.strip():
        raise _nothing("ACTS")
    return read_text(Path(acts)), acts


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            "act.unreadable",
            "This is not UTF-8, in line {line}.",
            where="standard input",
            remedy="Give a text in UTF-8.",
            line=line,
        ) from error


def acts_in(text: str, where: str, missing: Mapping[str, str]) -> Iterator[tuple[bytes, str]]:
    """Each act as JSON, with its place; ``missing`` is filled in where an act does not say. ``BadInput`` as
    ``written_json.read_json`` says where the text is no JSON, or there is no act in it (``act.unreadable``)."""
    values = _values(text, where)
    if not values:
        raise _nothing(where)
    for number, value in enumerate(values, 1):
        at = f"{where}: act {number}" if where else f"act {number}"
        if isinstance(value, dict):
            value = {**{name: given for name, given in missing.items() if given}, **value}
        yield json.dumps(value, ensure_ascii=False).encode(), at


def _values(text: str, where: str) -> list[Any]:
    text = without_bom(text)
    if not text.strip():
        return []
    try:
        value = read_json(text)
    except BadInput as error:
        lines = [(at, line) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
        several = len(lines) > 1 and lines[0][1].rstrip().endswith("}")
        if error.code != "json.unreadable" or not several:
            raise _placed(error, where) from error
        return [_value_of(line, where, at) for at, line in lines]
    return value if isinstance(value, list) else [value]


def _value_of(line: str, where: str, number: int) -> Any:
    try:
        return read_json(line, number)
    except BadInput as error:
        raise _placed(error, where) from error


def _placed(error: BadInput, where: str) -> BadInput:
    """The error with what the text is called before its place."""
    place = ": ".join(part for part in (where, error.where) if part)
    return BadInput(error.code, error.message, where=place, remedy=error.advice)


def _nothing(where: str) -> BadInput:
    return BadInput(
        "act.unreadable",
        "No act is given.",
        where=where,
        remedy="Give one object of JSON, a list of objects, or one object a line: on the command line, in a file, or"
        " on standard input (-).",
    )


def _value(answer: Answer) -> dict[str, Any]:
    entries = msgspec.to_builtins(answer.entries)
    return {"first": answer.first, "entries": entries, "checkpoint": answer.checkpoint}
