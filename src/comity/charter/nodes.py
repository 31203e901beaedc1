"""Text as nodes: YAML read as strings only, every node with its line and column.

Nothing is guessed: ``NO`` is a country, ``012`` three characters, ``2026-02-30`` a string that somebody else refuses with
its place. Anchors, aliases, tags and a second document are refused, so no small file can grow into a large one; duplicate
keys are refused with both places; a text that YAML takes for something else is given back with the quotes that it needs.
Text above 4 MB, or nested more than 60 deep, is refused before it is built.

>>> root = parse("codes: [NO, 012]", "norway.yaml", [])
>>> plain(root)
{'codes': ['NO', '012']}
>>> parse("a: 1\\na: 2\\n", "twice.yaml", faults := []) and print(faults[0])
twice.yaml:2:1: The key "a" is given twice, first in line 1. Expected each key once.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct
from yaml import YAMLError
from yaml._yaml import CParser
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from comity.errors import Fault, Faulty, Message
from comity.grammar import no_character, unfit_text
from comity.rights import not_readable
from comity.written_json import without_bom

LARGEST = 4 * 1024 * 1024
DEEPEST = 60
_UNFIT = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSEEN = "\x85\u2028\u2029"
"""What YAML takes for the end of a line, and editors do not show as one."""
MANY = 200  # faults: beyond these nobody reads on, and neither do we


class Scalar(Struct, frozen=True, gc=False):
    value: str
    line: int
    column: int


class Listing(Struct, frozen=True):
    items: list[Node]
    line: int
    column: int


class Pair(Struct, frozen=True):
    key: Scalar
    value: Node


class Pairs(Struct, frozen=True):
    """A mapping, in the order written, by key."""

    pairs: dict[str, Pair]
    line: int
    column: int


Node = Scalar | Listing | Pairs


def read_text(path: Path) -> str:
    """The text of a file: UTF-8, at most 4 MB, without the mark that may stand before it. Faulty if it is missing, a
    directory, too large, empty or not UTF-8; StoreFailed (``file.rights``) if this user may not read it."""
    shown = str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _unreadable(shown, "This is a directory.", "the path of a file")
        if not stat.S_ISREG(status.st_mode):
            raise _unreadable(shown, "This is not a regular file.", "the path of a file")
        if status.st_size > LARGEST:
            raise too_large(shown, status.st_size)
        raw = path.read_bytes()
    except PermissionError:
        raise not_readable(path) from None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise _unreadable(
            shown, f"The file cannot be read: {reason}.", "a file that can be read"
        ) from error
    except ValueError as error:  # a NUL in the path
        raise _unreadable(shown, "This is no path.", "the path of a file") from error
    return _decoded(raw, shown)


def parse(text: str, file: str, faults: list[Fault]) -> Node:
    """The root of ``text``. Faults that leave the tree readable (duplicate keys) are added to ``faults``; Faulty where
    the text is not YAML of the kind described above."""
    _refuse_unfit(text, file)
    text = without_bom(text)
    building = _Building(file, text.splitlines(), faults)
    try:
        for event in _events(text):
            building.take(event)
    except MarkedYAMLError as error:
        raise _syntax(error, text, file) from error
    except (YAMLError, UnicodeError) as error:
        raise _unreadable(file, _one_line(str(error)), "text of printable characters") from error
    if building.root is None:
        raise _unreadable(file, "The file holds nothing.", "keys and values")
    return building.root


def plain(node: Node) -> Any:
    """The node as dicts, lists and strings."""
    match node:
        case Scalar(value=value):
            return value
        case Listing(items=items):
            return [plain(item) for item in items]
        case Pairs(pairs=pairs):
            return {key: plain(pair.value) for key, pair in pairs.items()}


def too_large(file: str, size: int) -> Faulty:
    return _unreadable(
        file, f"The text is too large: {size} bytes.", f"at most {LARGEST} bytes", "text.too-large"
    )


def _unreadable(file: str, sentence: str, expected: str, code: str = "text.unreadable") -> Faulty:
    return Faulty([Fault(code, file, 1, 1, sentence, expected)])


def _decoded(raw: bytes, file: str) -> str:
    try:
        return without_bom(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        fault = Fault(
            "text.not-utf8", file, line, column, "This is not UTF-8.", "a text saved as UTF-8"
        )
        raise Faulty([fault]) from error


def _refuse_unfit(text: str, file: str) -> None:
    if len(text) > LARGEST:
        raise too_large(file, len(text))
    if not text.strip():
        raise _unreadable(file, "The file is empty.", "keys and values", "text.empty")
    nul = text.find("\0")
    if nul >= 0:
        line, column = text.count("\n", 0, nul) + 1, nul - text.rfind("\n", 0, nul)
        expected = "text of printable characters"
        raise Faulty([Fault("text.nul", file, line, column, "There is a NUL here.", expected)])
    strange = [_strange(text, found, file) for found in islice(_UNFIT.finditer(text), MANY)]
    if strange:
        raise Faulty(strange)


def _strange(text: str, found: re.Match[str], file: str) -> Fault:
    """A character that YAML refuses wherever it is, in a remark too; or one that it takes for what nobody sees."""
    at = found.start()
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    if found[0] in _UNSEEN:
        sentence = Message(
            "YAML takes the character {what} for the end of a line.", what=f"U+{ord(found[0]):04X}"
        )
        return Fault(
            "text.lines", file, line, column, sentence, "an ordinary end of line, or a space"
        )
    unfit = no_character(found[0], column)
    return Fault(unfit.code, file, line, column, unfit.message, "text of printable characters")


def _events(text: str) -> Iterator[Any]:
    parser = CParser(text)
    while True:
        event = parser.get_event()
        yield event
        if isinstance(event, StreamEndEvent):
            return


def _syntax(error: MarkedYAMLError, text: str, file: str) -> Faulty:
    mark = error.problem_mark or error.context_mark
    line, column = getattr(mark, "line", 0), getattr(mark, "column", 0)
    lines = text.splitlines()
    written = lines[line] if line < len(lines) else ""
    if (
        "\t" in written[: len(written) - len(written.lstrip())]
        or written[column : column + 1] == "\t"
    ):
        sentence, expected, code = "There is a tab here.", "spaces", "text.tab"
    else:
        problem = error.problem or error.context or "unreadable"
        quotes = quoted(written, column)
        expected = quotes or "a key and a value, or a list"
        what = "This text cannot be read without quotes" if quotes else "This is not YAML"
        sentence = f"{what}: {problem}."
        code = "text.syntax"
    return Faulty([Fault(code, file, line + 1, column + 1, sentence, expected)])


def quoted(written: str, column: int) -> str:
    """What to write where a text in this line, which YAML cannot read from ``column`` on, needs quotes; empty where no text
    after a key is in question.

    >>> print(quoted("  - {rule: a, title: Decisions: substance, x: y}", 30))
    quotes around the text: title: "Decisions: substance"
    """
    before = written[: column + 1].rstrip().removesuffix(":")
    head, colon, _ = before.rpartition(": ")
    if not colon:
        return ""
    key = re.split(r"[{\[,]|^\s*- ", head)[-1].strip()
    text = written[len(head) + len(colon) :].strip()
    if "{" in head:
        text = re.split(r"[,}]", text)[0].strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    mark = "'" if '"' in text else '"'
    inside = text.replace("'", "''") if mark == "'" else text
    return f"quotes around the text: {key}: {mark}{inside}{mark}" if key and text else ""


def _one_line(sentence: str) -> str:
    return " ".join(sentence.split())


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come; ``key`` is the one that waits for its value."""

    line: int
    column: int
    items: list[Node] | None = None
    pairs: dict[str, Pair] | None = None
    key: Scalar | None = None


@dataclass(slots=True)
class _Building:
    """A tree in the making. ``cut``: the key of the text that a comma cut last."""

    file: str
    lines: list[str]
    faults: list[Fault]
    root: Node | None = None
    open: list[_Open] = field(default_factory=list)
    cut: Scalar | None = None

    def take(self, event: Any) -> None:
        """Adds one parse event to the tree. A stack, not recursion: depth is ours to limit."""
        match event:
            case ScalarEvent():
                self._refuse_marks(event)
                self._note_unfit(event)
                self._add(Scalar(event.value, *_place(event)))
            case MappingStartEvent() | SequenceStartEvent():
                self._refuse_marks(event)
                self._begin(event)
            case MappingEndEvent() | SequenceEndEvent():
                self._end()
            case AliasEvent():
                raise self._fault(
                    "text.alias", event, "An alias is not allowed.", "the value itself"
                )
            case DocumentStartEvent() if self.root is not None:
                raise self._fault("text.second", event, "A second document begins.", "one document")
            case _:
                pass

    def _note_unfit(self, event: Any) -> None:
        """Notes a fault where a text has characters that no text may have. What is empty is for others to refuse."""
        unfit = unfit_text(event.value, LARGEST) if event.value.strip() else None
        if unfit is not None:
            line, column = _place(event)
            self.faults.append(
                Fault(
                    unfit.code, self.file, line, column, unfit.message, "a text of such characters"
                )
            )

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor:
            raise self._fault("text.anchor", event, "An anchor is not allowed.", "the value alone")
        if event.tag:
            raise self._fault("text.tag", event, "A tag is not allowed.", "the value alone")

    def _begin(self, event: Any) -> None:
        if len(self.open) >= DEEPEST:
            expected = f"at most {DEEPEST} levels"
            raise self._fault("text.too-deep", event, "This is nested too deep.", expected)
        if isinstance(event, MappingStartEvent):
            self.open.append(_Open(*_place(event), pairs={}))
        else:
            self.open.append(_Open(*_place(event), items=[]))

    def _end(self) -> None:
        done = self.open.pop()
        if done.items is not None:
            self._add(Listing(done.items, done.line, done.column))
        elif done.pairs is not None:
            self._add(Pairs(done.pairs, done.line, done.column))

    def _add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._key(node)
        elif parent.pairs is not None:
            self._pair(parent.pairs, parent.key, node)
            parent.key = None

    def _key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        place = (self.file, node.line, node.column)
        raise Faulty([Fault("text.key", *place, "A key is not a word here.", "a word and a colon")])

    def _pair(self, pairs: dict[str, Pair], key: Scalar, value: Node) -> None:
        if _no_colon(key, value):
            self._comma(pairs, key)
            return
        first = pairs.get(key.value)
        if first is None:
            pairs[key.value] = Pair(key, value)
            return
        sentence = f'The key "{key.value}" is given twice, first in line {first.key.line}.'
        place = (self.file, key.line, key.column)
        self.faults.append(Fault("key.duplicate", *place, sentence, "each key once"))
        if len(self.faults) >= MANY:
            raise Faulty(self.faults)

    def _comma(self, pairs: dict[str, Pair], part: Scalar) -> None:
        """Inside braces a comma begins the next key, and no colon follows here: it belongs to the text before it."""
        before = next(reversed(pairs.values()), None)
        if before is None or not isinstance(before.value, Scalar):
            sentence, expected = f'"{part.value}" has no colon and no value.', "a key and a value"
        else:
            key, text = before.key, f"{before.value.value}, {part.value}"
            pairs[key.value] = Pair(key, Scalar(text, before.value.line, before.value.column))
            if self.cut is key:
                self.faults.pop()  # of the same text, which has several commas
            self.cut = key
            sentence = f'Inside braces a comma ends a text, and "{part.value}" has no colon.'
            expected = f'quotes around a text with a comma: {key.value}: "{text}"'
        place = (self.file, part.line, part.column)
        self.faults.append(Fault("text.comma", *place, sentence, expected))

    def _fault(self, code: str, event: Any, sentence: str, expected: str) -> Faulty:
        line, column = _place(event)
        written = self.lines[line - 1] if line <= len(self.lines) else ""
        quotes = quoted(written, column - 1) if event.start_mark and code in _STARTS else ""
        expected = f"{expected}, or {quotes}" if quotes else expected
        return Faulty([Fault(code, self.file, line, column, sentence, expected)])


_STARTS = ("text.alias", "text.anchor", "text.tag")  # with which a text cannot begin


def _no_colon(key: Scalar, value: Node) -> bool:
    """Whether nothing, not even a colon, stands after the key: what YAML makes of ``b`` in ``{a: 1, b}``."""
    return value == Scalar("", key.line, key.column + len(key.value))


def _place(event: Any) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
