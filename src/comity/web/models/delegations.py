"""Inside a delegation: experts propose, the one entitled decides. None of it enters the register or another's page."""

from __future__ import annotations

from django.db import models

from comity.web.models.accounts import Account


class Proposal(models.Model):
    """What an expert proposes that the member should say: an act, as JSON without ``by``, about a matter.

    ``state``: ``proposed``, ``sent`` (the member said it; ``entry`` is its record number), ``declined``."""

    body = models.CharField(max_length=100)
    party = models.CharField(max_length=100)
    matter = models.CharField(max_length=100)
    question = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    act = models.JSONField()
    note = models.TextField(blank=True)
    state = models.CharField(max_length=20, default="proposed")
    entry = models.IntegerField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)


class InnerNote(models.Model):
    """A remark of one member of the delegation to the others, about a matter."""

    body = models.CharField(max_length=100)
    party = models.CharField(max_length=100)
    matter = models.CharField(max_length=100)
    by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    created = models.DateTimeField(auto_now_add=True)


class Advice(models.Model):
    """The adviser's few lines to the head, on a matter: what it is, what is advised, why."""

    body = models.CharField(max_length=100)
    party = models.CharField(max_length=100)
    matter = models.CharField(max_length=100)
    by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    advised = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    changed = models.DateTimeField(auto_now=True)
