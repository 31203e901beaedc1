"""What every template knows: the installation, and the bodies that the account belongs to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from comity import __version__
from comity.web import streams
from comity.web.acting import new_request


def installation(request: HttpRequest) -> dict[str, Any]:
    """The version, where the live streams are, whether this is a demonstration, whether letters can be
    sent, an id for each form (``new_request``)."""
    return {
        "comity_version": __version__,
        "live": streams.address(request),
        "demonstration": settings.DEMONSTRATION,
        "languages": settings.LANGUAGES,
        "mail_server": settings.MAIL_SERVER,
        "new_request": new_request,
    }
