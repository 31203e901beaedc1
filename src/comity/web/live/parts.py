"""The moving parts of a page, made once for all who watch: pieces of HTML by their ids, and of those only what changed.

A reader without a name and in no capacity looks at the question: what he or she is shown, everybody may see. Two hundred
cells may stand in a grid, and most stay as they are; so a grid goes cell by cell.

>>> list(cells('<ul><li class="position for" id="position-A">A</li> <li class="position" id="position-B">B</li></ul>'))
['position-A', 'position-B']
>>> changed({"position-A": "1", "ruling": "x"}, {"position-A": "2", "ruling": "x"})
{'position-A': '2'}
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import get_template
from django.utils import translation

from comity.body.occasion import day_at, instant, law_on
from comity.body.state import State, find_question
from comity.web.bodies import RunningBody
from comity.web.models import HostedBody
from comity.web.readers import Reader
from comity.web.readmodel.asking import asking
from comity.web.readmodel.matters import names_for
from comity.web.readmodel.questions import card_of
from comity.web.visits import Visit

CELL = re.compile(r'<li class="position[^>]*? id="(position-[^"]+)".*?</li>', re.DOTALL)
Parts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What everybody is shown of a question. ``shape``: what the page is built around (deadline, outcome, who is asked):
    when it changes, a page is asked for anew. ``confidential``: nothing of it is shown."""

    parts: Parts
    shape: tuple[object, ...]
    confidential: bool = False


def question(
    running: RunningBody, hosted: HostedBody, state: State, name: str, language: str
) -> Shown | None:
    """What is shown of the question; None where there is none. Ask while the body is held."""
    found = find_question(state, name)
    if found is None:
        return None
    with translation.override(language):
        visit = nobody(running, hosted, state, language)
        one = asking(visit, *found)
        if one is None:
            return None
        shape = (
            one.question.deadline,
            one.question.closed,
            tuple(one.question.population),
            one.due,
        )
        if one.puts.confidential:
            return Shown({}, shape, confidential=True)
        at = names_for(visit, found[0])
        context = {"visit": visit, "card": card_of(visit, one, at), "request": visit.request}
        grid = get_template("matter/parts/positions.html").render(context)
        ruling = get_template("matter/parts/ruling.html").render(context)
    return Shown({**cells(grid), "ruling": ruling}, shape)


def cells(grid: str) -> Parts:
    """The cells of a grid by their ids."""
    return {match[1]: match[0] for match in CELL.finditer(grid)}


def changed(before: Parts, now: Parts) -> Parts:
    """The parts that are not as they were."""
    return {name: html for name, html in now.items() if before.get(name) != html}


def nobody(running: RunningBody, hosted: HostedBody, state: State, language: str) -> Visit:
    """A visit of nobody in particular."""
    request = HttpRequest()
    request.user = AnonymousUser()
    request.LANGUAGE_CODE = language
    now = max(instant(running.registrar.clock()), state.at)
    day = day_at(state, now)
    return Visit(
        request, running, hosted, state, law_on(state, day), Reader(language=language), now, day
    )
