"""Identity providers: those of the file that ``COMITY_OIDC`` names, and whether what one says of itself agrees.

The file is JSON, as allauth names things: ``{"openid_connect": {"APPS": [{"provider_id", "name", "client_id", "secret",
"settings": {"server_url"}}]}}``. It is read whole: ``faults`` names everything in it that cannot be obeyed, each with its
place in the JSON and what was expected there. The answer of a provider is bound to the browser that asked (PKCE), unless
the file says otherwise.

>>> at = {"server_url": "https://id.ministry.example/.well-known/openid-configuration"}
>>> contradiction(at, {"id_token": {"iss": "https://id.ministry.example", "sub": "42"}, "userinfo": {"sub": "42"}})
''
>>> contradiction(at, {"id_token": {"iss": "https://elsewhere.example", "sub": "42"}})
'the issuer is https://elsewhere.example, and not https://id.ministry.example'
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from comity.errors import BadInput
from comity.rights import may_be_read
from comity.web.provider_fields import Wrong, in_the_file

SEE_THE_GUIDE = "See “Signing in at a ministry” in docs/guide/operations.md for what it says."


def file_of(environment: Mapping[str, str]) -> Path | None:
    """The file of identity providers that the environment names; None where it names none."""
    said = environment.get("COMITY_OIDC", "").strip()
    return Path(said) if said else None


def faults(environment: Mapping[str, str]) -> list[BadInput]:
    """Everything that is wrong with the file of identity providers, one error each (``providers.unreadable``)."""
    path = file_of(environment)
    if path is None:
        return []
    try:
        said = _read(path)
    except BadInput as error:
        return [error]
    return [_at_a_place(path, wrong) for wrong in in_the_file(said)]


def providers_of(environment: Mapping[str, str]) -> dict[str, Any]:
    """The providers of the file that the environment names; none where it names no file. ``BadInput``
    (``providers.unreadable``) with the first of ``faults``."""
    for fault in faults(environment):
        raise fault
    path = file_of(environment)
    if path is None:
        return {}
    ways = _read(path)["openid_connect"]
    return {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, **ways, "APPS": [*map(_app, ways["APPS"])]}
    }


def apps_of(environment: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """What the file says of each provider; nothing where it cannot be used."""
    if file_of(environment) is not None and not faults(environment):
        yield from providers_of(environment)["openid_connect"]["APPS"]


def _app(said: Mapping[str, Any]) -> dict[str, Any]:
    """The provider. Its address has no stroke at the end: ``/.well-known/...`` is put after it."""
    settings = {**said["settings"], "server_url": said["settings"]["server_url"].rstrip("/")}
    return {**said, "settings": settings}


def _read(path: Path) -> Any:
    """What the file says. ``BadInput`` (``providers.unreadable``) where it is not there or is no JSON."""
    try:
        if path.exists() and not path.is_file():
            raise _unreadable(path, "that is not a file")
        if not may_be_read(path):
            raise _unreadable(path, "this user may not read it")
        return json.loads(path.read_text("utf-8-sig"), object_pairs_hook=_each_once)
    except OSError as error:
        raise _unreadable(path, (error.strerror or "it cannot be read").lower()) from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, "it is no text in UTF-8") from error
    except RecursionError as error:
        raise _unreadable(path, "its brackets are nested too deeply") from error
    except ValueError as error:
        raise _unreadable(path, f"it is no JSON ({error})") from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"“{name}” is said twice")
        found[name] = value
    return found


def _unreadable(path: Path, why: str) -> BadInput:
    return BadInput(
        "providers.unreadable",
        "The file of identity providers {file}, which COMITY_OIDC names, cannot be used: {why}.",
        remedy=SEE_THE_GUIDE,
        file=str(path),
        why=why,
    )


def _at_a_place(path: Path, wrong: Wrong) -> BadInput:
    return _unreadable(path, f"{wrong.place} {wrong.found}, and {wrong.expected}")


def contradiction(settings: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    """In what the provider contradicts its address or itself; empty where it does not.

    OpenID Connect Discovery 1.0, 4.3: the issuer is the address under which it was found. Core 1.0, 5.3.2: what is told of
    somebody is told of whoever signed in."""
    token, told = said.get("id_token") or {}, said.get("userinfo") or {}
    named = settings.get("openid_configuration_overrides", {}).get("issuer", "")
    expected = named or str(settings["server_url"]).partition("/.well-known/")[0]
    if token and str(token.get("iss", "")).rstrip("/") != expected.rstrip("/"):
        return f"the issuer is {token.get('iss')}, and not {expected}"
    if token and told and token.get("sub") != told.get("sub"):
        return f"the token is of {token.get('sub')}, and what is told is of {told.get('sub')}"
    return ""
