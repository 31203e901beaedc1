"""Who may read a file, and the sentence for a user who may not: whose it is, and what to do.

>>> may_be_read(Path(__file__))
True
"""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from comity.errors import StoreFailed


def may_be_read(path: Path) -> bool:
    """Whether this user may read the file, or list the folder; also where nothing of that name is there."""
    return _closed(path) is None


def not_readable(path: Path) -> StoreFailed:
    """The error (``file.rights``) for a user who may not read the file or folder. Nothing was read or written."""
    path = path.absolute()
    closed = _closed(path) or path
    owner, user = user_name(os.stat(closed).st_uid), user_name(os.geteuid())
    remedy = f"Run the command as {owner}, or have {owner} give {user} the right to read it."
    if owner == user:
        remedy = f"Give yourself the right: chmod u+rX {closed}"
    within = "" if closed == path else f", and so not {path}"
    return StoreFailed(
        "file.rights",
        f"{closed} belongs to {owner}, and {user} may not read it{within}.",
        remedy=remedy,
    )


def user_name(number: int) -> str:
    """The name of the user with that number; the number where nobody has it.

    >>> user_name(0)
    'root'
    """
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _closed(path: Path) -> Path | None:
    """What keeps this user from the path: the first folder above that may not be entered, or the path itself."""
    whole = path.absolute()
    for folder in reversed(whole.parents):
        if not os.access(folder, os.X_OK) and folder.is_dir():
            return folder
    if not os.path.exists(whole):
        return None
    wanted = os.R_OK | os.X_OK if whole.is_dir() else os.R_OK
    return None if os.access(whole, wanted) else whole
