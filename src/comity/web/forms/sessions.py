"""What is typed about sessions: convening, moving, items, what is said in the room.

A text may be given in each of the body's languages: one field for each, ``title_en``, ``title_ru``; one of them is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from babel import Locale
from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from comity.body.effects import Text
from comity.web.told import names, words
from comity.web.told.names import Names

LONGEST = 300


class InLanguages(forms.Form):
    """A form with texts in the body's languages. ``texts``: their names, with the label and whether one must be given."""

    texts: ClassVar[Mapping[str, tuple[Any, bool]]] = {}
    area: ClassVar[bool] = False

    def __init__(self, languages: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for name, (label, _required) in self.texts.items():
            for code in languages:
                self.fields[f"{name}_{code}"] = _field(label, code, self.area)
        self.order_fields([*(f"{n}_{c}" for n in self.texts for c in languages), *self.fields])

    def clean(self) -> dict[str, Any]:
        """Refused where a text that must be given is given in no language."""
        cleaned = super().clean() or {}
        for name, (_label, required) in self.texts.items():
            if required and not self.text(name):
                self.add_error(
                    f"{name}_{self.languages[0]}", gettext("Give it in one language at least.")
                )
        return cleaned

    def text(self, name: str) -> Text:
        """The text as acts have it: by language, empty where none was given."""
        given = {code: self.cleaned_data.get(f"{name}_{code}", "") for code in self.languages}
        found = {code: said for code, said in given.items() if said}
        return found or ""


class ConveneForm(InLanguages):
    """A session to be convened."""

    texts: ClassVar = {"title": (_("Title of the session"), False), "venue": (_("Venue"), False)}
    organ = forms.ChoiceField(label=_("Organ"))
    on = forms.DateField(
        label=_("Day, at the seat"), widget=forms.DateInput(attrs={"type": "date"})
    )
    format = forms.ChoiceField(label=_("Format"), required=False)
    host = forms.ChoiceField(label=_("Host"), required=False)
    regular = forms.BooleanField(label=_("A regular session"), required=False)

    def __init__(self, at: Names, organs: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(at.languages, *args, **kwargs)
        self.fields["organ"].choices = [(one, str(names.organ(at, one))) for one in organs]  # type: ignore[attr-defined]
        self.fields["format"].choices = [("", gettext("No format")), *_formats(at, organs)]  # type: ignore[attr-defined]
        self.fields["host"].choices = hosts(at)  # type: ignore[attr-defined]
        self.order_fields(
            ["organ", "on", "format", "regular", *(f for f in self.fields if f[:5] == "title")]
        )


class MoveForm(InLanguages):
    """Another day or place for a session."""

    texts: ClassVar = {"venue": (_("Venue"), False)}
    on = forms.DateField(
        label=_("Another day, at the seat"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    host = forms.ChoiceField(label=_("Host"), required=False)

    def __init__(self, at: Names, *args: Any, **kwargs: Any) -> None:
        super().__init__(at.languages, *args, **kwargs)
        self.fields["host"].choices = hosts(at)  # type: ignore[attr-defined]
        self.order_fields(["on"])


class ItemForm(InLanguages):
    """An item for the agenda: a matter before the body, or something else with a title."""

    texts: ClassVar = {"title": (_("Title of the item"), False)}
    matter = forms.ChoiceField(label=_("Matter"), required=False)

    def __init__(self, at: Names, matters: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(at.languages, *args, **kwargs)
        choices = [(one, str(names.matter(at, one))) for one in matters]
        self.fields["matter"].choices = [("", gettext("No matter: only a title")), *choices]  # type: ignore[attr-defined]
        self.order_fields(["matter"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.text("title") and not cleaned.get("matter"):
            raise forms.ValidationError(gettext("Choose a matter, or give the item a title."))
        return cleaned


class SpeechForm(InLanguages):
    """What was said, in short, for the record."""

    texts: ClassVar = {"gist": (_("What was said, in short"), True)}
    area: ClassVar[bool] = True
    stance = forms.ChoiceField(label=_("Where it stands"), required=False)

    def __init__(self, languages: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(languages, *args, **kwargs)
        stances = [(one, str(said)) for one, said in words.STANCES.items()]
        self.fields["stance"].choices = [("", gettext("Takes no side")), *stances]  # type: ignore[attr-defined]


def hosts(at: Names) -> list[tuple[str, str]]:
    """The parties of the body in alphabetical order, after nobody."""
    known = dict.fromkeys([*at.law.parties, *at.state.parties])
    return [
        ("", gettext("No host")),
        *((one.id, str(one.name)) for one in names.parties(at, known)),
    ]


def _formats(at: Names, organs: Iterable[str]) -> list[tuple[str, str]]:
    """The formats of the organs; an organ's own are told by its name where several have some."""
    shown = {
        one.format: str(names.session_format(at, organ, one.format))
        for organ in organs
        for one in at.law.organs[organ].formats
    }
    return list(shown.items())


def _field(label: Any, code: str, area: bool) -> forms.CharField:
    widget = (
        forms.Textarea(attrs={"rows": 3, "lang": code})
        if area
        else forms.TextInput(attrs={"lang": code})
    )
    name = Locale.parse(code).get_display_name(get_language() or "en") or code
    told = gettext("{text} ({language})").format(text=label, language=name)
    return forms.CharField(
        label=told, required=False, max_length=LONGEST * (10 if area else 1), widget=widget
    )
