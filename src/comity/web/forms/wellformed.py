"""Texts that the pages keep for themselves, by the grammar that the kernel has for those of the record."""

from __future__ import annotations

from typing import Any

from django import forms

from comity.errors import BadInput
from comity.grammar import Unfit, unfit_line, unfit_text
from comity.web.told.refusals import refusal


class Line(forms.CharField):
    """A text in one line, such as a name."""

    def validate(self, value: Any) -> None:
        """Refuses what is no line: ``comity.grammar.unfit_line``."""
        super().validate(value)
        _check(unfit_line(value) if value else None)


class Words(forms.CharField):
    """A text of any number of lines."""

    def validate(self, value: Any) -> None:
        """Refuses what is no text: ``comity.grammar.unfit_text``."""
        super().validate(value)
        _check(unfit_text(value.replace("\r\n", "\n")) if value else None)


def _check(unfit: Unfit | None) -> None:
    if unfit is not None:
        told = refusal(BadInput(unfit.code, unfit.message, remedy=unfit.advice))
        raise forms.ValidationError(f"{told.sentence} {told.remedy}".strip(), code=unfit.code)
