"""Errors of the kernel as answers of a server: the status, and the page that tells them.

=================  ======  =====================================================================
``Refused``        403     the rules do not permit it: the article, and what would help
``BadInput``       422     what was sent cannot be read
``Faulty``         422     a charter with faults
``Conflict``       409     somebody was faster, or the form was sent before with other words
``Untrustworthy``  500     the register does not verify
``StoreFailed``    503     the disk or the database
=================  ======  =====================================================================

While the register or the database of accounts cannot be used, a plain page that needs neither says what may have been
recorded (``away``).
"""

from __future__ import annotations

import logging
import sys
from typing import Literal

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from comity.errors import BadInput, ComityError, Conflict, Faulty, Refused, StoreFailed
from comity.web.asked import Unanswerable

log = logging.getLogger(__name__)
PLAIN = (".csv", ".ics", ".atom", ".json", ".yaml", ".txt", ".proof")
"""How an address ends that programs ask for rather than browsers."""
Recorded = Literal["nothing", "no", "perhaps"]
RETRY_AFTER = "10"
"""Seconds after which a program may ask again."""
STATUS: tuple[tuple[type[ComityError], int], ...] = (
    (Refused, 403),
    (BadInput, 422),
    (Faulty, 422),
    (Conflict, 409),
    (StoreFailed, 503),
)


class Unavailable(Exception):
    """The store failed while an act was recorded. It is no ``ComityError``, so that no page takes it for a refusal and says
    that nothing was recorded, where that is not known."""

    def __init__(self, failure: StoreFailed) -> None:
        self.failure = failure
        super().__init__(str(failure))


AWAY = (StoreFailed, Unavailable, OperationalError, InterfaceError)
"""What is raised while the register or the database of accounts cannot be used."""


def status_of(error: ComityError) -> int:
    """The status of HTTP with which the error is answered."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def error_page(request: HttpRequest, error: ComityError) -> HttpResponse:
    """The page that tells the error."""
    if isinstance(error, StoreFailed):
        return away(request, error)
    return render(request, "refused.html", {"error": error}, status=status_of(error))


def away(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page for the time in which the register or the database of accounts cannot be used (503). It needs neither."""
    log.error("%s %s: %s", request.method, request.path, error)
    failure = error.failure if isinstance(error, Unavailable) else error
    code = failure.code if isinstance(failure, StoreFailed) else ""
    with translation.override(_language(request)):
        page = render_to_string("away.html", {"recorded": _recorded(request, error), "code": code})
        language = translation.get_language()
    headers = {"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers={**headers, "Content-Language": language})


def _recorded(request: HttpRequest, error: Exception) -> Recorded:
    """What is known of what was to be recorded: to look records nothing; an act that the store refused was not recorded; of
    anything else sent, part may be recorded already."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return "nothing"
    known = isinstance(error, Unavailable) and error.failure.code != "store.unknown"
    return "no" if known else "perhaps"


def _language(request: HttpRequest) -> str:
    """The language without asking for the account: that which is active, or which the browser names."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    known: str = getattr(request, "LANGUAGE_CODE", "")
    return known or translation.get_language_from_request(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is not there, and what the reader may not see, answer alike. Where it is the part after the ``?`` that asks for
    what there is not, the answer says so; to a program that wants a table or a feed in plain text."""
    if not isinstance(exception, Unanswerable):
        return render(request, "not_found.html", status=404)
    if request.path.endswith(PLAIN):
        plain = "text/plain; charset=utf-8"
        return HttpResponse(f"{exception.said}\n", content_type=plain, status=exception.status)
    return render(request, "not_asked.html", {"said": exception.said}, status=exception.status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What the account may not do: confirm itself by keys that it has not."""
    return render(request, "forbidden.html", status=403)


def forbidden_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that carries no token of ours, or an old one."""
    return render(request, "form_expired.html", status=403)


def unreadable(
    request: HttpRequest, exception: Exception | None = None, status: int = 400
) -> HttpResponse:
    """What was sent is too much, or nothing that a browser sends."""
    if not hasattr(request, "user"):  # nothing is known of whoever asks, not even the language
        return HttpResponseBadRequest("This request cannot be read.", content_type="text/plain")
    error = BadInput(
        "request.unreadable",
        _("What was sent cannot be read: it is too large, or no browser would send it so."),
        remedy=_("Send less at once."),
    )
    return render(request, "refused.html", {"error": error}, status=status)


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or of the database outside of any page: where the account is looked up, or the session is saved."""
    error = sys.exc_info()[1]
    if isinstance(error, AWAY):
        return away(request, error)
    return render(request, "failed.html", status=500)
