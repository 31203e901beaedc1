"""How far a reader has read, whom the secretariat reminded, which passkey somebody offers to sign with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from comity.web.models.accounts import Account

AWAY = timedelta(minutes=30)
"""Who comes back after so long was away: what moved since then is told."""
LITTLE = timedelta(minutes=2)
"""Within so long nothing is written: a desk that is looked at again and again costs no write."""

ASKED = "SELECT * FROM web_reading WHERE account_id = %s AND body = %s"


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
    mine = Reading.objects.raw(
        ASKED, [account, body]
    )  # at every look, and the plain query is the quick one
    if not mine:
        return Reading.objects.get_or_create(
            account_id=account, body=body, defaults={"size": size, "at": now}
        )[0]
    found: Reading = mine[0]
    away = now - found.at
    if away < LITTLE:
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


class KeyOffer(models.Model):
    """Somebody offers a passkey of his or her account as the key to sign with. It signs nothing until who keeps the record
    has bound it in the register (``key`` is then its id there). ``credential_id`` and ``public_key`` as in the register."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    body = models.CharField(max_length=100)
    person = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True)
    credential_id = models.TextField()
    public_key = models.TextField()
    rp_id = models.CharField(max_length=255)
    origin = models.CharField(max_length=300)
    offered = models.DateTimeField(auto_now_add=True)
    settled = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=100, blank=True)
