"""The forms of answers to a question. Whether an answer is permitted the kernel says; here only what cannot be read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from comity.body.periods import local_instant
from comity.charter.model import Seat
from comity.errors import BadInput
from comity.web.forms import one_of_many
from comity.web.forms.wellformed import Words
from comity.web.papers import checked
from comity.web.readmodel.answering import USUAL, Answering, Stating
from comity.web.readmodel.asking import Asking
from comity.web.told import words
from comity.web.told.names import Names

LONGEST = 20_000  # characters of a statement
VIAS = ("note", "telephone", "room")


class AnswerForm(forms.Form):
    """A member's position with what goes with it. ``note`` is for those inside the delegation alone."""

    choice = forms.CharField(widget=forms.HiddenInput, required=False)
    statement = forms.CharField(
        label=_("Statement, for the record"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        required=False,
    )

    def __init__(self, *args: Any, stating: Stating, **named: Any) -> None:
        super().__init__(*args, **{"auto_id": "answer_%s", **named})
        self.fields |= _reservation(stating) | _parts(stating)

    @property
    def says_more(self) -> bool:
        """Whether anything besides the choice was typed."""
        return any(self.data.get(name) for name in self.fields if name != "choice")


def _reservation(stating: Stating) -> dict[str, forms.Field]:
    """The fields of a reservation; none where the charter knows none."""
    if not stating.kinds:
        return {}
    blocks, lets = gettext("blocks until lifted"), gettext("does not block")
    said = gettext("{title} ({weight}; at the deadline: {fate})")
    offered = [
        (
            k.type,
            said.format(title=k.title, weight=blocks if k.blocks else lets, fate=k.at_deadline),
        )
        for k in stating.kinds
    ]
    return {
        "reservation": forms.ChoiceField(
            label=_("Reservation"), required=False, choices=[("", gettext("None")), *offered]
        ),
        "reservation_text": forms.CharField(
            label=_("What is reserved, and until when"),
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=LONGEST,
            required=False,
        ),
    }


def _parts(stating: Stating) -> dict[str, forms.Field]:
    """The fields of what else goes with an answer: paragraphs of a text to refrain from, an expert's note."""
    found: dict[str, forms.Field] = {}
    if stating.paragraphs:
        said = gettext("Paragraph {number}")
        found["refrains"] = forms.MultipleChoiceField(
            label=_("Paragraphs in which the member takes no part"),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            choices=[(name, said.format(number=number)) for name, number in stating.paragraphs],
        )
    if stating.mode == "propose":
        found["note"] = Words(
            label=_("A word to those who decide (stays inside the delegation)"),
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=LONGEST,
            required=False,
        )
    return found


class BreakForm(forms.Form):
    """A break of silence with its reason."""

    form = forms.ChoiceField(
        label=_("How"),
        choices=(
            ("objection", gettext_lazy("an objection")),
            ("amendment", gettext_lazy("an amendment")),
        ),
        widget=forms.RadioSelect,
        initial="objection",
    )
    reason = forms.CharField(
        label=_("Why, or the wording proposed"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
        error_messages={"required": _("Say why: the others and the chair read it.")},
    )

    def __init__(self, *args: Any, answering: Answering, **named: Any) -> None:
        super().__init__(*args, **{"auto_id": "break_%s", **named})
        if not answering.can_amend and answering.stating.mode != "propose":
            del self.fields["form"]


class WordsForm(forms.Form):
    """A few words, which some acts need and some may have."""

    words = Words(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        error_messages={"required": _("Say it in a few words.")},
    )


def words_form(name: str, data: Any = None) -> WordsForm:
    """The form of the words that go with an act: to ``associate``, to ``contest``, to ask for ``time``."""
    form = WordsForm(data, auto_id=f"{name}_%s")
    labels = {
        "associate": gettext("Statement, for the record (may be empty)"),
        "contest": gettext("What is wrong with it"),
        "time": gettext("Until when, and why"),
    }
    form.fields["words"].label = labels[name]
    form.fields["words"].required = name != "associate"
    return form


def paper_fields() -> tuple[forms.FileField, forms.CharField]:
    """The paper that says what members answered, or the id of one that is filed already."""
    paper = forms.FileField(
        label=_("The paper: the note, or the minute of the call"),
        help_text=_("PDF, image, letter (docx, odt, eml) or plain text, at most 20 megabytes."),
        validators=[checked],
        required=False,
    )
    source = forms.CharField(
        label=_("Or the id of a paper that is filed already"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    return paper, source


class RecordForm(forms.Form):
    """An answer that came otherwise, recorded on the member's behalf with its paper."""

    member = forms.ChoiceField(label=_("Member"))
    choice = forms.ChoiceField(label=_("Its answer"), widget=forms.RadioSelect)
    via = forms.ChoiceField(label=_("How it came"), widget=forms.RadioSelect)
    sent = forms.CharField(
        label=_("When it was sent"),
        help_text=_(
            "As the paper says, by the clock of the seat. Leave empty where it does not say."
        ),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        required=False,
    )
    statement = forms.CharField(
        label=_("What it says besides"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        required=False,
    )
    paper, source = paper_fields()

    def __init__(
        self, *args: Any, asked: Asking, stating: Stating, at: Names, seat: Seat, **named: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": "record_%s", **named})
        self.seat = seat
        offered = asked.puts.allowed or USUAL
        members = one_of_many.parties(at, asked.question.population)
        label = self.fields["member"].label
        self.fields["member"] = one_of_many.one_of(members, label=label, blank="—")
        self.fields["choice"].choices = [(c, words.choice(c)) for c in offered]  # type: ignore[attr-defined]
        self.fields["via"].choices = [(v, words.said(words.VIAS, v)) for v in VIAS]  # type: ignore[attr-defined]
        reservation = _reservation(stating)
        self.fields |= reservation
        self.order_fields(["member", "choice", "via", "sent", "statement", *reservation])

    def clean_sent(self) -> str:
        """The instant on the paper, in UTC; empty where it does not say."""
        text = str(self.cleaned_data["sent"])
        if not text:
            return ""
        try:
            return (
                local_instant(text, self.seat).isoformat(timespec="seconds").replace("+00:00", "Z")
            )
        except BadInput as error:
            raise forms.ValidationError(
                _("Write the day and the time, such as 2026-12-18T15:00.")
            ) from error

    def clean(self) -> dict[str, Any]:
        """The paper or the id of one: an answer recorded on somebody's behalf needs it."""
        cleaned = super().clean() or {}
        if not cleaned.get("paper") and not cleaned.get("source") and "paper" not in self.errors:
            self.add_error("paper", _("An answer on a member’s behalf needs its paper."))
        return cleaned
