"""How far a reader has read, and whom the secretariat reminded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from comity.web.models.accounts import Account

AWAY = timedelta(minutes=30)
"""Who comes back after so long was away: what moved since then is told."""
LITTLE = timedelta(minutes=2)
"""Within so long nothing is written: a desk that is looked at again and again costs no write."""


class Reading(models.Model):
    """The account saw the body's desk when its record had ``size`` entries, last ``at``; ``before`` is what it had at the
    visit before, which ended at ``before_at``: a second look tells the same as the first."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="readings")
    body = models.CharField(max_length=100)
    size = models.IntegerField(default=0)
    before = models.IntegerField(default=0)
    at = models.DateTimeField()
    before_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        unique_together: ClassVar = [("account", "body")]


def here(account: int, body: str, size: int, now: datetime) -> Reading:
    """The account looks at the body's desk now, while its record has ``size`` entries."""
    found, new = Reading.objects.get_or_create(
        account_id=account, body=body, defaults={"size": size, "at": now}
    )
    away = now - found.at
    if new or away < LITTLE:
        return found
    if away >= AWAY:
        found.before, found.before_at = found.size, found.at
    found.size, found.at = size, now
    found.save()
    return found


class Reminder(models.Model):
    """A member was reminded that a question waits for its answer."""

    body = models.CharField(max_length=100)
    question = models.CharField(max_length=100)
    party = models.CharField(max_length=100)
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.TextField(blank=True)
    sent = models.DateTimeField(auto_now_add=True)
