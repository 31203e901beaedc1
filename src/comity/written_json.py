"""JSON as people write it: in an act, in a file of acts, in a file of settings.

What most readers of JSON pass over is refused here, since somebody meant something else: a key that is given twice in one
object, of which the last would win silently; ``NaN`` and its like, which are no JSON (RFC 8259); half a character. Each
fault is named with its line and column.

>>> read_json('{"size": "large"}')
{'size': 'large'}
>>> read_json('{"to": {"size": 1, "size": 2}}')
Traceback (most recent call last):
comity.errors.BadInput: line 1, column 20: The key "size" is given twice in one object, first at line 1, column 9. \
Keep one of the two.
>>> read_json('{"size": }')
Traceback (most recent call last):
comity.errors.BadInput: line 1, column 10: This is not JSON: a value is missing here. Correct it at this place.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any, NoReturn

from comity.errors import BadInput, Message

BOM = "\ufeff"
"""The mark that some editors put before a text in UTF-8 (Unicode Standard, 23.8). It is no part of the text."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]')
_HALF = re.compile("[\ud800-\udfff]")
WHY = (
    ("Expecting value", "a value is missing here"),
    ("Expecting property name", "a key in double quotes is expected here"),
    ("Expecting ':'", "a colon is expected here, between a key and its value"),
    ("Expecting ',' delimiter", "a comma or the closing bracket is expected here"),
    ("Illegal trailing comma", "a comma stands here after the last item"),
    ("Extra data", "something stands here after the end"),
    ("Unterminated string", "the text that begins here has no closing quotation mark"),
    ("Invalid control character", "a control character is in a text here; write a line end as \\n"),
    ("Invalid \\", "this escape does not exist"),
)
"""What the parser of Python says, by how it begins, and what that is in plain English."""


class _Twice(ValueError):
    """A key is given twice in one object."""


def without_bom(text: str) -> str:
    """The text without the mark that may stand before it."""
    return text.removeprefix(BOM)


def read_json(text: str, first: int = 1) -> Any:
    """What the text says; ``first`` is the number of its first line. ``BadInput`` (``json.unreadable``, ``json.twice``)
    with the line and the column."""
    text = without_bom(text)
    try:
        found = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _unreadable(_why(error), _place(text, error.pos, first)) from None
    except _Twice:
        raise _given_twice(text, first) from None
    except RecursionError:
        raise _unreadable("it is nested too deeply") from None
    except ValueError as error:  # a number too long to be read, or one that JSON does not have
        raise _unreadable(str(error)) from None
    if (half := _HALF.search(json.dumps(found, ensure_ascii=False))) is not None:
        raise _unreadable(Message("half of a character is in a text: {half!a}", half=half[0]))
    return found


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _Twice
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _why(error: json.JSONDecodeError) -> str:
    return next((plain for begins, plain in WHY if error.msg.startswith(begins)), error.msg)


def _unreadable(why: object, where: str = "") -> BadInput:
    return BadInput(
        "json.unreadable",
        "This is not JSON: {why}.",
        where=where,
        remedy="Correct it at this place." if where else "Correct the text.",
        why=why,
    )


def _given_twice(text: str, first: int) -> BadInput:
    """The first key of the text that its object has already. The text has been read as JSON up to there."""
    open_: list[dict[str, int] | None] = []
    tokens = list(_TOKEN.finditer(text))
    for token, after in pairwise(tokens):
        match token[0]:
            case "{":
                open_.append({})
            case "[":
                open_.append(None)
            case "}" | "]":
                open_.pop()
            case written if after[0] == ":" and open_ and (keys := open_[-1]) is not None:
                key = json.loads(written, strict=False)
                if key in keys:
                    here, before = token.start(), keys[key]
                    return _twice(key, _place(text, here, first), _place(text, before, first))
                keys[key] = token.start()
    raise AssertionError("the parser met a key twice")


def _twice(key: str, here: str, before: str) -> BadInput:
    return BadInput(
        "json.twice",
        'The key "{key}" is given twice in one object, first at {before}.',
        where=here,
        remedy="Keep one of the two.",
        key=key,
        before=before,
    )


def _place(text: str, at: int, first: int) -> str:
    line = text.count("\n", 0, at) + first
    return f"line {line}, column {at - text.rfind(chr(10), 0, at)}"
