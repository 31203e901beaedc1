"""What is typed inside a delegation: a proposal changed before it is sent, a word to its author, a note, advice.

A text of an act may be in several languages, or in none in particular: then it has one field for each, or one alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.body.acts import AnyAct, BreakSilence, Remark, StatePosition
from comity.body.effects import Text
from comity.web.forms.languages import in_language
from comity.web.forms.wellformed import Line, Words
from comity.web.readmodel.asking import Asking
from comity.web.told import names, words
from comity.web.told.names import Names

LONGEST = 20_000
USUAL = ("in favour", "does not object", "abstaining", "against")
TEXTS = {
    StatePosition: (("statement", _("Statement")), ("reservation_text", _("What is reserved"))),
    Remark: (("text", _("Words")), ("proposed", _("Proposed wording"))),
    BreakSilence: (("reason", _("Reason")),),
}


class ChangeForm(forms.Form):
    """A proposed act, to be changed by who sends it. ``seen`` is the version of the text before the sender's eyes."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, act: AnyAct, asked: Asking | None, at: Names, data: Any = None, **named: Any
    ) -> None:
        super().__init__(data, auto_id="change_%s", **named)
        self.act = act
        if isinstance(act, StatePosition):
            self._position(act, asked, at)
        if isinstance(act, BreakSilence):
            self.fields["form"] = forms.ChoiceField(
                label=_("Form"), choices=[*words.FORMS.items()], initial=act.form
            )
        for name, label in TEXTS.get(type(act), ()):
            for key, said in _parts(getattr(act, name)):
                self.fields[f"{name}{key}"] = _area(in_language(label, key[1:]), said)

    def _position(self, act: StatePosition, asked: Asking | None, at: Names) -> None:
        offered = (asked.puts.allowed if asked is not None else ()) or USUAL
        choices = [(one, words.choice(one)) for one in dict.fromkeys((*offered, act.choice))]
        self.fields["choice"] = forms.ChoiceField(
            label=_("Position"), choices=choices, widget=forms.RadioSelect, initial=act.choice
        )
        kinds = [(one, str(names.reservation(at, one))) for one in at.law.reservations]
        if kinds:
            self.fields["reservation"] = forms.ChoiceField(
                label=_("Reservation"),
                choices=[("", gettext("None")), *kinds],
                initial=act.reservation,
                required=False,
            )

    def changed_act(self) -> AnyAct:
        """The act with what was typed."""
        fields: dict[str, Any] = {
            name: self.cleaned_data[name]
            for name in ("choice", "reservation", "form")
            if name in self.fields
        }
        for name, _label in TEXTS.get(type(self.act), ()):
            fields[name] = self._text(name, getattr(self.act, name))
        if isinstance(self.act, StatePosition) and self.act.version is not None:
            fields["version"] = self.cleaned_data["seen"]
        return msgspec.structs.replace(self.act, **fields)

    def _text(self, name: str, before: Text) -> Text:
        if isinstance(before, str):
            return str(self.cleaned_data[name])
        found = {key[1:]: self.cleaned_data[f"{name}{key}"] for key, _said in _parts(before)}
        return {code: said for code, said in found.items() if said} or ""


class WordForm(forms.Form):
    """A word to the author of what is declined."""

    word = Words(
        label=_("Why, in a word to its author"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why in a word: its author reads it.")},
    )


class NoteForm(forms.Form):
    """A remark to the others of the delegation."""

    text = Words(
        label=_("Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note.")},
    )


class AdviceForm(forms.Form):
    """The adviser's lines to the head; an empty text takes them back."""

    advised = Line(label=_("What is advised, in a word or two"), max_length=40, required=False)
    text = Words(
        label=_("What it is, and why"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _parts(text: Text) -> Iterator[tuple[str, str]]:
    """The ends of the names of a text's fields, with what stands in each."""
    if isinstance(text, str):
        yield "", text
    else:
        yield from ((f"_{code}", said) for code, said in text.items())


def _area(label: Any, said: str) -> forms.CharField:
    return Words(
        label=label,
        initial=said,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
