"""What a reader chooses within a body: the capacity to act in."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from comity.web.asked import way_back
from comity.web.visits import CHOSEN, Visit, page


@require_POST
@page
def choose_capacity(visit: Visit) -> HttpResponse:
    """From now on the reader acts in the capacity chosen, where it is one of his or hers."""
    chosen = visit.request.POST.get("choose", "")
    if any(one.key == chosen for one in visit.reader.capacities):
        kept = visit.request.session.get(CHOSEN, {})
        visit.request.session[CHOSEN] = {**kept, visit.name: chosen}
    desk = reverse("desk", kwargs={"body": visit.name})
    return HttpResponseRedirect(way_back(visit.request.POST, desk))


urlpatterns = [path("capacity", choose_capacity, name="choose_capacity")]
