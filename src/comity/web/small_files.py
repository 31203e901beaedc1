"""The small files that a server makes in its home, read without trust: what is damaged is as good as not there.

>>> text_in(Path("/no/such/file")), text_in(Path("/"))
('', '')
"""

from __future__ import annotations

from pathlib import Path


def text_in(path: Path) -> str:
    """The one line of text in the file; "" where it is not there, may not be read, or is no line of text."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    return text if text.strip().isprintable() else ""
