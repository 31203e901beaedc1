"""What a reader chooses for every page: language, and how it is shown; and the colour that a body gives its pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_POST

from comity.web import reading
from comity.web.asked import way_back
from comity.web.visits import hosting


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Pages are in the language chosen, on this device and in the account."""
    response: HttpResponse = HttpResponseRedirect(way_back(request.POST, "/"))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 3600, samesite="Lax"
        )
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response


@require_POST
def choose_reading(request: HttpRequest) -> HttpResponse:
    """Pages are shown as chosen in the reading panel."""
    of_htmx = "HX-Request" in request.headers
    response = (
        HttpResponse(status=204) if of_htmx else HttpResponseRedirect(way_back(request.POST, "/"))
    )
    reading.keep(request, response, reading.readable(request.POST.dict()))
    return response


def accent(request: HttpRequest, body: str) -> HttpResponse:
    """The style sheet of the body's colour, and the wash that goes with it."""
    colour = hosting(body).accent
    rule = (
        f":root {{ --accent: {colour}; --accent-wash: color-mix(in srgb, {colour} 9%, white); }}\n"
    )
    return HttpResponse(rule, content_type="text/css")


urlpatterns = [
    path("language", choose_language, name="choose_language"),
    path("reading", choose_reading, name="reading"),
    path("b/<str:body>/accent.css", accent, name="accent"),
]
