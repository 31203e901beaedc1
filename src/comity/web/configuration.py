"""The settings of an installation, read whole from the environment, or refused with a sentence for each that is wrong.

``comity serve``, ``comity doctor`` and Django's settings read them here and nowhere else. What is not set has a safe
default; a setting that is empty counts as not set. The table of all of them is in ``docs/guide/operations.md``.

>>> found = configuration_of({"COMITY_ORIGIN": "https://office.example.org/", "COMITY_PROXIES": "1"})
>>> found.origins, found.secure, found.live
(('https://office.example.org',), True, '/live')
>>> configuration_of({"COMITY_ORIGN": "https://office.example.org"})
Traceback (most recent call last):
comity.errors.BadInput: COMITY_ORIGN is not a setting. Did you mean COMITY_ORIGIN?
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from comity.errors import BadInput, ComityError
from comity.place import Place, place_of
from comity.web.origins import host_of, keeps_passkeys, origins_of, shares_keys
from comity.web.providers import providers_of

PREFIX = "COMITY_"
MOST_PROXIES = 9
"""More proxies than these in a row are a slip of the hand."""
MAIL_PORT = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
"""The usual port of each way to hand a letter over (RFC 5321, 6409 and 8314)."""
MAIL_FORM = "smtp+starttls://user:password@mail.example.org:587"
SENDER = "Comity <comity@localhost>"
Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that letters are handed to. ``scheme``: in the clear, with TLS begun by ``STARTTLS``, or by TLS."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the environment says of this installation; see ``docs/guide/operations.md``, "Settings"."""

    place: Place
    origins: tuple[str, ...] = ()
    proxies: int = 0
    live: str = "/live"
    demonstration: bool = False
    debug: bool = False
    mail: Mail | None = None
    sender: str = SENDER
    providers: dict[str, Any] | None = None
    hashed: bool = False

    @property
    def secure(self) -> bool:
        """Whether every reader comes by TLS."""
        return bool(self.origins) and self.origins[0].startswith("https://")

    def doubts(self) -> Iterator[tuple[str, str]]:
        """What works only in part with these settings, each with what would help."""
        yield from _doubts_of_origins(self.origins)
        if self.secure and not self.proxies:
            yield (
                "No proxy is believed: all visitors share one limit of sign-ins, and no passkey signs.",
                "Set COMITY_PROXIES: the pages speak plain HTTP, so that TLS ends in a proxy of yours.",
            )
        if self.proxies and not self.origins:
            yield (
                "COMITY_PROXIES is set and COMITY_ORIGIN is not, so that the pages answer at localhost alone.",
                "Set COMITY_ORIGIN to the address at which readers find the proxy.",
            )
        if self.demonstration and self.origins:
            yield (
                "COMITY_DEMONSTRATION is 1: anybody may take any role of a practice body, without a key.",
                "Remove it where this is not a demonstration.",
            )


def _doubts_of_origins(origins: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    plain = [one for one in origins if not keeps_passkeys(one)]
    if plain:
        yield (
            f"Passkeys do not work at {', '.join(plain)}: browsers want https for them.",
            "Put a proxy with TLS in front. Until then people sign in with a password and one-time codes.",
        )
    elif not shares_keys(origins):
        yield (
            f"A passkey works only at the address where it was made: {', '.join(origins)}.",
            "Tell people to sign in where they made their key, or name a common parent as an origin as well.",
        )


def configuration_of(environment: Environment, *, live: str = "") -> Configuration:
    """The settings in the environment. ``live``: where the live streams are unless ``COMITY_LIVE`` says so or there is a
    proxy in front. ``BadInput`` with a sentence for each setting that is wrong; its code is that of the first."""
    wrong = faults(environment)
    if wrong:
        raise BadInput(
            wrong[0].code,
            "\n".join(str(one) for one in wrong[:-1])
            + "\n" * (len(wrong) > 1)
            + wrong[-1].sentence,
            remedy=wrong[-1].remedy,
        )
    return _read(environment, live)


def faults(environment: Environment) -> list[ComityError]:
    """Everything that is wrong with the settings, one error each."""
    found: list[ComityError] = list(_unknown(environment))
    for read in READS:
        try:
            read(environment)
        except ComityError as error:
            found.append(error)
    if not found:
        found += _clashes(_read(environment, ""))
    return found


def _read(environment: Environment, live: str) -> Configuration:
    proxies = _proxies(environment)
    return Configuration(
        place=_place(environment),
        origins=_origins(environment),
        proxies=proxies,
        live=_live(environment) or ("/live" if proxies else live) or "/live",
        demonstration=_demonstration(environment),
        debug=_debug(environment),
        mail=_mail(environment),
        sender=_sender(environment),
        providers=providers_of(environment),
        hashed=_static(environment),
    )


# --- each setting -----------------------------------------------------------------------------------------------------


def _said(environment: Environment, name: str) -> str:
    return environment.get(PREFIX + name, "").strip()


def _wrong(name: str, said: str, why: str, helps: str) -> BadInput:
    sentence = f"{PREFIX}{name} is “{said}”, and {why}."
    return BadInput("setting.unreadable", sentence, remedy=helps)


def _place(environment: Environment) -> Place:
    found = place_of(environment)
    for name in ("HOME", "REGISTER", "KEY"):
        if _said(environment, name).startswith("~"):
            helps = "Write the whole path: only a shell knows what ~ means."
            raise _wrong(name, _said(environment, name), "no folder is called so", helps)
    if found.home.exists() and not found.home.is_dir():
        helps = "Name the folder of this installation."
        raise _wrong("HOME", str(found.home), "that is a file", helps)
    for name, path in (("REGISTER", found.register), ("KEY", found.key)):
        if path is not None and (path == found.key or found.embedded) and Path(path).is_dir():
            raise _wrong(name, str(path), "that is a folder", "Name the file in it.")
    return found


def _origins(environment: Environment) -> tuple[str, ...]:
    return origins_of(_said(environment, "ORIGIN"))


def _proxies(environment: Environment) -> int:
    said = _said(environment, "PROXIES") or "0"
    if not (said.isascii() and said.isdecimal() and int(said[:20]) <= MOST_PROXIES):
        helps = "Give the number of your own proxies that a request passes, 0 where there is none."
        why = f"a number from 0 to {MOST_PROXIES} was expected"
        raise _wrong("PROXIES", said, why, helps)
    return int(said)


def _live(environment: Environment) -> str:
    """A path without its last stroke, ``:PORT``, or an origin with or without a path."""
    said = _said(environment, "LIVE")
    helps = "Write the path that a proxy hands on, such as /live, or the port of the streams, such as :8001."
    if not said:
        return ""
    if re.fullmatch(r":[0-9]{1,5}", said) and 0 < int(said[1:]) < 65536:
        return said
    origin, path = said, ""
    if "://" in said:
        origin, path = "/".join(said.split("/")[:3]), "/" + "/".join(said.split("/")[3:])
        try:
            origin = origins_of(origin)[0]
        except BadInput:
            raise _wrong("LIVE", said, "that is not the address of a server", helps) from None
    elif not said.startswith("/"):
        raise _wrong("LIVE", said, "it is neither a path nor a port", helps)
    else:
        origin, path = "", said
    if not re.fullmatch(r"(/[\w.~-]+)+/?" if not origin else r"(/[\w.~-]+)*/?", path, re.ASCII):
        raise _wrong("LIVE", said, "that is no path", helps)
    return origin + path.rstrip("/")


def _switch(environment: Environment, name: str) -> bool:
    said = _said(environment, name) or "0"
    if said not in ("0", "1"):
        helps = "Write 1 to switch it on, and 0 or nothing to leave it off."
        raise _wrong(name, said, "only 0 and 1 are known", helps)
    return said == "1"


def _demonstration(environment: Environment) -> bool:
    return _switch(environment, "DEMONSTRATION")


def _debug(environment: Environment) -> bool:
    return _switch(environment, "DEBUG")


def _static(environment: Environment) -> bool:
    said = _said(environment, "STATIC")
    if said not in ("", "hashed"):
        helps = "Leave it away: comity serve sets it for its own processes."
        raise _wrong("STATIC", said, "only “hashed” is known", helps)
    return bool(said)


def _mail(environment: Environment) -> Mail | None:
    said = _said(environment, "MAIL")
    if not said:
        return None
    scheme, _, rest = said.partition("://")
    shown = f"{scheme}://...@{rest.rpartition('@')[2]}" if "@" in rest else said  # no password
    if scheme.lower() not in MAIL_PORT:
        known = ", ".join(f"{one}://" for one in MAIL_PORT)
        raise _wrong("MAIL", shown, f"it does not begin with one of {known}", f"Write {MAIL_FORM}.")
    try:
        parts = urlsplit(said)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "?", 0
    if port == 0 or parts.path.strip("/") or parts.query or parts.fragment:
        helps = "Signs such as / ? # @ : in a user or a password are written %2F %3F %23 %40 %3A."
        raise _wrong("MAIL", f"{scheme}://...", "its host or port cannot be read", helps)
    if not host:
        raise _wrong("MAIL", shown, "it names no host", f"Write {MAIL_FORM}.")
    if parts.password and not parts.username:
        raise _wrong("MAIL", shown, "it has a password without a user", f"Write {MAIL_FORM}.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Mail(parts.scheme, host, port or MAIL_PORT[parts.scheme], user, password)


def _sender(environment: Environment) -> str:
    """One address, with or without a name (RFC 5322, section 3.4)."""
    said = _said(environment, "MAIL_FROM") or SENDER
    written = EmailMessage()
    try:
        written["From"] = said
        field = written["From"]
        whole = len(field.addresses) == 1 and field.addresses[0].domain and not field.defects
    except (ValueError, IndexError, MessageError):
        whole = False
    if not whole:
        helps = "Write it as “The League <office@league.example>”."
        raise _wrong("MAIL_FROM", said.replace("\n", " "), "that is not one address", helps)
    return said


READS = (
    _place, _origins, _proxies, _live, _demonstration, _debug, _static, _mail, _sender, providers_of,
)  # fmt: skip
NAMES = frozenset({
    "COMITY_HOME", "COMITY_REGISTER", "COMITY_KEY", "COMITY_ORIGIN", "COMITY_PROXIES", "COMITY_LIVE", "COMITY_MAIL",
    "COMITY_MAIL_FROM", "COMITY_OIDC", "COMITY_DEMONSTRATION", "COMITY_STATIC", "COMITY_DEBUG",
})  # fmt: skip
"""Every setting that there is."""


# --- all of them together ---------------------------------------------------------------------------------------------


def _unknown(environment: Environment) -> Iterator[BadInput]:
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in NAMES:
            known = {one.removeprefix(PREFIX): one for one in sorted(NAMES)}
            near = get_close_matches(name.removeprefix(PREFIX), known, 1, 0.6)
            helps = (
                f"Did you mean {known[near[0]]}?"
                if near
                else f"There are {', '.join(known.values())}."
            )
            yield BadInput("setting.unknown", f"{name} is not a setting.", remedy=helps)


def _clashes(found: Configuration) -> Iterator[BadInput]:
    """Settings each of which can be read, and which do not go together."""
    if "://" not in found.live:
        return
    live, hosts = urlsplit(found.live), {host_of(one) for one in found.origins}
    if live.hostname not in hosts:
        yield BadInput(
            "setting.clash",
            f"COMITY_LIVE is at {live.hostname}, and COMITY_ORIGIN is not: no sign-in reaches the live streams there.",
            remedy="Give the live streams a path or a port at the host of the pages: COMITY_LIVE=/live.",
        )
    elif found.secure and live.scheme == "http":
        yield BadInput(
            "setting.clash",
            "COMITY_LIVE is at http and COMITY_ORIGIN at https: browsers refuse such live streams.",
            remedy="Put the live streams behind the proxy too: COMITY_LIVE=/live.",
        )
