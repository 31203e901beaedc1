"""How forms are drawn: a field never cuts what is typed or pasted into it.

A browser obeys ``maxlength`` by dropping the rest without a word, and the shorter text would be recorded. So no field says
it; the form refuses what is too long with a sentence, and keeps it in the field.
"""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest


class WithoutCutting(DjangoTemplates):
    """Django's own drawing of fields, without ``maxlength``."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """The template, as Django would have it."""
        attributes = context.get("widget", {}).get("attrs", {})
        attributes.pop("maxlength", None)
        return super().render(template_name, context, request)
