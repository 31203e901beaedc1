"""JSON that somebody else wrote: in a field, in a cookie. Read, or refused as a value and never as a fault of ours.

>>> read_json('{"size": "large"}')
{'size': 'large'}
>>> read_json("[" * 100_000)
Traceback (most recent call last):
ValueError: nested too deeply
"""

from __future__ import annotations

import json
from typing import Any


def read_json(text: str) -> Any:
    """What the text says. ``ValueError`` for what is no JSON, is nested too deeply, or has half a character in it."""
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()  # half a character cannot be written
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return found
