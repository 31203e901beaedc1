"""Setting up an installation: the token that opens the setup pages, the charters to choose from, founding the body.

The setup pages are for the holder of the token, which ``comity serve`` prints and the file ``setup-token`` of the place
holds. They open until the first account has a first way to sign in, a key or a password with one-time codes: a key
that failed can be made again. After that nobody finds them. A body is founded whole, with the account of its clerk, or
nothing is left of the attempt.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from comity.body.acts import FoundBody
from comity.charter.model import Charter
from comity.charter.reading import read_charter
from comity.errors import ComityError
from comity.place import Place, keep_key
from comity.register.keys import KEY_SIZE, SigningKey
from comity.registrar import found
from comity.store.protocol import Store
from comity.web.accounts_database import rows
from comity.web.known_bodies import opened
from comity.web.small_files import text_in

CHARTERS = Path(__file__).resolve().parents[3] / "charters"
"""The charters of the checkout; where the package alone is installed there are none, and one is pasted."""

TOKEN = re.compile(r"[\w-]{32}", re.ASCII)
UNFINISHED = (
    "SELECT 1 FROM web_account AS a WHERE a.administers AND"
    " NOT EXISTS (SELECT 1 FROM mfa_authenticator AS m WHERE m.user_id = a.id) AND"
    " NOT EXISTS (SELECT 1 FROM socialaccount_socialaccount AS s WHERE s.user_id = a.id)"
)
"""The first account, while it has no way to sign in: then the token still opens the setup, and is made again if lost."""
NOTHING_YET = "No body is kept here yet. Open this address to found the first:"
NOBODY_YET = "Nobody has an account here yet. Open this address to make the first:"
NO_KEY_YET = "The first account has no key yet. Open this address to make one:"


def token_file(place: Place) -> Path:
    """The file that holds the token."""
    return place.home / "setup-token"


def issue_token(place: Place) -> str:
    """The token of this installation, made where there is none yet or a damaged one, for its owner's eyes alone."""
    path = token_file(place)
    if not is_token(text_in(path)):
        path.unlink(missing_ok=True)
    with (
        suppress(FileExistsError),
        os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file,
    ):
        file.write(secrets.token_urlsafe(24))
    return text_in(path)


def is_token(text: str) -> bool:
    """Whether the text may be a token: of letters and digits, and long enough that nobody guesses it."""
    return TOKEN.fullmatch(text) is not None


def opens(place: Place, token: str) -> bool:
    """Whether that is the token of this installation."""
    own = text_in(token_file(place))
    return is_token(own) and secrets.compare_digest(own.encode(), token.encode())


def spend_token(place: Place) -> None:
    """The token opens nothing any more."""
    token_file(place).unlink(missing_ok=True)


def setup_path(place: Place) -> tuple[str, str]:
    """Where a browser goes on with the setup, token included, and why; both empty where the setup is done."""
    with opened(place) as store:
        founded = bool(store.bodies())
    if not rows(place, "SELECT 1 FROM web_account LIMIT 1"):
        why = NOBODY_YET if founded else NOTHING_YET
        return f"/setup?token={issue_token(place)}", why
    if token_file(place).exists() or rows(place, UNFINISHED):
        return f"/setup?token={issue_token(place)}", NO_KEY_YET
    return "", ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A charter that comes with the program: ``name`` is its folder."""

    name: str
    charter: Charter


def offered(folder: Path = CHARTERS) -> Iterator[Offered]:
    """The charters in the folder that follow the notation and say who may keep a record."""
    for path in sorted(folder.glob("*/charter.yaml")):
        with suppress(ComityError):
            charter = read_charter(path)
            if charter.keeping_organs:
                yield Offered(path.parent.name, charter)


def found_body(place: Place, store: Store, name: str, act: FoundBody) -> None:
    """Founds the body with a key of its own. Nothing is left where it is refused."""
    key = SigningKey(name, secrets.token_bytes(KEY_SIZE))
    with _kept_or_not(place.keys, key, store):
        found(store, name, act, key)


@contextmanager
def _kept_or_not(path: Path, key: SigningKey, store: Store) -> Iterator[None]:
    """The key is on the disk before anything is signed with it, and is not where nothing was."""
    before = path.read_bytes() if path.exists() else None
    keep_key(path, key)
    try:
        yield
    finally:
        if not any(body.key == key.verifying.text() for body in store.bodies()):
            if before is None:
                path.unlink()
            else:
                path.write_bytes(before)
