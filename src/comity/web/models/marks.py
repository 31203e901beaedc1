"""How far a reader has read, and whom the secretariat reminded."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.web.models.accounts import Account


class Reading(models.Model):
    """The account saw the body's desk when its record had ``size`` entries; ``before`` is what it had the time before,
    so that 'what moved since I was last here' does not vanish on a second look."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="readings")
    body = models.CharField(max_length=100)
    size = models.IntegerField(default=0)
    before = models.IntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        unique_together: ClassVar = [("account", "body")]


class Reminder(models.Model):
    """A member was reminded that a question waits for its answer."""

    body = models.CharField(max_length=100)
    question = models.CharField(max_length=100)
    party = models.CharField(max_length=100)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.TextField(blank=True)
    sent = models.DateTimeField(auto_now_add=True)
