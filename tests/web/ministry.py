"""A ministry's identity provider for tests: OpenID Connect on the loopback; its protocol is oauthlib's, not our client's.

It has its people, one client with a secret, and demands PKCE. ``Ministry.lies`` changes what it says in a token, ``people``
what it knows; ``close`` takes it down. A page of its own asks who signs in, as any provider's does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from oauthlib.oauth2 import OAuth2Error
from oauthlib.openid import RequestValidator, Server

CLIENT, SECRET = "office", "a secret between the ministry and the office"
PAGE = """<!doctype html><title>The ministry</title><h1>Sign in at the ministry</h1><form method="post">
{people}<button name="person" value="">Stop</button></form>"""
BUTTON = '<button name="person" value="{0}">{0}</button>'
LIFE = 300  # seconds of a token


@dataclass
class Ministry:
    """``people``: what is known of each by his or her subject there. ``asked``: the paths that were asked for."""

    people: dict[str, dict[str, Any]]
    lies: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    redirects: str = "http"
    """How an address must begin to which a browser is sent back."""

    def __post_init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, Any] = {}
        self.tokens: dict[str, str] = {}
        self.protocol = Server(Rules(self))
        handler = type("Handler", (Answering,), {"ministry": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        """Nothing answers at its address any more."""
        self.server.shutdown()
        self.server.server_close()

    @property
    def providers(self) -> dict[str, Any]:
        """What the file that ``COMITY_OIDC`` names says of it."""
        return {"openid_connect": {"APPS": [{
            "provider_id": "ministry", "name": "Ministry of Rivers", "client_id": CLIENT, "secret": SECRET,
            "settings": {"server_url": self.issuer},
        }]}}  # fmt: skip

    def configuration(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0, section 3."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.lies.get("configuration", {}),
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}


class Rules(RequestValidator):
    """What oauthlib asks of whoever provides."""

    def __init__(self, ministry: Ministry) -> None:
        self.ministry = ministry
        super().__init__()

    def validate_client_id(self, client_id: str, request: Any, *_: Any, **__: Any) -> bool:
        return client_id == CLIENT

    def validate_redirect_uri(self, client_id: str, uri: str, *_: Any, **__: Any) -> bool:
        at = urlsplit(uri)
        begins = at.scheme == self.ministry.redirects
        return begins and at.path == "/account/oidc/ministry/login/callback/"

    def validate_response_type(self, client_id: str, kind: str, *_: Any, **__: Any) -> bool:
        return kind == "code"

    def validate_scopes(self, client_id: str, scopes: list[str], *_: Any, **__: Any) -> bool:
        return set(scopes) <= {"openid", "profile", "email"}

    def get_default_scopes(self, *_: Any, **__: Any) -> list[str]:
        return ["openid"]

    def validate_user_match(self, *_: Any) -> bool:
        return True  # whoever presses a button is whoever he or she says

    def is_pkce_required(self, *_: Any) -> bool:
        return True

    def save_authorization_code(self, client_id: str, code: Any, request: Any, *_: Any) -> None:
        self.ministry.codes[code["code"]] = request

    def authenticate_client(self, request: Any, *_: Any, **__: Any) -> bool:
        request.client = self
        self.client_id = request.client_id
        return (request.client_id, request.client_secret) == (CLIENT, SECRET)

    def client_authentication_required(self, *_: Any, **__: Any) -> bool:
        return True

    def validate_grant_type(self, client_id: str, kind: str, *_: Any, **__: Any) -> bool:
        return kind == "authorization_code"

    def validate_code(self, client_id: str, code: str, client: Any, request: Any, *_: Any) -> bool:
        asked = self.ministry.codes.get(code)
        if asked is None:
            return False
        request.user, request.scopes = asked.user, asked.scopes
        return True

    def get_code_challenge(self, code: str, request: Any) -> Any:
        return self.ministry.codes[code].code_challenge

    def get_code_challenge_method(self, code: str, request: Any) -> Any:
        return self.ministry.codes[code].code_challenge_method

    def confirm_redirect_uri(self, client_id: str, code: str, uri: str, *_: Any, **__: Any) -> bool:
        return bool(self.ministry.codes[code].redirect_uri == uri)

    def invalidate_authorization_code(self, client_id: str, code: str, *_: Any, **__: Any) -> None:
        del self.ministry.codes[code]

    def get_authorization_code_scopes(self, client_id: str, code: str, *_: Any) -> Any:
        return self.ministry.codes[code].scopes

    def get_authorization_code_nonce(self, client_id: str, code: str, *_: Any) -> Any:
        return self.ministry.codes[code].nonce

    def save_bearer_token(self, token: dict[str, Any], request: Any, *_: Any, **__: Any) -> None:
        self.ministry.tokens[token["access_token"]] = request.user

    def validate_bearer_token(self, token: str, scopes: Any, request: Any) -> bool:
        request.user = self.ministry.tokens.get(token)
        return request.user is not None

    def get_id_token(self, token: Any, token_handler: Any, request: Any) -> None:
        return None  # oauthlib makes it, and has it finished

    def finalize_id_token(self, said: dict[str, Any], token: Any, handler: Any, ask: Any) -> str:
        whole = {
            **said,
            "iss": self.ministry.issuer,
            "sub": ask.user,
            "exp": said["iat"] + LIFE,
            **self.ministry.lies.get("token", {}),
        }
        return jwt.encode(whole, self.ministry.key, "RS256", {"kid": "1"})

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        known = self.ministry.people[request.user]
        return {"sub": request.user, **known, **self.ministry.lies.get("userinfo", {})}


class Answering(BaseHTTPRequestHandler):
    """Hands what is asked to the protocol."""

    ministry: Ministry

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.ministry.asked.append(path)
        if path == "/.well-known/openid-configuration":
            self._say(json.dumps(self.ministry.configuration()), "application/json")
        elif path == "/keys":
            self._say(json.dumps(self.ministry.keys()), "application/json")
        elif path == "/authorize":
            self._ask()
        elif path == "/userinfo":
            self._told(*self.ministry.protocol.create_userinfo_response(*self._request()))
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        path, sent = urlsplit(self.path).path, self._body()
        self.ministry.asked.append(path)
        if path == "/token":
            self._told(*self.ministry.protocol.create_token_response(*self._request(sent)))
        elif path == "/authorize":
            self._authorize(parse_qs(sent).get("person", [""])[0])
        else:
            self.send_error(404)

    def _ask(self) -> None:
        try:
            self.ministry.protocol.validate_authorization_request(*self._request())
        except OAuth2Error as error:
            self._say(escape(str(error)), "text/html", 400)
            return
        people = "".join(BUTTON.format(escape(one)) for one in self.ministry.people)
        self._say(PAGE.format(people=people), "text/html")

    def _authorize(self, person: str) -> None:
        if person:
            scopes, found = self.ministry.protocol.validate_authorization_request(*self._request())
            found["user"] = person
            done = self.ministry.protocol.create_authorization_response
            self._told(*done(*self._request(), scopes=scopes, credentials=found))
            return
        asked = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        back = urlencode({"error": "access_denied", "state": asked["state"]})
        self._told({"Location": f"{asked['redirect_uri']}?{back}"}, "", 302)

    def _request(self, body: str = "") -> tuple[str, str, str, dict[str, str]]:
        """As if TLS ended in front of it: oauthlib knows no exception for the loopback."""
        at = f"https://{self.headers['host']}{self.path}"
        return at, self.command, body, dict(self.headers.items())

    def _body(self) -> str:
        return self.rfile.read(int(self.headers.get("content-length", "0"))).decode()

    def _told(self, headers: dict[str, str], body: str | None, status: int) -> None:
        self._say(body or "", headers.pop("Content-Type", "text/plain"), status, headers)

    def _say(
        self, text: str, kind: str, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        data = text.encode()
        self.send_response(status)
        whole = {**(headers or {}), "Content-Type": kind, "Content-Length": str(len(data))}
        for name, value in whole.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Nothing is told on the terminal."""


@contextmanager
def open_ministry(people: dict[str, dict[str, Any]]) -> Iterator[Ministry]:
    """A provider that answers, with those people."""
    ministry = Ministry(people)
    thread = threading.Thread(target=ministry.server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield ministry
    finally:
        if thread.is_alive():
            ministry.close()
        thread.join(5)
