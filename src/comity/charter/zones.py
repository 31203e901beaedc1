"""Time zones, of the packaged database alone: what the machine has besides is another's, and may differ elsewhere.

>>> packaged("Europe/Vienna").key, packaged("localtime"), packaged("../secret")
('Europe/Vienna', None, None)
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata

PART = re.compile(r"[A-Za-z0-9_+-]+")
FOLDER = Path(tzdata.__path__[0])


def packaged(name: str) -> ZoneInfo | None:
    """The zone of that name in the packaged database; None where it has none."""
    parts = name.split("/")
    if not all(PART.fullmatch(part) for part in parts):
        return None
    try:
        with FOLDER.joinpath("zoneinfo", *parts).open("rb") as data:
            return ZoneInfo.from_file(data, key=name)
    except (OSError, ValueError):
        return None


@cache
def known() -> tuple[str, ...]:
    """The names of all zones of the packaged database."""
    return tuple((FOLDER / "zones").read_text(encoding="utf-8").split())
