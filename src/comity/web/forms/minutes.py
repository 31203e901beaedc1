"""What is typed about minutes: until when remarks may come, a remark, and by which session they were approved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LONGEST = 5000


class CirculateForm(forms.Form):
    """The minutes go to those who were admitted."""

    until = forms.DateField(
        label=_("Remarks until the end of"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, today: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> Any:
        """Refused where the day has passed at the seat."""
        until = self.cleaned_data["until"]
        if until.isoformat() < self.today:
            raise forms.ValidationError(gettext("This day has passed. Give today or a later day."))
        return until


class RemarkForm(forms.Form):
    """What a member would have otherwise in the minutes."""

    text = forms.CharField(
        label=_("What should be otherwise, and in which paragraph"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ApproveForm(forms.Form):
    """By whom the minutes are approved: the chair, or a session after."""

    approved_in = forms.ChoiceField(label=_("Approved by"), required=False)

    def __init__(self, sessions: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("the chair")), *sessions]
        self.fields["approved_in"].choices = choices  # type: ignore[attr-defined]
