"""The charter: every provision in words, on any day, in any of its versions; an article has its own address."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from comity.body.occasion import charter_on, law_from
from comity.web.asked import one_of
from comity.web.readmodel import charter as read
from comity.web.readmodel.findings import findings
from comity.web.views.offices import asked_day
from comity.web.visits import Visit, page


@page
def charter(visit: Visit) -> HttpResponse:
    """The charter on the day asked for, or in the version that an entry brought."""
    day, fault = asked_day(visit)
    on = day or visit.day
    version = visit.request.GET.get("version", "")
    entry = _version(visit, version) if version else charter_on(visit.state, on).entry
    at = visit.naming(on).names(law_from(visit.state, entry, on))
    found = read.sections(at)
    article = visit.request.GET.get("article", "")[:200]
    context = {
        "sections": found,
        "articles": read.articles(found),
        "article": article,
        "anchor": read.anchor_of(found, article) if article else "",
        "findings": findings(at),
        "versions": read.versions(visit.state.charters),
        "entry": entry,
        "day": on,
        "governing": at.law.charter,
        "cited_under": at.law,
        "fault": fault,
    }
    return visit.render("charter/charter.html", context, 422 if fault else 200)


def _version(visit: Visit, text: str) -> int:
    known = {str(one.entry): one.entry for one in visit.state.charters}
    return known[one_of({"version": text}, "version", known)]


@page
def notation(visit: Visit) -> HttpResponse:
    """The charter as data, as it was adopted."""
    version = visit.request.GET.get("version", "")
    entry = _version(visit, version) if version else charter_on(visit.state, visit.day).entry
    text = next(one.text for one in visit.state.charters if one.entry == entry)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{visit.name}-charter-{entry}.yaml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


urlpatterns = [
    path("charter", charter, name="charter"),
    path("charter.yaml", notation, name="charter_notation"),
]
