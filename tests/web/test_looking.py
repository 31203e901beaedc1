"""Looking writes nothing: every address of the practice body, as three roles, and no row is made, changed or deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import walking
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.web.bodies import RunningBody
from comity.web.models import Belonging

ROLES = {"the clerk": "p0", "the representative of Arvenia": "p2", "the expert of Arvenia": "p3"}
WRITES = re.compile(
    r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.IGNORECASE
)
KEPT = {
    "/account/2fa/totp/activate/": {"django_session"},  # the secret shown, until its first code confirms it
    "/account/2fa/webauthn/add/": {"django_session"},  # the challenge that the new key answers
    "/b/six-rivers/desk": {"web_reading"},  # how far the reader has read: what moved since is told
}  # fmt: skip
"""What is written by looking, of the reader alone, and why."""
APART = 25
"""One record number in so many is looked at."""


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_looking_at_any_page_writes_nothing(practice: RunningBody, role: str) -> None:
    account = Belonging.objects.get(body=practice.name, person=ROLES[role]).account
    browser = walking.signed_in(account)
    with practice.reading() as state:
        size = state.size
        addresses = walking.addresses(practice.name, state, range(0, size, APART))
    written: dict[str, set[str]] = {}
    for at in addresses:
        with CaptureQueriesContext(connection) as queries:
            walking.content(browser.get(at.path))
        if tables := set(_written(queries)):
            written[at.path] = tables
    assert written == KEPT
    assert practice.registrar.store.head(practice.name).size == size


def _written(queries: CaptureQueriesContext) -> Iterator[str]:
    """The tables to which something was written."""
    for one in queries.captured_queries:
        if match := WRITES.match(one["sql"]):
            yield match[1]


def test_what_is_written_is_seen(practice: RunningBody) -> None:
    with CaptureQueriesContext(connection) as queries:
        tie = Belonging.objects.create(account_id=1, body="other", person="p1")
        Belonging.objects.update(person="p2")
        tie.delete()
        Belonging.objects.bulk_create([tie], ignore_conflicts=True)
    assert list(_written(queries)) == ["web_belonging"] * 4
