"""Who may watch what: by the session cookie of the pages, and by the same visibility as there.

A topic that the reader may not know of is not watched, and nothing says so. Whoever sees more of a question than is shown
to everybody (his or her own answer in confidence) is in the closed audience: told that it moved, never what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest
from django.utils import translation

from comity.body.state import find_question
from comity.web.bodies import bodies
from comity.web.live.desks import is_of
from comity.web.live.hub import Audience, Topic
from comity.web.live.sign_ins import SignIn, sign_in_of
from comity.web.readmodel.asking import asking
from comity.web.sessions import SessionStore
from comity.web.visibility import may_see
from comity.web.visits import Visit, hosting, person_of, visit_of


def audiences(
    cookie: str, body: str, topics: Iterable[str], language: str
) -> tuple[list[Audience], SignIn | None] | None:
    """The audiences that whoever holds the session cookie belongs to, and his or her sign-in; None where he or she may not
    read the body at all."""
    try:
        return _audiences(cookie, body, topics, language)
    finally:
        close_old_connections()


def _audiences(
    cookie: str, body: str, topics: Iterable[str], language: str
) -> tuple[list[Audience], SignIn | None] | None:
    running = bodies().find(body)
    if running is None:
        return None
    request = request_of(cookie, language)
    hosted, person = hosting(body), person_of(request, body)
    if not (hosted.open_to_public or person):
        return None
    with running.reading() as state, translation.override(language):
        visit = visit_of(request, running, hosted, state, person)
        return list(_admitted(visit, topics, language)), sign_in_of(request)


def request_of(cookie: str, language: str) -> HttpRequest:
    """A request of whoever holds the cookie, without a page."""
    request = HttpRequest()
    request.session = SessionStore(cookie or None)
    request.user = get_user(request)
    request.LANGUAGE_CODE = language
    return request


def _admitted(visit: Visit, topics: Iterable[str], language: str) -> Iterator[Audience]:
    for text in dict.fromkeys(topics):
        topic = Topic.read(text)
        seen = topic is not None and _sees(visit, topic)
        if topic is not None and seen is not None:
            yield Audience(visit.name, topic, language, bool(seen))


def _sees(visit: Visit, topic: Topic) -> bool | None:
    """Whether the reader sees what everybody may see (True), or more than that and in confidence (False); None where he or
    she is told nothing."""
    if topic.kind == "body":
        return True
    if topic.kind == "desk":
        return True if is_of(visit, topic) else None
    if topic.kind == "session":
        return True if topic.name in visit.state.sessions else None
    found = find_question(visit.state, topic.name)
    if found is None or not may_see(visit.state, visit.reader, found[0], visit.day):
        return None
    one = asking(visit, *found)
    if one is None:
        return None
    if not one.puts.confidential:
        return True
    return False if one.seen else None
