"""Every error that Comity raises, and what each one carries.

::

    ComityError                 code, sentence, remedy
    ├── Faulty                  a text does not follow the notation: one Fault or more, each with its place
    ├── Refused                 the body's rules do not permit an act: the article, what would help
    ├── BadInput                a file, a row or an act that cannot be read: where, what was expected
    ├── Untrustworthy           a register that does not verify: the first entry that is wrong, the evidence
    ├── Conflict                another writer appended first, or a request id was used for something else
    └── StoreFailed             the disk is full, the file is locked or is no register

A message is public interface: *where*, *what was expected*, *what to do*. Errors know nothing of HTTP or of
exit codes; ``cli/exits.py`` maps them. They are translated at the edge, by ``code``.

>>> raise Refused("position.late", "The deadline has passed.", article="Rules 12", remedy="Ask the chair to extend.")
Traceback (most recent call last):
comity.errors.Refused: The deadline has passed. [Rules 12] Ask the chair to extend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NO_ARTICLE = "no article given in the charter"


class ComityError(Exception):
    """The root. ``code`` is stable for ever, ``sentence`` says what is wrong, ``remedy`` what to do."""

    def __init__(self, code: str, sentence: str, *, remedy: str = "") -> None:
        self.code = code
        self.sentence = sentence
        self.remedy = remedy
        super().__init__(sentence)

    def __str__(self) -> str:
        return " ".join(part for part in (self.sentence, self.remedy) if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a text: ``file``, ``line`` and ``column`` (from 1), what is wrong, what was expected."""

    code: str
    file: str
    line: int
    column: int
    sentence: str
    expected: str = ""

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

    def __init__(self, code: str, sentence: str, *, article: str, remedy: str) -> None:
        self.article = article or NO_ARTICLE
        super().__init__(code, sentence, remedy=remedy)

    def __str__(self) -> str:
        return f"{self.sentence} [{self.article}] {self.remedy}".rstrip()


class BadInput(ComityError):
    """Something from outside that cannot be read. ``where`` names the file, the row or the field."""

    def __init__(self, code: str, sentence: str, *, where: str = "", remedy: str = "") -> None:
        self.where = where
        super().__init__(code, sentence, remedy=remedy)

    def __str__(self) -> str:
        head = f"{self.where}: " if self.where else ""
        return f"{head}{super().__str__()}"


class Untrustworthy(ComityError):
    """A register that does not verify. ``entry`` is the first wrong one (None: the whole tree or its head);
    ``evidence`` holds what shows it, for example two signed checkpoints that cannot both be true."""

    def __init__(
        self, code: str, sentence: str, *, entry: int | None = None, evidence: Sequence[str] = ()
    ) -> None:
        self.entry = entry
        self.evidence = tuple(evidence)
        super().__init__(code, sentence)


class Conflict(ComityError):
    """Another writer appended first, or a request id came back with other acts. Nothing was written."""


class StoreFailed(ComityError):
    """The store could not read or write: no space, a locked file, not a register. Nothing was half written."""
