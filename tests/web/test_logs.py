"""Secrets stay out of the log, whoever writes it: our lines, tracebacks, the server's own lines of each request."""

from __future__ import annotations

import json
import logging
import logging.config
from copy import deepcopy
from typing import Any

import pytest
import walking
from django.conf import settings
from granian.log import LOGGING_CONFIG

from comity.web.logs import Redacted, without_secrets
from comity.web.serving import LOG

SECRET = "3jX_b7-9sQ2wVt8LkUe0aRzYpNcHdGfM4TqWvXyZ1"
PARTS = {"token", "key", "uidb36"}


def secret_addresses() -> list[str]:
    found = [one for one in walking.routes() if PARTS & set(one.parts)]
    every: Any = dict.fromkeys((*PARTS, "provider_id", "number"), SECRET)
    return [one.filled(every) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: {address}",
        "GET {address}?as=clerk HTTP/1.1",
        "http://office.example{address}",
        "Referer: https://office.example{address}",
    ],
)
def test_no_address_that_opens_something_is_written_whole(text: str) -> None:
    assert len(secret_addresses()) >= 4
    for address in secret_addresses():
        assert SECRET not in without_secrets(text.format(address=address))


@pytest.mark.parametrize(
    "text",
    [
        f"/setup?token={SECRET}",
        f"/b/two-banks/calendar.ics?key=12-{SECRET}",
        f"/account/oidc/ministry/login/callback/?code={SECRET}&state={SECRET}",
        f"/account/login/?next=%2Finvitation%2F{SECRET}",
        f"smtp://office:{SECRET}@mail.example:25",
        f"postgresql://office:{SECRET}@db.example/office",
    ],
)
def test_keys_codes_and_passwords_are_taken_out(text: str) -> None:
    assert SECRET not in without_secrets(text)


def test_what_opens_nothing_is_written_as_it_is() -> None:
    text = "Not Found: /b/six-rivers/matters/plan-2026/draft?line=n1 (entry 42)"
    assert without_secrets(text) == text


def test_a_traceback_is_written_without_the_secret_in_it() -> None:
    try:
        raise OSError(f"https://office.example/recovery/{SECRET} cannot be sent")
    except OSError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "A letter failed", (), info)
    written = Redacted().format(record)
    assert "Traceback" in written
    assert SECRET not in written


@pytest.mark.parametrize("logger", ["granian.access", "_granian"])
def test_the_servers_own_lines_are_written_without_secrets(
    logger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = deepcopy(LOGGING_CONFIG)
    logging.config.dictConfig({**before, **json.loads(LOG.read_text())})
    try:
        for address in secret_addresses():
            logging.getLogger(logger).warning('"GET %s HTTP/1.1" 404', address)
    finally:
        logging.config.dictConfig(before)
    written = capsys.readouterr().out
    assert "/invitation/…" in written
    assert SECRET not in written


def test_every_handler_of_the_pages_writes_without_secrets() -> None:
    handlers = settings.LOGGING["handlers"]
    assert handlers
    for named in handlers.values():
        assert (
            settings.LOGGING["formatters"][named["formatter"]]["()"] == "comity.web.logs.Redacted"
        )
    assert not settings.ADMINS  # Django writes no error reports by mail
