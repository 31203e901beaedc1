"""The log without secrets: every line that the server writes passes through ``Redacted``, tracebacks included.

A secret is what opens something for the person who reads it: the token of an invitation, of a recovery, of a password reset
or of a change of address, the setup token, the key of a calendar, a password in an address. They are taken out of the text
as it is written, so that it does not matter which logger, which exception or which server names them.

>>> without_secrets('GET /invitation/3jX_b7-9sQ2wVt8LkUe0aRzYpNcHdGfM HTTP/1.1')
'GET /invitation/… HTTP/1.1'
>>> without_secrets("Not Found: /account/login/?next=%2Frecovery%2F3jX_b7-9sQ2wVt8LkUe0&lang=ru")
'Not Found: /account/login/?next=%2Frecovery%2F…&lang=ru'
>>> without_secrets("GET /b/six-rivers/calendar.ics?key=12-0a1b2c3d4e and smtp://office:hunter2@mail.example")
'GET /b/six-rivers/calendar.ics?key=… and smtp://office:…@mail.example'
"""

from __future__ import annotations

import logging
import re

SLASH = r"(?:/|%2F)"
IN_PATH = re.compile(
    rf"(?i)({SLASH}(?:invitation|recovery|new-address|confirm-email|reset{SLASH}key){SLASH})[^/\s?&#'\"<>%]+"
)
IN_QUERY = re.compile(
    r"(?i)\b(token|key|code|state|password|password1|password2|secret|credential)(=|%3D)[^&\s'\"<>%]+"
)
IN_ADDRESS = re.compile(r"(\b\w{1,30}://[^/\s:@]*:)[^/\s@]+(?=@)")
"""A scheme is short, and is looked for at the beginning of a word alone: a path may be one word of 60,000 letters."""


def without_secrets(text: str) -> str:
    """The text with ``…`` in place of every secret in an address that it names."""
    text = IN_PATH.sub(r"\1…", text)
    text = IN_QUERY.sub(r"\1\2…", text)
    return IN_ADDRESS.sub(r"\1…", text)


KILLED = re.compile(r"Killing (?:old )?worker-(\d+) after it refused to gracefully stop")
"""What granian says of a worker that waited for the end of a request, as of one that hangs."""


class Plain(logging.Filter):
    """Says in plain words what happened to a worker that was waiting for a request to end when the server was stopped.

    >>> line = "Killing worker-1 after it refused to gracefully stop"
    >>> record = logging.makeLogRecord({"msg": line, "levelno": logging.WARNING, "levelname": "WARNING"})
    >>> Plain().filter(record), record.getMessage()
    (True, 'Worker 1 was busy with a request or with its start, and was ended. Whatever was acknowledged is recorded.')
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is written."""
        if killed := KILLED.fullmatch(record.getMessage()):
            record.levelno, record.levelname = logging.INFO, "INFO"
            record.args = ()
            record.msg = (
                f"Worker {killed[1]} was busy with a request or with its start, and was ended."
                " Whatever was acknowledged is recorded."
            )
        return True


class Redacted(logging.Formatter):
    """Formats a line, with its traceback if it has one, and takes the secrets out of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole text as it is written."""
        return without_secrets(super().format(record))
