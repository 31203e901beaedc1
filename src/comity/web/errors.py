"""Errors of the kernel as answers of a server: the status, and the page that tells them.

=================  ======  =====================================================================
``Refused``        403     the rules do not permit it: the article, and what would help
``BadInput``       422     what was sent cannot be read
``Faulty``         422     a charter with faults
``Conflict``       409     somebody was faster, or the form was sent before with other words
``Untrustworthy``  500     the register does not verify
``StoreFailed``    503     the disk or the database
=================  ======  =====================================================================
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from comity.errors import BadInput, ComityError, Conflict, Faulty, Refused, StoreFailed

STATUS: tuple[tuple[type[ComityError], int], ...] = (
    (Refused, 403),
    (BadInput, 422),
    (Faulty, 422),
    (Conflict, 409),
    (StoreFailed, 503),
)


def status_of(error: ComityError) -> int:
    """The status of HTTP with which the error is answered."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def error_page(request: HttpRequest, error: ComityError) -> HttpResponse:
    """The page that tells the error."""
    return render(request, "refused.html", {"error": error}, status=status_of(error))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is not there, and what the reader may not see, answer alike."""
    return render(request, "not_found.html", status=404)


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
        remedy=_("Go back: what you typed is still in the form. Send less of it at once."),
    )
    return render(request, "refused.html", {"error": error}, status=status)


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return render(request, "failed.html", status=500)
