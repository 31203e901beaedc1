"""Every error that Comity raises, and what each one carries.

::

    ComityError                 code, message, advice
    ├── Faulty                  a text does not follow the notation: one Fault or more, each with its place
    ├── Refused                 the body's rules do not permit an act: the article, what would help
    ├── BadInput                a file, a row or an act that cannot be read: where, what was expected
    ├── Untrustworthy           a register that does not verify: the first entry that is wrong, the evidence
    ├── Conflict                another writer appended first, or a request id was used for something else
    └── StoreFailed             the disk is full, the file is locked or is no register

What an error says is public interface: *where*, *what was expected*, *what to do*. It is carried as a ``Message``, a
template and its values, and made into a sentence at the edge: in English by ``str``, in the reader's language by the
pages. Nothing reads a sentence back. Errors know nothing of HTTP or of exit codes; ``cli/exits.py`` maps them.

>>> late = "{member} was asked until {day}."
>>> ask = "Ask the chair to extend."
>>> raise Refused("position.late", late, article="Rules 12", remedy=ask, member="B", day="2026-03-12")
Traceback (most recent call last):
comity.errors.Refused: B was asked until 2026-03-12. [Rules 12] Ask the chair to extend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHOWN = 12
"""How many items of a list a sentence names; of the others it says how many there are."""
NO_ARTICLE = "no article given in the charter"


class Message:
    """A template in plain English and the values that fill its holes, as ``str.format`` writes them: ``{day}``, and
    ``{name!r}`` for a value in quotation marks.

    A value is a text, a number, a list or a tuple of values, another message, or anything else whose ``str`` is English. A
    brace of the sentence itself is doubled.

    >>> str(Message("Give {by} for {lacking}: {{{by}: NUMBER}}.", by="votes", lacking=["A", "B"]))
    'Give votes for A, B: {votes: NUMBER}.'
    """

    __slots__ = ("template", "values")

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format_map({name: _english(one) for name, one in self.values.items()})

    def __bool__(self) -> bool:
        return self.template != ""

    def __repr__(self) -> str:
        values = "".join(f", {name}={value!r}" for name, value in self.values.items())
        return f"Message({self.template!r}{values})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash(self.template)


def _english(value: object) -> object:
    """The value as ``str.format`` takes it."""
    if isinstance(value, list | tuple):
        said = ", ".join(str(_english(one)) for one in value[:SHOWN])
        return said if len(value) <= SHOWN else f"{said} and {len(value) - SHOWN} more"
    return value if isinstance(value, str | int) else str(value)


def as_message(said: str | Message, values: Mapping[str, object] | None = None) -> Message:
    """The message. A text with ``values`` is a template; one without is plain, and may have braces."""
    if isinstance(said, Message):
        return said
    if values and said:
        return Message(said, **values)
    plain = (
        said if "{" not in said and "}" not in said else said.replace("{", "{{").replace("}", "}}")
    )
    return Message(plain)


class ComityError(Exception):
    """The root. ``code`` is stable for ever, ``message`` says what is wrong, ``advice`` what to do; ``sentence`` and
    ``remedy`` are the same in English. Both may be given as templates, with the ``values`` of their holes by name."""

    def __init__(
        self, code: str, message: str | Message, /, *, remedy: str | Message = "", **values: object
    ) -> None:
        self._carry(code, message, remedy, values)

    def _carry(
        self, code: str, message: str | Message, remedy: str | Message, values: Mapping[str, object]
    ) -> None:
        self.code = code
        self._given = (message, remedy, values)
        Exception.__init__(self, code)

    @property
    def message(self) -> Message:
        message, _, values = self._given
        return as_message(message, values)

    @property
    def advice(self) -> Message:
        _, remedy, values = self._given
        return as_message(remedy, values)

    @property
    def sentence(self) -> str:
        return str(self.message)

    @property
    def remedy(self) -> str:
        return str(self.advice)

    def __str__(self) -> str:
        return " ".join(part for part in (self.sentence, self.remedy) if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a text: ``file``, ``line`` and ``column`` (from 1), what is wrong, what was expected; ``sentence`` and
    ``expected`` are the same in English."""

    code: str
    file: str
    line: int
    column: int
    message: str | Message
    wanted: str | Message = ""

    @property
    def sentence(self) -> str:
        return str(self.message)

    @property
    def expected(self) -> str:
        return str(self.wanted)

    def __str__(self) -> str:
        tail = f" Expected {self.expected}." if self.expected else ""
        return f"{self.file}:{self.line}:{self.column}: {self.sentence}{tail}"


class Faulty(ComityError):
    """A charter or a file of cases that does not follow the notation. Carries every fault found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        assert faults
        self.faults = tuple(faults)
        super().__init__(faults[0].code, "\n".join(map(str, faults)))


class Refused(ComityError):
    """The body's rules do not permit the act. ``article`` is the provision that stands in the way."""

    def __init__(
        self,
        code: str,
        message: str | Message,
        /,
        *,
        article: str,
        remedy: str | Message,
        **values: object,
    ) -> None:
        self.article = article or NO_ARTICLE
        self._carry(code, message, remedy, values)

    def __str__(self) -> str:
        return f"{self.sentence} [{self.article}] {self.remedy}".rstrip()


class BadInput(ComityError):
    """Something from outside that cannot be read. ``where`` names the file, the row or the field."""

    def __init__(
        self,
        code: str,
        message: str | Message,
        /,
        *,
        where: str = "",
        remedy: str | Message = "",
        **values: object,
    ) -> None:
        self.where = where
        self._carry(code, message, remedy, values)

    def __str__(self) -> str:
        head = f"{self.where}: " if self.where else ""
        return f"{head}{super().__str__()}"


class Untrustworthy(ComityError):
    """A register that does not verify. ``entry`` is the first wrong one (None: the whole tree or its head);
    ``evidence`` holds what shows it, for example two signed checkpoints that cannot both be true."""

    def __init__(
        self,
        code: str,
        message: str | Message,
        /,
        *,
        entry: int | None = None,
        evidence: Sequence[str] = (),
        **values: object,
    ) -> None:
        self.entry = entry
        self.evidence = tuple(evidence)
        self._carry(code, message, "", values)


class Conflict(ComityError):
    """Another writer appended first, or a request id came back with other acts. Nothing was written."""


class StoreFailed(ComityError):
    """The store could not read or write: no space, a locked file, not a register. Nothing was half written."""
