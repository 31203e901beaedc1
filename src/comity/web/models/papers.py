"""Papers: files behind what was recorded, each kept under the hash of its bytes, which the register has as a source."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.web.models.accounts import Account


class Paper(models.Model):
    """A file of a body; ``source`` is its id in the register. ``matter``: who may not see the matter may not see it.
    ``only_for``: the member whose answer it is, on a question in confidence; empty for all who may see the matter."""

    body = models.CharField(max_length=100)
    source = models.CharField(max_length=100, blank=True)
    matter = models.CharField(max_length=100, blank=True)
    only_for = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    media_type = models.CharField(max_length=100)
    size = models.IntegerField()
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    filed = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "source"], name="paper_source")]
