"""What is typed when an installation is set up: the charter, then the body, its clerk and the first account."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.web.forms.people import Choices, TakingUp
from comity.web.uploads import whole

LARGEST = 2_000_000
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class ChooseCharter(forms.Form):
    """One of the charters that come with the program, or one of one's own: pasted, or a file."""

    choice = forms.ChoiceField(
        label=pgettext_lazy("people", "Charter"), widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(
        label=_("Or your own: paste it"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false", "class": "code"}),
    )
    file = forms.FileField(
        label=_("Or a file"), required=False, widget=forms.FileInput({"accept": ".yaml,.yml"})
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [*choices, ("own", _("My own, below"))]  # type: ignore[attr-defined]

    def clean_file(self) -> str:
        """What the file says."""
        given = self.cleaned_data.get("file")
        if not given:
            return ""
        if given.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than any charter."))
        try:
            return str(whole(given).decode())
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not text in UTF-8.")) from None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        pasted, listed = (
            cleaned.get("text", "").strip(),
            cleaned.get("choice") not in ("", "own", None),
        )
        own = cleaned.get("file") or pasted
        if sum(map(bool, (cleaned.get("file"), pasted, listed))) > 1:
            raise forms.ValidationError(
                _(
                    "More than one charter is given. Choose one that is listed, or paste your own, or give a file."
                )
            )
        if not own and cleaned.get("choice") in ("", "own", None) and not self.errors:
            raise forms.ValidationError(_("Choose a charter, or give your own."))
        return cleaned

    def own(self) -> str:
        """The text of a charter of one's own; empty where one that is offered was chosen."""
        if self.cleaned_data.get("choice") not in ("", "own"):
            return ""
        return str(self.cleaned_data.get("file") or self.cleaned_data.get("text") or "")


class FoundIt(TakingUp):
    """The body's name in addresses, who keeps its record, and the account of the clerk."""

    field_order = ("body", "organ", "name", "email", "language", "zone", "city", "way", "password")
    body = forms.CharField(
        label=_("Short name of the body, for addresses"),
        help_text=_(
            "Small Latin letters, digits and hyphens, such as six-rivers. It stays for ever."
        ),
        max_length=61,
    )
    organ = forms.ChoiceField(label=_("The organ that keeps the record"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput({"autocomplete": "email"})
    )

    def __init__(self, *args: Any, organs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].choices = organs  # type: ignore[attr-defined]
        self.fields["name"].label = _("Your name, as the clerk")

    def clean_body(self) -> str:
        said = str(self.cleaned_data["body"])
        if not NAME.fullmatch(said):
            raise forms.ValidationError(_("Small Latin letters, digits and hyphens only."))
        return said


class FirstAccount(TakingUp):
    """Which person the first account is, of those who keep the record of a body; the register has the name."""

    field_order = ("person", "email", "language", "zone", "city", "way", "password")
    name = None  # type: ignore[assignment]  # as Django takes a field away
    person = forms.ChoiceField(label=_("Who you are"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput({"autocomplete": "email"})
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        if len(people) == 1:
            self.fields["person"].initial = people[0][0]
