"""What a reader chooses within a body: the capacity to act in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from comity.web.visits import CHOSEN, Visit, page


@require_POST
@page
def choose_capacity(visit: Visit) -> HttpResponse:
    """From now on the reader acts in the capacity chosen, where it is one of his or hers."""
    chosen = visit.request.POST.get("choose", "")
    if any(one.key == chosen for one in visit.reader.capacities):
        kept = visit.request.session.get(CHOSEN, {})
        visit.request.session[CHOSEN] = {**kept, visit.name: chosen}
    back = visit.request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("desk", body=visit.name)


urlpatterns = [path("capacity", choose_capacity, name="choose_capacity")]
