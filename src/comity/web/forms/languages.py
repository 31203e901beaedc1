"""Texts in the body's languages on a form: a field for each language, ``title_en``, ``title_ru``; one of them is enough.

A body that declares no languages has one field, ``title_``, and its texts are plain strings in the register
(``comity.charter.languages.languages_of``).

>>> as_text({"en": "Tolls", "ru": ""}), as_text({"": "Tolls"}), as_text({"en": " "})
({'en': 'Tolls'}, 'Tolls', '')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from babel import Locale, UnknownLocaleError
from django import forms
from django.utils.translation import get_language, gettext

from comity.body.effects import Text
from comity.charter.languages import languages_of
from comity.grammar import LONGEST_LINE, LONGEST_TEXT
from comity.web.visits import Visit


class InLanguages(forms.Form):
    """A form with texts in the body's languages. ``texts``: their names, with the label and whether one must be given."""

    texts: ClassVar[Mapping[str, tuple[Any, bool]]] = {}
    area: ClassVar[bool] = False

    def __init__(self, languages: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = tuple(languages)
        assert self.languages, "languages_of gives one at least"
        for name, (label, _required) in self.texts.items():
            for code in self.languages:
                self.fields[f"{name}_{code}"] = _field(label, code, self.area)
        self.order_fields([*(f"{n}_{c}" for n in self.texts for c in languages), *self.fields])

    def clean(self) -> dict[str, Any]:
        """Refused where a text that must be given is given in no language."""
        cleaned = super().clean() or {}
        for name, (_label, required) in self.texts.items():
            if required and not self.text(name):
                self.add_error(f"{name}_{self.languages[0]}", missing(self.languages))
        return cleaned

    def text(self, name: str) -> Text:
        """The text as acts have it; empty where none was given."""
        return as_text({one: self.cleaned_data.get(f"{name}_{one}", "") for one in self.languages})


def as_text(given: Mapping[str, str]) -> Text:
    """What was given in each language as a text of the register: a plain string where the language has no code."""
    found = {code: said for code, said in given.items() if said.strip()}
    return found.get("", found or "")


def in_own_language(visit: Visit, words: str) -> Text:
    """Words of the reader as acts have them: in the reader's language where the body writes in it, else in its first."""
    known, reader = languages_of(visit.law.charter), visit.reader.language
    return as_text({reader if reader in known else known[0]: words})


def missing(languages: Sequence[str]) -> str:
    """The error beside a text that was given in none of the languages."""
    if len(languages) == 1:
        return gettext("This field is required.")
    return gettext("Give it in one language at least.")


def language_name(code: str) -> str:
    """What the language is called in the reader's; its code where nobody knows it."""
    try:
        return Locale.parse(code).get_display_name(get_language() or "en") or code
    except (UnknownLocaleError, ValueError):
        return code


def in_language(label: Any, code: str) -> Any:
    """The label of a field in which something is said in that language; the bare label where it has no code."""
    if not code:
        return label
    return gettext("{text} ({language})").format(text=label, language=language_name(code))


def attributes(code: str) -> dict[str, str]:
    """What a field says of the language that is typed into it."""
    return {"lang": code} if code else {}


def _field(label: Any, code: str, area: bool) -> forms.CharField:
    said = attributes(code)
    widget = forms.Textarea({"rows": 3, **said}) if area else forms.TextInput(said)
    longest = LONGEST_TEXT if area else LONGEST_LINE
    return forms.CharField(
        label=in_language(label, code), required=False, max_length=longest, widget=widget
    )
