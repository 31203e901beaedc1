"""A session's room while it lasts, and its minutes until they are approved.

What is said and decided enters the register as it happens; the list of who waits for the floor does not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

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


class Minutes(models.Model):
    """The minutes of a session: made from the register, edited, circulated, approved (and then filed as a source)."""

    body = models.CharField(max_length=100)
    session = models.CharField(max_length=100)
    language = models.CharField(max_length=10)
    text = models.TextField()
    made_from = models.IntegerField(default=0)
    state = models.CharField(max_length=20, default="draft")
    edition = models.IntegerField(default=0)
    changed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    changed = models.DateTimeField(auto_now=True)
    circulated = models.DateTimeField(null=True, blank=True)
    approved = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=100, blank=True)

    class Meta:
        unique_together: ClassVar = [("body", "session", "language")]


class MinutesRemark(models.Model):
    """What a member would have otherwise in the minutes."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="remarks")
    party = models.CharField(max_length=100)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    settled = models.CharField(max_length=20, blank=True)
    made = models.DateTimeField(auto_now_add=True)
