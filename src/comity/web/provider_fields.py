"""What the file of identity providers may say, field by field: what is not so is named, with its place in the JSON.

Each field has a check, which says what was expected where the value is not so, and nothing where it is. A name that nothing
obeys is refused like a value that cannot be obeyed.

>>> said = {"openid_connect": {"APPS": [{"provider_id": "a/b", "name": "M", "client_id": "c", "settings": 5}]}}
>>> for one in in_the_file(said):
...     print(one.place, one.found)
openid_connect.APPS[0].provider_id is “a/b”
openid_connect.APPS[0].settings is the number 5
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from comity.web.origins import is_host

SHOWN = 60
"""Characters of a value that a sentence repeats."""
LONGEST_ID, LONGEST_TEXT, LONGEST_ADDRESS = 100, 191, 1000
PROTOCOL = "openid_connect"
METHODS = ("client_secret_basic", "client_secret_post")
Check = Callable[[Any], str]
"""What was expected in the place of the value; empty where the value will do."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """``place`` in the JSON, what was ``found`` there, and what was ``expected``."""

    place: str
    found: str
    expected: str


def in_the_file(said: Any) -> Iterator[Wrong]:
    """Everything that cannot be obeyed, in the order of the file."""
    if not isinstance(said, dict):
        found = "does not have the form that is described there"
        yield Wrong("the whole", found, "an object {...} was expected")
        return
    yield from _fields("", said, {"openid_connect": _object}, required=("openid_connect",))
    ways = said.get("openid_connect")
    if not isinstance(ways, dict):
        return
    yield from _fields("openid_connect", ways, OF_ALL, required=("APPS",))
    apps = ways.get("APPS")
    if isinstance(apps, list):
        yield from _apps(apps)


def _apps(apps: list[Any]) -> Iterator[Wrong]:
    first: dict[str, str] = {}
    for number, app in enumerate(apps):
        place = f"openid_connect.APPS[{number}]"
        if not isinstance(app, dict):
            yield Wrong(place, _found(app), "an object {...} was expected")
            continue
        yield from _fields(place, app, OF_AN_APP, required=NEEDED)
        settings = app.get("settings")
        if isinstance(settings, dict):
            yield from _fields(f"{place}.settings", settings, OF_ITS_SETTINGS, ("server_url",))
        named = app.get("provider_id")
        if isinstance(named, str) and first.setdefault(named, place) != place:
            expected = f"{first[named]} has that id already: each provider has an id of its own"
            yield Wrong(f"{place}.provider_id", _found(named), expected)


def _fields(
    place: str, said: Mapping[str, Any], known: Mapping[str, Check], required: tuple[str, ...]
) -> Iterator[Wrong]:
    """What is wrong with the fields of an object: one that is missing, one that is unknown, one with another value."""
    at = f"{place}." if place else ""
    if missing := [name for name in required if name not in said]:
        if len(missing) == 1:
            yield Wrong(f"{at}{missing[0]}", "is missing", "it is needed")
        else:
            yield Wrong(f"{place}:", f"{', '.join(missing)} are missing", "all are needed")
    for name, value in said.items():
        if name not in known:
            near = get_close_matches(name, known, 1, 0.6)
            helps = f"“{near[0]}” was probably meant" if near else f"known are {', '.join(known)}"
            yield Wrong(f"{at}{_short(name)}", "is not known", helps)
        elif expected := known[name](value):
            found = "does not fit" if name == "secret" else _found(value)
            yield Wrong(f"{at}{name}", found, expected)


# --- values -----------------------------------------------------------------------------------------------------------


def _short(said: str) -> str:
    return said if len(said) <= SHOWN else f"{said[:SHOWN]}..."


def _found(value: Any) -> str:
    """What stands there, as a sentence says it."""
    match value:
        case bool() | None:
            return f"is {json.dumps(value)}"
        case int() | float():
            return f"is the number {_short(str(value))}"
        case str():
            return f"is “{_short(value)}”" if value.isprintable() else f"is {_short(repr(value))}"
        case list():
            return "is a list"
        case _:
            return "is an object"


def _object(value: Any) -> str:
    return "" if isinstance(value, dict) else "an object {...} was expected"


def _list(value: Any) -> str:
    return "" if isinstance(value, list) else "a list [...] of providers was expected"


def _switch(value: Any) -> str:
    return "" if isinstance(value, bool) else "true or false was expected"


def _text(value: Any) -> str:
    if isinstance(value, str) and value.strip() and value.isprintable():
        if len(value) <= LONGEST_TEXT:
            return ""
        return f"a text of at most {LONGEST_TEXT} characters was expected"
    return "a text was expected, which is not empty and has no control characters"


def _perhaps_text(value: Any) -> str:
    return "" if value == "" else _text(value)


def _id(value: Any) -> str:
    """It is a part of an address, which a browser must not change (RFC 3986, 2.3 and 5.2.4)."""
    if value == PROTOCOL:
        return "that is the name of the protocol: an id of the provider's own was expected"
    if isinstance(value, str) and re.fullmatch(r"\w[\w.-]*", value, re.ASCII):
        return "" if len(value) <= LONGEST_ID else f"at most {LONGEST_ID} characters were expected"
    return "letters, digits, - and _ were expected: it is the NAME in /account/oidc/NAME/login/callback/"


def _texts(value: Any) -> str:
    if isinstance(value, list) and not any(map(_text, value)):
        return ""
    return "a list of texts was expected"


def _named_texts(value: Any) -> str:
    if isinstance(value, dict) and not any(map(_perhaps_text, value.values())):
        return ""
    return "an object with a text for each name was expected"


def _method(value: Any) -> str:
    return "" if value in METHODS else f"one of {', '.join(METHODS)} was expected"


def _address(value: Any) -> str:
    expected = "an address such as https://id.ministry.example was expected"
    if not isinstance(value, str) or not re.fullmatch(r"https?://[!-~]+", value, re.IGNORECASE):
        return expected
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return f"{expected}, with a host and perhaps a port that can be read"
    if port == 0 or not is_host(host):
        return f"{expected}, with a host and perhaps a port that can be read"
    if "@" in parts.netloc:
        return f"{expected}, without a user"
    return "" if len(value) <= LONGEST_ADDRESS else f"at most {LONGEST_ADDRESS} characters"


def _server(value: Any) -> str:
    """The address of the provider, or that of its description (OpenID Connect Discovery 1.0, 4)."""
    if expected := _address(value):
        return expected
    if "#" in value or ("?" in value and "/.well-known/" not in value):
        return "an address without ? and # was expected: /.well-known/openid-configuration is put after it"
    return ""


def _overrides(value: Any) -> str:
    """What the provider says of itself, otherwise: addresses, but for lists of what it can do."""
    if not isinstance(value, dict):
        return "an object {...} was expected"
    for name, said in value.items():
        if name == "issuer":
            wrong = _text(said)
        elif name.endswith(("_endpoint", "_uri")):
            wrong = _address(said)
        else:
            wrong = ""
        if wrong:
            return f"{wrong} for {_short(name)}"
    return ""


NEEDED = ("provider_id", "name", "client_id", "settings")
OF_ALL: Mapping[str, Check] = {
    "APPS": _list,
    "OAUTH_PKCE_ENABLED": _switch,
    "SCOPE": _texts,
    "AUTH_PARAMS": _named_texts,
}
OF_AN_APP: Mapping[str, Check] = {
    "provider_id": _id,
    "name": _text,
    "client_id": _text,
    "secret": _perhaps_text,
    "key": _perhaps_text,
    "settings": _object,
}
OF_ITS_SETTINGS: Mapping[str, Check] = {
    "server_url": _server,
    "scope": _texts,
    "auth_params": _named_texts,
    "fetch_userinfo": _switch,
    "oauth_pkce_enabled": _switch,
    "token_auth_method": _method,
    "uid_field": _text,
    "hidden": _switch,
    "openid_configuration_overrides": _overrides,
}
