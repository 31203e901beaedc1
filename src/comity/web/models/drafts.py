"""What somebody has typed and not sent, and what the secretariat observed on a remark."""

from __future__ import annotations

from typing import ClassVar

from django.db import connection, models

from comity.web.models.accounts import Account

KEEP = (
    "INSERT INTO web_sentform (digest, status, address, at) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (digest) DO UPDATE SET status = excluded.status, address = excluded.address, at = excluded.at"
)


class Draft(models.Model):
    """The next version of a matter's text, as it is being written, paragraph by paragraph, for whoever drafts it.

    ``party`` is the member, organ or office whose draft it is; ``on_version`` the version it began from; ``paragraphs`` a
    list of ``{id, number, text: {language: words}, came_from: [ids], edition, by, at}``; ``dispositions`` what is to
    become of each remark, as ``{remark: {disposition, observation}}``; ``edition`` grows with every change; ``before``
    has the last states of both, the newest last, for undoing."""

    body = models.CharField(max_length=100)
    matter = models.CharField(max_length=100)
    party = models.CharField(max_length=100)
    on_version = models.IntegerField(default=0)
    paragraphs = models.JSONField(default=list)
    dispositions = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=list, blank=True)
    edition = models.IntegerField(default=0)
    changed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "matter", "party"], name="one_draft_each")
        ]


class Observation(models.Model):
    """What the drafters observed on a remark when they settled it with a version: the last column of the matrix."""

    body = models.CharField(max_length=100)
    matter = models.CharField(max_length=100)
    remark = models.CharField(max_length=100)
    text = models.TextField()
    by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    written = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "remark"], name="one_observation_each")
        ]


class KeptForm(models.Model):
    """A form that arrived after its sender's sign-in had expired: kept for an hour, for whoever signs in with the cookie
    that names it, to be sent then."""

    digest = models.CharField(max_length=64, unique=True)
    path = models.TextField()
    data = models.JSONField()
    kept = models.DateTimeField(auto_now_add=True)


class SentForm(models.Model):
    """A form that was answered, by a digest of who sent it where with what in it: the ``status`` and ``address`` of the
    answer, and when (seconds since 1970, UTC). Written at every form by a plain statement, and read with the tie of its
    sender to the body (``comity.web.ties``)."""

    digest = models.CharField(max_length=64, primary_key=True)
    status = models.PositiveSmallIntegerField()
    address = models.TextField()
    at = models.BigIntegerField(db_index=True)

    @classmethod
    def keep(cls, digest: str, status: int, address: str, at: int) -> None:
        """The form was answered with that."""
        with connection.cursor() as cursor:
            cursor.execute(KEEP, [digest, status, address, at])
