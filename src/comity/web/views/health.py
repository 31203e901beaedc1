"""Whether the installation lives: ``/healthz`` (this process answers), ``/readyz`` (register and accounts do).

Both are answered before anything else is asked of a request (``comity.web.public_name``), under whatever name it came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from comity.errors import ComityError
from comity.web import known_bodies
from comity.web.bodies import bodies
from comity.web.models import Account


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process is up. Nothing else is asked, so that a slow disk does not get it killed."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The register and the database of accounts answer: 200, else 503, saying which does not and why."""
    found = readiness()
    return JsonResponse(found, status=200 if found["ok"] else 503)


def readiness() -> dict[str, Any]:
    """What ``/readyz`` says: whether all is ``ok``, then whether the register is and the accounts are, and why not."""
    found = {"register": _register(), "accounts": _accounts()}
    return {"ok": all(one["ok"] for one in found.values()), **found}


def _register() -> dict[str, object]:
    """The register answers, and is not one that was lost: how many entries the record of each body has is no secret of the
    bodies, their names are."""
    try:
        store = bodies().store
        sizes = [store.head(kept.name).size for kept in store.bodies()]
        if not sizes:
            known_bodies.require(bodies().place)
    except (ComityError, OSError) as error:
        return {"ok": False, "error": getattr(error, "code", "file.failed")}
    return {"ok": True, "bodies": len(sizes), "entries": sum(sizes)}


def _accounts() -> dict[str, object]:
    try:
        Account.objects.exists()
    except DatabaseError as error:
        return {"ok": False, "error": _code_of(error)}
    return {"ok": True}


def _code_of(error: DatabaseError) -> str:
    """The failure of the accounts by a code, as that of the register."""
    return "accounts.unreached" if isinstance(error, OperationalError) else "accounts.failed"


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": alive, "/readyz": ready}
urlpatterns = [path("healthz", alive, name="healthz"), path("readyz", ready, name="readyz")]
