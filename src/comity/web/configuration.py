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
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from comity.errors import BadInput, ComityError
from comity.place import Place, place_of
from comity.web.mail_settings import SENDER, Mail, mail_of, sender_of
from comity.web.one_setting import PREFIX, Environment, setting, unfit
from comity.web.origins import (
    USUAL_PORT,
    host_of,
    keeps_passkeys,
    leads_here_only,
    origins_of,
    shares_keys,
)
from comity.web.providers import faults as provider_faults
from comity.web.providers import providers_of

MOST_PROXIES = 9
"""More proxies than these in a row are a slip of the hand."""
PAGES = frozenset({
    "account", "b", "demonstration", "healthz", "invitation", "kept", "language", "new-address", "reading", "readyz",
    "recovery", "setup", "static",
})  # fmt: skip
"""With what the paths of pages and static files begin: no proxy can hand these on to the live streams."""


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
        if self.mail is not None and self.sender == SENDER:
            yield (
                f"COMITY_MAIL is set and COMITY_MAIL_FROM is not, so that letters come from {SENDER}.",
                "Set COMITY_MAIL_FROM to an address of yours: other mail servers refuse letters from localhost.",
            )
        for app in (self.providers or {}).get("openid_connect", {}).get("APPS", ()):
            at = str(app["settings"]["server_url"])
            if not (at.lower().startswith("https://") or leads_here_only(at)):
                yield (
                    f"The identity provider {app['provider_id']} is asked in the clear, at {at}.",
                    "Give its address with https, in the file that COMITY_OIDC names: anybody on the way can sign in.",
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
    found += provider_faults(environment)
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
        mail=mail_of(environment),
        sender=sender_of(environment),
        providers=providers_of(environment),
        hashed=_static(environment),
    )


# --- each setting -----------------------------------------------------------------------------------------------------


def _place(environment: Environment) -> Place:
    found = place_of(environment)
    for name in ("HOME", "REGISTER", "KEY", "OIDC"):
        if setting(environment, name).startswith("~"):
            helps = "Write the whole path: only a shell knows what ~ means."
            raise unfit(name, setting(environment, name), "no folder is called so", helps)
    if found.home.exists() and not found.home.is_dir():
        helps = "Name the folder of this installation."
        raise unfit("HOME", str(found.home), "that is a file", helps)
    for name, path in (("REGISTER", found.register), ("KEY", found.key)):
        if path is not None and (path == found.key or found.embedded) and Path(path).is_dir():
            raise unfit(name, str(path), "that is a folder", "Name the file in it.")
    return found


def _origins(environment: Environment) -> tuple[str, ...]:
    return origins_of(setting(environment, "ORIGIN"))


def _proxies(environment: Environment) -> int:
    said = setting(environment, "PROXIES") or "0"
    if not (said.isascii() and said.isdecimal() and int(said[:20]) <= MOST_PROXIES):
        helps = "Give the number of your own proxies that a request passes, 0 where there is none."
        why = f"a number from 0 to {MOST_PROXIES} was expected"
        raise unfit("PROXIES", said, why, helps)
    return int(said)


def _live(environment: Environment) -> str:
    """A path without its last stroke, ``:PORT``, or an origin with or without a path. None of them is one of a page."""
    said = setting(environment, "LIVE")
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
            raise unfit("LIVE", said, "that is not the address of a server", helps) from None
    elif not said.startswith("/"):
        raise unfit("LIVE", said, "it is neither a path nor a port", helps)
    else:
        origin, path = "", said
    if not re.fullmatch(r"(/[\w.~-]+)+/?" if not origin else r"(/[\w.~-]+)*/?", path, re.ASCII):
        raise unfit("LIVE", said, "that is no path", helps)
    parts = path.strip("/").split("/")
    if {".", ".."} & {*parts}:
        raise unfit("LIVE", said, "browsers take “.” and “..” out of a path", helps)
    if not origin and parts[0] in PAGES:
        raise unfit("LIVE", said, f"pages have the paths that begin with /{parts[0]}", helps)
    return origin + path.rstrip("/")


def _switch(environment: Environment, name: str) -> bool:
    said = setting(environment, name) or "0"
    if said not in ("0", "1"):
        helps = "Write 1 to switch it on, and 0 or nothing to leave it off."
        raise unfit(name, said, "only 0 and 1 are known", helps)
    return said == "1"


def _demonstration(environment: Environment) -> bool:
    return _switch(environment, "DEMONSTRATION")


def _debug(environment: Environment) -> bool:
    return _switch(environment, "DEBUG")


def _static(environment: Environment) -> bool:
    said = setting(environment, "STATIC")
    if said not in ("", "hashed"):
        helps = "Leave it away: comity serve sets it for its own processes."
        raise unfit("STATIC", said, "only “hashed” is known", helps)
    return bool(said)


READS = (
    _place, _origins, _proxies, _live, _demonstration, _debug, _static, mail_of, sender_of,
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
    if found.live.startswith(":") or "://" not in found.live:
        yield from _same_port(found)
        return
    if any(same_server(found.live, one) for one in found.origins):
        first = urlsplit(found.live).path.strip("/").partition("/")[0]
        if not first or first in PAGES:
            yield BadInput(
                "setting.clash",
                f"COMITY_LIVE is “{found.live}”, where the pages are.",
                remedy="Give the live streams a path of their own: COMITY_LIVE=/live.",
            )
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


def _same_port(found: Configuration) -> Iterator[BadInput]:
    ports = {_port(one) for one in found.origins}
    if found.live.startswith(":") and int(found.live[1:]) in ports:
        yield pages_there(found.live)


def pages_there(live: str) -> BadInput:
    """The refusal of a port for the live streams that the pages have."""
    return BadInput(
        "setting.clash",
        f"COMITY_LIVE is “{live}”, and that is the port of the pages.",
        remedy="Leave it away, or write the path that a proxy hands on: COMITY_LIVE=/live.",
    )


def same_server(one: str, other: str) -> bool:
    """Whether the two addresses are of one scheme, host and port.

    >>> same_server("https://a.example:443/live", "https://a.example")
    True
    """
    first, second = urlsplit(one), urlsplit(other)
    hosts = (first.scheme, first.hostname), (second.scheme, second.hostname)
    return hosts[0] == hosts[1] and _port(one) == _port(other)


def _port(address: str) -> int:
    """The port of an address of http or https."""
    parts = urlsplit(address)
    return parts.port or USUAL_PORT[parts.scheme]
