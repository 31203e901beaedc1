"""A desk that is open in a browser: whether what waits at it has moved since the page was made, and nothing else about it.

The topic says whose desk it is and how it stood: ``desk-AR/p2/0123456789ab``, for whom somebody acts, which person, and a
mark of what waited (``waiting.Index.mark``). So a desk is compared with itself, whenever somebody asks; what is in
confidence is not in the mark, and nobody learns from a desk that moves when a capital has answered.

>>> Desk.read("AR/p2/0123456789ab")
Desk(acts_for='AR', person='p2', mark='0123456789ab')
>>> Desk.read("AR")
"""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings

from comity.body.state import State
from comity.web.bodies import RunningBody
from comity.web.live.hub import Topic
from comity.web.live.parts import nobody
from comity.web.models import HostedBody
from comity.web.readmodel.waiting import index_of
from comity.web.tolerance import steadily
from comity.web.visits import Visit


class Desk(NamedTuple):
    """The desk of a person who acts for somebody, and how it stood."""

    acts_for: str
    person: str
    mark: str

    @classmethod
    def read(cls, name: str) -> Desk | None:
        """The desk that the name of a topic names; None for any other name."""
        parts = name.rsplit("/", 2)
        return cls(*parts) if len(parts) == 3 else None


def desk_topic(visit: Visit) -> Topic:
    """The topic of the reader's desk as it stands now."""
    reader = visit.reader
    mark = index_of(visit).mark(reader.acts_for, reader.person)
    return Topic("desk", f"{reader.acts_for}/{reader.person}/{mark}")


def is_of(visit: Visit, topic: Topic) -> bool:
    """Whether the desk is that of the reader."""
    desk, reader = Desk.read(topic.name), visit.reader
    if desk is None or reader.capacity is None:
        return False
    return (desk.acts_for, desk.person) == (reader.acts_for, reader.person)


def has_moved(running: RunningBody, hosted: HostedBody, state: State, topic: Topic) -> bool:
    """Whether something else waits there by now. Ask while the body is held."""
    desk = Desk.read(topic.name)
    assert desk is not None, "whoever watches it was let in"
    language = settings.LANGUAGE_CODE

    def mark(body: RunningBody, state: State) -> str:
        visit = nobody(body, hosted, state, language)
        return index_of(visit).mark(desk.acts_for, desk.person)

    return steadily(running, state, mark) != desk.mark
