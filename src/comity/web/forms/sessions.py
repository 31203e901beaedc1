"""What is typed about sessions: convening, moving, items, what is said in the room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.web.forms import one_of_many
from comity.web.forms.languages import InLanguages
from comity.web.told import names, words
from comity.web.told.names import Names


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
        self.fields["host"] = hosts(at)
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
        self.fields["host"] = hosts(at)
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


def hosts(at: Names) -> forms.Field:
    """Which party is the host: those of the body in alphabetical order, after nobody."""
    known = dict.fromkeys([*at.law.parties, *at.state.parties])
    return one_of_many.one_of(
        one_of_many.parties(at, known), label=_("Host"), blank=gettext("No host"), required=False
    )


def _formats(at: Names, organs: Iterable[str]) -> list[tuple[str, str]]:
    """The formats of the organs; an organ's own are told by its name where several have some."""
    shown = {
        one.format: str(names.session_format(at, organ, one.format))
        for organ in organs
        for one in at.law.organs[organ].formats
    }
    return list(shown.items())
