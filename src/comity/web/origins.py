"""The addresses at which readers find the pages, as ``COMITY_ORIGIN`` names them: scheme, host and port, and nothing else.

An origin is kept as a browser writes it (RFC 6454, section 6.2): lower case, a name with other letters in its ASCII form,
no port where it is the usual one.

>>> origins_of("https://Office.Example.org:443/ https://bücher.example:8443")
('https://office.example.org', 'https://xn--bcher-kva.example:8443')
>>> origins_of("https://example.org/office")  # doctest: +NORMALIZE_WHITESPACE
Traceback (most recent call last):
comity.errors.BadInput: COMITY_ORIGIN is “https://example.org/office”, and a path cannot be served. Write
“https://example.org” and give the office a host name of its own.
"""

from __future__ import annotations

import re
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from comity.errors import BadInput

USUAL_PORT = {"http": 80, "https": 443}
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LONGEST_NAME = 253
"""Characters of a host name (RFC 1035, section 2.3.4, in the usual reckoning without the root)."""
DIFFERENT_IN_2008 = frozenset("ßς\u200c\u200d")
"""Letters that Python's codec (IDNA 2003) and browsers (IDNA 2008) write differently in ASCII."""
EXAMPLE = "https://office.example.org"


def origins_of(said: str) -> tuple[str, ...]:
    """The origins that the text names, each once, in its order. ``BadInput`` (``setting.unreadable``) says what is wrong
    with one, ``setting.clash`` that two do not go together."""
    if "," in said or ";" in said:
        raise _wrong(said, "the addresses have no spaces between them", "Put a space between two.")
    found = tuple(dict.fromkeys(_origin(one) for one in said.split()))
    schemes = {one.partition("://")[0] for one in found}
    if len(schemes) > 1:
        raise BadInput(
            "setting.clash",
            f"COMITY_ORIGIN mixes http and https: {', '.join(found)}.",
            remedy="Name https alone: a sign-in that also travels in the clear protects nobody.",
        )
    return found


def host_of(origin: str) -> str:
    """The host of an origin.

    >>> host_of("https://office.example.org:8443")
    'office.example.org'
    """
    return urlsplit(origin).hostname or ""


def keeps_passkeys(origin: str) -> bool:
    """Whether browsers make and use passkeys there: by TLS, or on the machine itself (W3C Secure Contexts, 3.1).

    >>> [keeps_passkeys(one) for one in ("https://a.example", "http://localhost:8000", "http://a.example")]
    [True, True, False]
    """
    return origin.startswith("https://") or is_this_machine(host_of(origin))


def is_this_machine(host: str) -> bool:
    """Whether the name means the machine at which the browser runs (RFC 6761, section 6.3)."""
    return host == "localhost" or host.endswith(".localhost")


def leads_here_only(address: str) -> bool:
    """Whether the address opens on this machine and on no other: its host is a name of the machine or a loopback number.

    >>> [leads_here_only(one) for one in ("http://localhost:8000/x", "http://127.0.0.2/", "https://a.example/x")]
    [True, True, False]
    """
    host = host_of(address)
    if is_this_machine(host):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def relying_party(host: str, origins: tuple[str, ...]) -> str:
    """For which name a passkey is made on pages of that host: the shortest of our names that the host is part of, else
    the host itself. So a key made at either of ``example.org`` and ``office.example.org`` works at both.

    >>> relying_party("office.example.org", ("https://office.example.org", "https://example.org"))
    'example.org'
    """
    above = [name for name in map(host_of, origins) if "." in name and host.endswith(f".{name}")]
    return min(above, key=len, default=host)


def shares_keys(origins: tuple[str, ...]) -> bool:
    """Whether a passkey made at one of the origins works at each."""
    return len({relying_party(host_of(one), origins) for one in origins}) < 2


def _origin(said: str) -> str:
    parts = _split(said)
    host = _host(said, parts)
    port = parts.port if parts.port != USUAL_PORT[parts.scheme] else None
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")


def _split(said: str) -> SplitResult:
    """The parts of an address that is an origin. ``BadInput`` for one that says more, or less."""
    scheme, separator, rest = said.partition("://")
    if not separator:
        named = said.lstrip("/").partition("/")[0]
        named = named if not named.endswith(":") else EXAMPLE.partition("://")[2]
        raise _wrong(said, "it has no scheme", f"Write “https://{named}”.")
    if scheme.lower() not in USUAL_PORT:
        raise _wrong(said, f"“{scheme}” is not a scheme of web pages", f"Write it as {EXAMPLE}.")
    try:
        parts = urlsplit(said)
        port = parts.port
    except ValueError:
        raise _wrong(said, *_unreadable_port(rest)) from None
    if port == 0:
        raise _wrong(said, "port 0 cannot be reached", "Give a port from 1 to 65535, or none.")
    bare = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    if "@" in parts.netloc:
        raise _wrong(bare, "it names a user", f"Write “{bare}”.")
    if "?" in said or "#" in said:
        raise _wrong(said, "a query cannot be part of it", f"Write “{bare}”.")
    if parts.path not in ("", "/"):
        helps = f"Write “{bare}” and give the office a host name of its own."
        raise _wrong(said, "a path cannot be served", helps)
    return parts


def _unreadable_port(rest: str) -> tuple[str, str]:
    if rest.count(":") > 1 or "[" in rest:
        return "it is not a host with a port", f"Give the office a name: {EXAMPLE}."
    return "its port is not a number from 1 to 65535", f"Write it as {EXAMPLE}:8443, or without."


def _host(said: str, parts: SplitResult) -> str:
    host = parts.hostname or ""
    if not host:
        raise _wrong(said, "it names no host", f"Write it as {EXAMPLE}.")
    if is_number(host):
        helps = "Give the machine a name and write that: passkeys do not work at an IP number."
        raise _wrong(said, "an IP number is not a name", helps)
    written = host if host.isascii() else _in_ascii(said, host)
    if len(written) > LONGEST_NAME or not all(map(LABEL.fullmatch, written.split("."))):
        helps = "Host names have letters, digits and hyphens, with dots between them."
        raise _wrong(said, f"“{host}” is not a host name", helps)
    return written


def _in_ascii(said: str, host: str) -> str:
    try:
        if not DIFFERENT_IN_2008 & set(host):
            return host.encode("idna").decode()
    except UnicodeError:
        pass
    helps = "Write the name in its ASCII form (xn--...), as the certificate has it."
    raise _wrong(said, f"“{host}” cannot be written in ASCII without doubt", helps)


def is_number(host: str) -> bool:
    """Whether browsers read the host as an IP number (WHATWG URL, "ends in a number").

    >>> [is_number(one) for one in ("127.0.0.1", "::1", "[::1]", "127.1", "0x7f000001", "localhost", "a.example")]
    [True, True, True, True, True, False, False]
    """
    try:
        ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        return bool(re.fullmatch(r"[0-9]+|0[xX][0-9a-fA-F]*", last))
    return True


def is_host(host: str) -> bool:
    """Whether a host may be so called: an IP number, or a name that can be looked up (RFC 1123, 2.1; names inside a house
    have underscores as well).

    >>> [is_host(one) for one in ("mail.example.org", "mail", "::1", "192.0.2.1", "дом.рф", "my_host.")]
    [True, True, True, True, True, True]
    >>> [is_host(one) for one in ("", "..", "a..b", "a b", "-a", "192.0.2", "[::1", "a" * 64)]
    [False, False, False, False, False, False, False, False]
    """
    with suppress(ValueError):
        return bool(ip_address(host.partition("%")[0]))
    try:
        name = host.removesuffix(".").encode("idna").decode().lower()
    except UnicodeError:
        return False
    labels = name.split(".")
    return (
        len(name) <= LONGEST_NAME
        and not is_number(name)
        and all(LABEL.fullmatch(one.replace("_", "a")) for one in labels)
    )


def _wrong(said: str, why: str, helps: str) -> BadInput:
    """The refusal, without a password that somebody wrote into the address."""
    shown = re.sub(r"//.*@", "//...@", said)
    return BadInput("setting.unreadable", f"COMITY_ORIGIN is “{shown}”, and {why}.", remedy=helps)
