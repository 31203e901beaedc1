"""What a page watches that moves with its reader."""

from __future__ import annotations

from django import template
from django.template.context import Context

from comity.web.live.desks import desk_topic as topic_of

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_topic(context: Context) -> str:
    """The topic of the reader's desk as this page shows it."""
    return str(topic_of(context["visit"]))
