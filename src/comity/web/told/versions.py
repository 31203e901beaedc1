"""Versions and paragraphs of a text as delegates call them: the original and Rev.1, paragraphs by their numbers.

The register knows versions by their place and paragraphs and remarks by ids that nobody reads.

>>> revision(1), revision(3), numbered(["2"]), numbered(["2", "3"])
('Original', 'Rev.2', 'paragraph 2', 'paragraphs 2 and 3')
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, pgettext

from comity.body.state import RemarkKept, State
from comity.web.told.lists import joined
from comity.web.told.names import Names


def revision(version: int) -> str:
    """What a version is called: the original, then Rev.1."""
    if version == 1:
        return pgettext("version of a text", "Original")
    return gettext("Rev.{number}").format(number=version - 1)


def numbered(numbers: Sequence[str]) -> str:
    """Paragraphs by their numbers, in one phrase."""
    if len(numbers) == 1:
        return gettext("paragraph {number}").format(number=numbers[0])
    return gettext("paragraphs {numbers}").format(numbers=joined(numbers))


def paragraphs(at: Names, matter: str, ids: Sequence[str], version: int = 0) -> str:
    """The paragraphs of that version, by default of the last that has each."""
    known: Mapping[str, str] = at.numbers(matter, version)
    return numbered([known.get(one, one) for one in ids])


def remark(at: Names, name: str) -> str:
    """A remark by the record in which it was made, which its id has where its matter has ended; else its id."""
    found, recorded = find_remark(at.state, name), re.fullmatch(r"k(\d+)", name)
    if found is None and recorded is None:
        return name
    number = found[1].entry if found is not None else recorded[1] if recorded is not None else ""
    return gettext("of record no. {number}").format(number=number)


def find_remark(state: State, name: str) -> tuple[str, RemarkKept] | None:
    """The running matter of the remark, by id, and the remark; None where there is none."""
    for matter in state.matters.values():
        if name in matter.remarks:
            return matter.matter, matter.remarks[name]
    return None
