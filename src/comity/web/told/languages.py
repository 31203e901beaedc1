"""Languages as the reader names them, and a text with the language that it is in.

>>> title("ru"), within("en")
('Russian', 'in English')
>>> from django.utils import translation
>>> with translation.override("ru"):
...     title("en"), within("en"), within("hi")
('Английский', 'на английском', 'на языке хинди')
"""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
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


@dataclass(frozen=True, slots=True)
class Worded:
    """A text with the language that it is in, where that is not the reader's."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    def html(self) -> SafeString:
        """The text for a page, escaped, marked with its language where it has another."""
        if not self.lang:
            return escape(self.text)
        return format_html('<span lang="{}">{}</span>', self.lang, self.text)

    def in_full(self) -> str:
        """The text without markup, and after it in words which language it is in, where that is not the reader's."""
        return f"{self.text} ({within(self.lang)})" if self.lang else self.text

    def marked(self) -> SafeString:
        """The same, and after it in words which language that is: "(in English)"."""
        if not self.lang:
            return self.html()
        said = within(self.lang)
        return format_html('{} <span class="in-language">({})</span>', self.html(), said)
