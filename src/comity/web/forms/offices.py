"""What is typed about offices: leaving, acting, introducing, passing over a turn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.grammar import LONGEST_LINE
from comity.web.forms.one_of_many import Offer, one_of, several_of, these

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

    since = _day(_("From"))

    def __init__(self, persons: Offer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = one_of(persons, label=_("Who acts"))
        self.order_fields(["person"])


class IntroduceForm(forms.Form):
    """The holder of an office is introduced to those with whom he or she will work."""

    person = forms.ChoiceField(label=_("Who is introduced"))
    place = forms.CharField(label=_("Where"), required=False, max_length=LONGEST_LINE)

    def __init__(self, persons: Choices, parties: Offer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = persons  # type: ignore[attr-defined]
        self.fields["to"] = several_of(parties, label=_("To whom"))
        self.order_fields(["person", "to"])


class SkipForm(forms.Form):
    """A party does not take its next turn."""

    def __init__(self, parties: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"] = one_of(these(parties), label=_("Who does not take its turn"))
