"""What of a text is not in each language of its body: said before it is sealed, and before a question on it is put."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext, ngettext

from comity.body.effects import Paragraph, Text
from comity.charter.languages import said_in
from comity.web.told import lists
from comity.web.told.languages import within


def untranslated(
    languages: Sequence[str], paragraphs: Sequence[Paragraph], title: Text = ""
) -> tuple[str, ...]:
    """A sentence for each language that lacks a paragraph, or the ``title`` where one is given: "Missing in Russian:
    the title and paragraphs 1 and 3." Empty for a body of one language, and for what has words in no language."""
    return tuple(_sentences(languages, paragraphs, title))


def _sentences(
    languages: Sequence[str], paragraphs: Sequence[Paragraph], title: Text
) -> Iterator[str]:
    for code in languages:
        first = code == languages[0]
        parts = [gettext("the title")] if title and not said_in(title, code, first) else []
        numbers = [
            p.number for p in paragraphs if _worded(p.text) and not said_in(p.text, code, first)
        ]
        parts += [_paragraphs(numbers)] if numbers else []
        if parts:
            sentence = gettext("Missing {in_language}: {parts}.")
            yield sentence.format(in_language=within(code), parts="; ".join(parts))


def _worded(text: Text) -> bool:
    return any(text.values()) if isinstance(text, Mapping) else bool(text)


def _paragraphs(numbers: Sequence[str]) -> str:
    told = ngettext("paragraph {numbers}", "paragraphs {numbers}", len(numbers))
    return told.format(numbers=lists.joined([one or "–" for one in numbers]))
