"""What is typed around a correction or an attestation: why, on which sources, and what was irregular."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.grammar import LONGEST_LINE


class ReasonForm(forms.Form):
    """Why an entry is corrected, and whether it is taken back altogether."""

    reason = forms.CharField(
        label=_("What was wrong"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who reads the record reads this."),
    )
    void = forms.BooleanField(
        label=_("Take the whole entry back: its facts never happened"), required=False
    )


class SourceForm(forms.Form):
    """One source on which something is recorded: one that is filed, or a paper filed with it (``kept`` once it was taken
    in). ``first``: the source that there must be."""

    source = forms.ChoiceField(label=_("A source that is filed already"), required=False)
    paragraph = forms.IntegerField(
        label=_("Paragraph in it, if it has some"),
        required=False,
        min_value=1,
        max_value=1_000_000,
    )
    paper = forms.FileField(
        label=_("Or a paper, filed with this"),
        help_text=_("PDF, image, letter (docx, odt, eml) or plain text, at most 20 megabytes."),
        required=False,
    )
    paper_title = forms.CharField(
        label=_("Title of the paper"), required=False, max_length=LONGEST_LINE
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(
        self, sources: Sequence[tuple[str, str]], *args: Any, first: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.first = first
        self.fields["source"].choices = [("", "—"), *sources]  # type: ignore[attr-defined]

    @property
    def taken_in(self) -> str:
        """The id of the paper that came with an earlier sending of the same form; empty where none did."""
        return str(self.data.get(self.add_prefix("kept"), "")) if self.is_bound else ""

    def clean(self) -> dict[str, Any]:
        """Refused without any source, where there must be one; what happened elsewhere is recorded on one."""
        cleaned = super().clean() or {}
        fault = self.data.get(self.add_prefix("fault"))
        if fault:
            self.add_error("paper", fault)
        elif self.first and not cleaned.get("source") and not self.taken_in:
            self.add_error("source", gettext("Choose a source, or add the paper."))
        if self.taken_in and not cleaned.get("paper_title"):
            self.add_error("paper_title", gettext("Say what the paper is."))
        return cleaned


class PaperForm(forms.Form):
    """The paper behind a correction: the one that the record cites already, unless another is given."""

    source = forms.ChoiceField(label=_("The paper behind it"), required=False)
    paper = forms.FileField(label=_("Or another paper, filed with this"), required=False)
    paper_title = forms.CharField(
        label=_("Title of the paper"), required=False, max_length=LONGEST_LINE
    )

    def __init__(
        self, cited: str, sources: Sequence[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        """``cited``: what the record cites, in words; empty where it cites nothing."""
        super().__init__(*args, **kwargs)
        said = gettext("As before: {papers}").format(papers=cited) if cited else gettext("None")
        self.fields["source"].choices = [("", said), *sources]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refused where a paper comes without its title."""
        cleaned = super().clean() or {}
        if cleaned.get("paper") and not cleaned.get("paper_title"):
            self.add_error("paper_title", gettext("Say what the paper is."))
        return cleaned


class FlagForm(forms.Form):
    """That the body did something outside its rules."""

    about = forms.CharField(
        label=_("About"),
        max_length=200,
        help_text=_("A record number, or the id of a matter, question, session or decision."),
    )
    article = forms.CharField(label=_("Article that was not followed"), max_length=200)
    authority = forms.CharField(label=_("Who says so"), max_length=500)
    what = forms.CharField(
        label=_("What was irregular"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
