"""Inside a delegation: experts propose, the one entitled decides. None of it enters the register or another's page."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.web.models.accounts import Account


class Proposal(models.Model):
    """What an expert proposes that the member should say: an act, as JSON without ``by``, about a matter.

    ``version`` is the version of the text that it was made on (0: there was none), ``question`` the question answered.
    ``state``: ``proposed``, ``sent`` (the member said it; ``entry`` is its record number, ``sent_act`` what was said
    where that was changed), ``declined`` or ``withdrawn``; ``word`` is what the one entitled said to it."""

    body = models.CharField(max_length=100)
    party = models.CharField(max_length=100)
    matter = models.CharField(max_length=100)
    question = models.CharField(max_length=100, blank=True)
    version = models.IntegerField(default=0)
    by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    act = models.JSONField()
    note = models.TextField(blank=True)
    state = models.CharField(max_length=20, default="proposed")
    entry = models.IntegerField(null=True, blank=True)
    sent_act = models.JSONField(null=True, blank=True)
    word = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["body", "party", "state"], name="proposals_waiting"),
            models.Index(fields=["body", "party", "matter"], name="proposals_on_matter"),
        ]


class Agreement(models.Model):
    """Somebody of the delegation agrees with what another proposes."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="agreements")
    by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "by"], name="agree_once")
        ]


class InnerNote(models.Model):
    """A remark of one member of the delegation to the others, about a matter."""

    body = models.CharField(max_length=100)
    party = models.CharField(max_length=100)
    matter = models.CharField(max_length=100)
    by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "party", "matter"], name="inner_notes")]


class Advice(models.Model):
    """The adviser's few lines to the head, on a matter: what it is, what is advised, why."""

    body = models.CharField(max_length=100)
    party = models.CharField(max_length=100)
    matter = models.CharField(max_length=100)
    by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    advised = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "party", "matter"], name="one_advice_each")
        ]
