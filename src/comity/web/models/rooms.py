"""A session's room while it lasts, and its minutes until they are approved.

What is said and decided enters the register as it happens; the list of who waits for the floor does not."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F

from comity.web.models.accounts import Account


class SpeakerWaiting(models.Model):
    """Somebody asks for the floor. ``kind``: ``floor``, ``order`` (a point of order), ``reply``."""

    body = models.CharField(max_length=100)
    session = models.CharField(max_length=100)
    item = models.CharField(max_length=100, blank=True)
    party = models.CharField(max_length=100)
    person = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=10, default="floor")
    place = models.IntegerField(default=0)
    asked = models.DateTimeField(auto_now_add=True)
    began = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)


class RoomNow(models.Model):
    """What the room is at: the item, whether the list of speakers is closed, how long each may speak, a message."""

    body = models.CharField(max_length=100)
    session = models.CharField(max_length=100)
    item = models.CharField(max_length=100, blank=True)
    question = models.CharField(max_length=100, blank=True)
    list_closed = models.BooleanField(default=False)
    seconds_each = models.IntegerField(default=300)
    message = models.CharField(max_length=300, blank=True)
    edition = models.IntegerField(default=0)

    class Meta:
        unique_together: ClassVar = [("body", "session")]


def room_now(body: str, session: str) -> RoomNow:
    """What the room is at; a room that nobody has operated is at nothing, and that is not kept."""
    found = RoomNow.objects.filter(body=body, session=session).first()
    return found or RoomNow(body=body, session=session)


def changed_room(body: str, session: str, **fields: Any) -> None:
    """The room is at something else, or who waits for the floor has changed: whoever watches it asks for it again."""
    kept, _made = RoomNow.objects.get_or_create(body=body, session=session)
    RoomNow.objects.filter(pk=kept.pk).update(edition=F("edition") + 1, **fields)


class Minutes(models.Model):
    """The minutes of a session: made from the register, edited, circulated, approved (and then filed as a source).

    ``state``: ``draft``, ``circulated`` (to those who may remark until ``remarks_until``), ``approved``. ``generated`` is
    what the register gave when it was ``made_from`` so many entries, so that what has happened since can be told from what
    was edited; ``approved_in`` the session that approved them, empty for the chair's own approval."""

    body = models.CharField(max_length=100)
    session = models.CharField(max_length=100)
    language = models.CharField(max_length=10)
    text = models.TextField()
    generated = models.TextField(blank=True)
    made_from = models.IntegerField(default=0)
    state = models.CharField(max_length=20, default="draft")
    edition = models.IntegerField(default=0)
    changed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    changed = models.DateTimeField(auto_now=True)
    circulated = models.DateTimeField(null=True, blank=True)
    remarks_until = models.DateField(null=True, blank=True)
    approved = models.DateTimeField(null=True, blank=True)
    approved_in = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=100, blank=True)

    class Meta:
        unique_together: ClassVar = [("body", "session", "language")]


class MinutesRemark(models.Model):
    """What a member would have otherwise in the minutes. ``settled``: ``taken``, ``not taken``; empty while it is open."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="remarks")
    party = models.CharField(max_length=100)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    settled = models.CharField(max_length=20, blank=True)
    made = models.DateTimeField(auto_now_add=True)
