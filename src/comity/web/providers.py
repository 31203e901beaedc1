"""Identity providers: those of the file that ``COMITY_OIDC`` names, and whether what one says of itself agrees.

The file is JSON, as allauth names things: ``{"openid_connect": {"APPS": [{"provider_id", "name", "client_id", "secret",
"settings": {"server_url"}}]}}``. The answer of a provider is bound to the browser that asked (PKCE), unless the file says
otherwise.

>>> at = {"server_url": "https://id.ministry.example/.well-known/openid-configuration"}
>>> contradiction(at, {"id_token": {"iss": "https://id.ministry.example", "sub": "42"}, "userinfo": {"sub": "42"}})
''
>>> contradiction(at, {"id_token": {"iss": "https://elsewhere.example", "sub": "42"}})
'the issuer is https://elsewhere.example, and not https://id.ministry.example'
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from comity.charter.nodes import read_text
from comity.errors import BadInput, Faulty, StoreFailed
from comity.written_json import read_json

NAMED = ("provider_id", "name", "client_id", "settings")
"""What the file says of each provider."""


def providers_of(environment: Mapping[str, str]) -> dict[str, Any]:
    """The providers of the file that the environment names; none where it names no file.

    ``BadInput`` (``providers.unreadable``) where the file is not there, is no JSON, or leaves out what is needed."""
    path = environment.get("COMITY_OIDC", "")
    if not path:
        return {}
    try:
        said = read_json(read_text(Path(path)))
        ways: dict[str, Any] = dict(said["openid_connect"])
        for app in ways["APPS"]:
            missing = [name for name in NAMED if name not in app]
            if missing or "server_url" not in app["settings"]:
                raise _unreadable(path, f"{', '.join(missing) or 'server_url'} is missing")
    except Faulty as error:
        raise _unreadable(path, _said(error.faults[0].sentence)) from error
    except StoreFailed as error:
        raise _unreadable(path, _said(error.sentence)) from error
    except BadInput as error:
        raise _unreadable(path, f"{error.where}: {_said(error.sentence)}".lstrip(": ")) from error
    except KeyError as error:
        raise _unreadable(path, f"{error.args[0]} is missing") from error
    except (LookupError, TypeError) as error:
        raise _unreadable(path, "it does not have the form that is described there") from error
    return {**said, "openid_connect": {"OAUTH_PKCE_ENABLED": True, **ways}}


def _said(sentence: str) -> str:
    """The sentence as a part of another one."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _unreadable(path: str, why: str) -> BadInput:
    return BadInput(
        "providers.unreadable",
        f"The file of identity providers {path}, which COMITY_OIDC names, cannot be used: {why}.",
        remedy="See “Signing in at a ministry” in docs/guide/operations.md for what it says.",
    )


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
