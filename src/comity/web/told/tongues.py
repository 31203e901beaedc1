"""Languages as the reader names them, and in which of them a text is.

>>> title("ru"), within("en")
('Russian', 'in English')
>>> from django.utils import translation
>>> with translation.override("ru"):
...     title("en"), within("en"), within("hi")
('Английский', 'на английском', 'на языке хинди')
"""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext

from comity.web.told import lists

ADJECTIVE = {"ий": "ом", "ый": "ом", "ой": "ом"}
"""How Russian names of languages end that are adjectives, and how they end after *на*."""


def called(code: str) -> str:
    """The language's name in the reader's language; the code where it has none."""
    try:
        return Locale.parse(code).get_display_name(lists.locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def title(code: str) -> str:
    """The language's name with a capital."""
    name = called(code)
    return name[:1].upper() + name[1:]


def within(code: str) -> str:
    """That something is in the language: "in English"."""
    name = called(code)
    if lists.language() != "ru":
        return gettext("in {language}").format(language=name)
    ending = ADJECTIVE.get(name[-2:])
    return f"на {name[:-2]}{ending}" if ending else f"на языке {name}"
