"""Addresses. Each body's pages lie under ``/b/<body>/``; a page's own addresses stand in the module of its view."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.urls import include, path

AREAS = (
    "desk", "head", "matters", "taking_up", "tasks", "steps", "matter", "answers", "delegation", "text", "remarks",
    "scoreboard", "sessions", "room", "minutes", "offices", "body", "register", "attesting", "corrections", "charter",
    "search", "calendar", "inviting_many", "people", "inviting", "signing", "choices",
)  # fmt: skip
SITE = (
    "front",
    "setup",
    "health",
    "demonstration",
    "entering",
    "recovery",
    "new_keys",
    "account",
    "single_sign_on",
    "preferences",
)


def _areas(names: tuple[str, ...]) -> list[Any]:
    modules = (import_module(f"comity.web.views.{name}") for name in names)
    return [address for module in modules for address in module.urlpatterns]


urlpatterns = [
    path("b/<str:body>/", include(_areas(AREAS))),  # what is asked for most is looked for first
    *_areas(SITE),
    path("account/", include("allauth.urls")),
]
handler400 = "comity.web.errors.unreadable"
handler403 = "comity.web.errors.forbidden"
handler404 = "comity.web.errors.not_found"
handler500 = "comity.web.errors.failed"
