"""The very same form sent again: it gets its first answer, and nothing is done twice.

A double click, the back button and a browser that repeats a request send a form with the same id and the same fields. What
the first was answered with is kept for a day, in a table that all workers share, and found by who sent it, where to, and
everything that it said. Anything else under the id of a form that is in the record is refused (``acting.submit``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from hashlib import sha256

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext

from comity.web.models import SentForm
from comity.web.uploads import pieces

KEPT = 24 * 60 * 60
"""Seconds for which an answer is kept."""
SOMETIMES = 60
"""Of so many seconds there is one in which whoever sends a form deletes what is kept no more."""
PASSING = frozenset({"csrfmiddlewaretoken"})
"""What a browser may send differently each time."""

log = logging.getLogger(__name__)


def name_of(request: HttpRequest) -> str:
    """What the form is found by; empty for what is no form, or has no id."""
    if request.method != "POST" or not request.POST.get("request"):
        return ""
    said = [(name, given) for name, given in request.POST.lists() if name not in PASSING]
    papers = [
        (field, one.name, _digest(pieces(one)))
        for field, given in request.FILES.lists()
        for one in given
    ]
    whole = (request.user.pk, request.get_full_path(), sorted(said), sorted(papers))
    return _digest([repr(whole).encode("utf-8", "surrogatepass")])


def since() -> int:
    """From when on answers are kept: seconds since 1970, UTC."""
    return int(timezone.now().timestamp()) - KEPT


def again(request: HttpRequest, status: int, address: str) -> HttpResponse:
    """The answer that the form had, with a word that it was sent before."""
    said = gettext("This form was sent before. What it says was done then, and is not done twice.")
    messages.add_message(request, messages.INFO, said)
    return HttpResponseRedirect(address, status=status)


def remember(name: str, response: HttpResponse) -> None:
    """Keeps where the answer led, once it is sent: nobody waits for that, and what was done is answered even where this
    fails. An answer that leads nowhere is an error or a preview, and the form may come again."""
    if name and 300 <= response.status_code < 400:
        keep = partial(_keep, name, response.status_code, response["Location"])
        response._resource_closers.append(keep)  # type: ignore[attr-defined]  # what Django closes when all is sent


def _keep(name: str, status: int, address: str) -> None:
    now = int(timezone.now().timestamp())
    try:
        SentForm.keep(name, status, address, now)
        if now % SOMETIMES == 0:
            SentForm.objects.filter(at__lt=now - KEPT).delete()
    except DatabaseError:
        log.exception("The answer to a form was not kept, and will not be given to a second click")


def _digest(given: Iterable[bytes]) -> str:
    whole = sha256()
    for piece in given:
        whole.update(piece)
    return whole.hexdigest()
