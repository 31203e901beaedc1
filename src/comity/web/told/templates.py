"""Templates of the kernel's messages (``comity.errors.Message``) as translators have them: with numbers for their holes.

>>> numbered("The clocks of {zone} pass over {text!r}: {{x}}.")
'The clocks of {0} pass over {1}: {{x}}.'
>>> holes("The clocks of {zone} pass over {text!r}.")
(Hole(name='zone', quoted=False), Hole(name='text', quoted=True))
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count
from string import Formatter

Parts = tuple[str | tuple[str], ...]
"""Text as written, and in a tuple the name of the value that fills a hole."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A hole of a template: the ``name`` of its value, and whether that is in quotation marks."""

    name: str
    quoted: bool


@cache
def holes(template: str) -> tuple[Hole, ...]:
    """The holes of a template, in their order."""
    found = Formatter().parse(template)
    return tuple(Hole(name, conversion == "r") for _, name, _, conversion in found if name)


@cache
def numbered(template: str) -> str:
    """The template with ``{0}``, ``{1}`` in its holes."""
    number = count()
    return "".join(
        one.replace("{", "{{").replace("}", "}}") if isinstance(one, str) else f"{{{next(number)}}}"
        for one in parts(template)
    )


def parts(template: str) -> Parts:
    """What a template is made of."""
    found: list[str | tuple[str]] = []
    for text, name, _, _ in Formatter().parse(template):
        found += [text] if text else []
        found += [(name,)] if name else []
    return tuple(found)
