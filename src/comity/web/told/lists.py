"""Lists as the reader's language joins and sorts them.

>>> joined(["Corund", "Belmark", "Elmland"])
'Corund, Belmark and Elmland'
>>> either(["any member", "Chairmanship", "Secretariat"])
'any member, Chairmanship or Secretariat'
>>> in_order({"b": "Ёлкино", "a": "Жуково", "c": "Еремино"})
['b', 'c', 'a']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel.lists import format_list
from django.utils.translation import get_language

from comity.charter.order import ALPHABETS, by_alphabet

LANGUAGES = {"en": "en_GB", "ru": "ru"}
"""The languages that pages are in, with the locale whose conventions they follow: no comma before the last *and*."""


def language() -> str:
    """The reader's language, by its code without a region."""
    code = (get_language() or "en").partition("-")[0]
    return code if code in LANGUAGES else "en"


def locale() -> str:
    """The locale of the reader's language."""
    return LANGUAGES[language()]


def joined(items: Sequence[str]) -> str:
    """All items in one phrase, the last after *and*; empty for none."""
    return format_list(list(items), locale=locale()) if items else ""


def either(items: Sequence[str]) -> str:
    """One of the items, the last after *or*; empty for none."""
    return format_list(list(items), style="or", locale=locale()) if items else ""


def in_order(names: Mapping[str, str]) -> list[str]:
    """The keys in the alphabetical order of their names, by the collation of the reader's language."""
    code = language()
    return list(by_alphabet(code if code in ALPHABETS else "en", names))
