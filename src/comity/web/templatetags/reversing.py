"""What stands on a ruling that was reversed, on the pages that show a matter."""

from __future__ import annotations

from django import template
from django.template.context import Context

from comity.body.state import Matter
from comity.web.readmodel.reversals import Reversal, reversals

register = template.Library()


@register.simple_tag(takes_context=True)
def reversals_of(context: Context, matter: Matter) -> tuple[Reversal, ...]:
    """The rulings of the matter that were reversed with something standing on them."""
    return reversals(context["visit"], matter)
