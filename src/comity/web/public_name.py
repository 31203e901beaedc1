"""Lead each visitor to the name by which passkeys work, and answer probes at whatever address they ask.

A browser makes passkeys for a name and never for an IP number (WebAuthn, 5.1.2). So a visitor at ``127.0.0.1``, ``[::1]``
or the machine's own number is sent to the same page at the public name, or at ``localhost`` where none is set and the
browser runs on this machine. At any other name the answer says where the pages are.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port, validate_host
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from comity.web.origins import is_number, is_this_machine
from comity.web.views.health import PROBES

log = logging.getLogger(__name__)
Answering = Callable[[HttpRequest], HttpResponse]
MISDIRECTED = 421
"""RFC 9110, section 15.5.20: the request was directed at a server that does not answer for that name."""


def at_the_public_name(answer: Answering) -> Answering:
    """The first of the middleware: what comes after it is asked only by a name of ours."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.path in PROBES:
            return _bare(PROBES[request.path](request))
        host, port = split_domain_port(request.META.get("HTTP_HOST") or request.META["SERVER_NAME"])
        if validate_host(host, settings.ALLOWED_HOSTS):
            if settings.SECURE and not request.is_secure():
                _warn_of_plain_http(host)
            return answer(request)
        response = _elsewhere(request, host, port)
        add_never_cache_headers(response)  # the settings may be others tomorrow
        return response

    return answered


@cache
def _warn_of_plain_http(host: str) -> None:
    """Once for each name and process: the request says nothing of TLS, so that no passkey signs."""
    log.warning(
        "A request for %s came as plain HTTP. The proxy must set X-Forwarded-Proto, and COMITY_PROXIES must count it; "
        "until then no passkey signs",
        host,
    )


def _bare(response: HttpResponse) -> HttpResponse:
    """The answer to a probe, with the headers that every other answer has from the middleware after this."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _elsewhere(request: HttpRequest, host: str, port: str) -> HttpResponse:
    """The way to the name, or the page that says what the name is."""
    name = _name(request, host, port)
    own = is_number(host) or is_this_machine(host)
    if name and own and request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(f"{name}{request.get_full_path()}")
    with translation.override(translation.get_language_from_request(request)):
        page = render_to_string("misdirected.html", {"name": name})
    return HttpResponse(page, status=MISDIRECTED)


def _name(request: HttpRequest, host: str, port: str) -> str:
    """Where this visitor finds the pages; empty for one on another machine where no public name is set."""
    if settings.ORIGINS:
        return str(settings.ORIGINS[0])
    if not _is_here(request, host):
        return ""
    return f"http://localhost:{port}" if port else "http://localhost"


def _is_here(request: HttpRequest, host: str) -> bool:
    """Whether the browser runs on this machine: it comes from the loopback, or from the number that it came to."""
    if "HTTP_X_FORWARDED_FOR" in request.META:
        return False
    try:
        sender = ip_address(request.META.get("REMOTE_ADDR", ""))
        return sender.is_loopback or sender == ip_address(host.strip("[]"))
    except ValueError:
        return False
