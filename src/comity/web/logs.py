"""What the log says, without what opens an account: whoever reads a log is not whom the letter was for."""

from __future__ import annotations

import logging
import re

TOKEN = re.compile(r"/(invitation|recovery)/[\w-]{20,}")


class without_tokens(logging.Filter):  # noqa: N801 - named as what it makes of a line
    """Takes the tokens of letters out of the addresses that a line names."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is let through."""
        record.msg, record.args = TOKEN.sub(r"/\1/…", record.getMessage()), ()
        return True
