"""What is typed about offices: leaving, acting, introducing, passing over a turn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.grammar import LONGEST_LINE

Choices = list[tuple[str, str]]
REASONS = (
    ("resignation", _("resignation")),
    ("recall", _("recall by who nominated")),
    ("death", _("death")),
)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Today unless given."),
    )


class LeaveForm(forms.Form):
    """The end of a tenure."""

    tenure = forms.ChoiceField(label=_("Who leaves"))
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    on = _day(_("First day without the office"))

    def __init__(self, tenures: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tenure"].choices = tenures  # type: ignore[attr-defined]


class ActForm(forms.Form):
    """Somebody acts in a vacant office."""

    person = forms.ChoiceField(label=_("Who acts"))
    since = _day(_("From"))

    def __init__(self, persons: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = persons  # type: ignore[attr-defined]


class IntroduceForm(forms.Form):
    """The holder of an office is introduced to those with whom he or she will work."""

    person = forms.ChoiceField(label=_("Who is introduced"))
    to = forms.MultipleChoiceField(label=_("To whom"), widget=forms.CheckboxSelectMultiple)
    place = forms.CharField(label=_("Where"), required=False, max_length=LONGEST_LINE)

    def __init__(self, persons: Choices, parties: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = persons  # type: ignore[attr-defined]
        self.fields["to"].choices = parties  # type: ignore[attr-defined]


class SkipForm(forms.Form):
    """A party does not take its next turn."""

    party = forms.ChoiceField(label=_("Who does not take its turn"))

    def __init__(self, parties: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = parties  # type: ignore[attr-defined]
