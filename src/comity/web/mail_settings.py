"""The settings of mail: ``COMITY_MAIL``, the server that letters are handed to, and ``COMITY_MAIL_FROM``, who sends them.

>>> mail_of({"COMITY_MAIL": "smtps://ada:a%2Fb@mail.example.org"})
Mail(scheme='smtps', host='mail.example.org', port=465, user='ada', password='a/b')
"""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from comity.web.one_setting import Environment, setting, unfit
from comity.web.origins import is_host

MAIL_PORT = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
"""The usual port of each way to hand a letter over (RFC 5321, 6409 and 8314)."""
MAIL_FORM = "smtp+starttls://user:password@mail.example.org:587"
SENDER = "Comity <comity@localhost>"


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that letters are handed to. ``scheme``: in the clear, with TLS begun by ``STARTTLS``, or by TLS."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


def mail_of(environment: Environment) -> Mail | None:
    said = setting(environment, "MAIL")
    if not said:
        return None
    scheme, _, rest = said.partition("://")
    shown = f"{scheme}://...@{rest.rpartition('@')[2]}" if "@" in rest else said  # no password
    if scheme.lower() not in MAIL_PORT:
        known = ", ".join(f"{one}://" for one in MAIL_PORT)
        raise unfit("MAIL", shown, f"it does not begin with one of {known}", f"Write {MAIL_FORM}.")
    try:
        parts = urlsplit(said)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "?", 0
    if port == 0 or parts.path.strip("/") or parts.query or parts.fragment:
        helps = "Signs such as / ? # @ : in a user or a password are written %2F %3F %23 %40 %3A."
        raise unfit("MAIL", f"{scheme}://...", "its host or port cannot be read", helps)
    if not host:
        raise unfit("MAIL", shown, "it names no host", f"Write {MAIL_FORM}.")
    if not is_host(host) or not said.isprintable():
        raise unfit("MAIL", shown, f"“{host}” is not the name of a host", f"Write {MAIL_FORM}.")
    if parts.password and not parts.username:
        raise unfit("MAIL", shown, "it has a password without a user", f"Write {MAIL_FORM}.")
    if parts.username and not parts.password:
        helps = "Write both, or neither where the server asks for none."
        raise unfit("MAIL", shown, "it has a user without a password", helps)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii() or not (user + password).isprintable():
        helps = "Give the user a password of Latin letters, digits and signs (RFC 4954)."
        raise unfit("MAIL", shown, "user or password has what no sign-in to a server has", helps)
    return Mail(parts.scheme, host, port or MAIL_PORT[parts.scheme], user, password)


def sender_of(environment: Environment) -> str:
    """One address, with or without a name (RFC 5322, section 3.4)."""
    said = setting(environment, "MAIL_FROM") or SENDER
    written = EmailMessage()
    try:
        written["From"] = said
        field = written["From"]
        whole = (
            len(field.addresses) == 1 and not field.defects and _is_sent_from(field.addresses[0])
        )
    except (ValueError, IndexError, MessageError):
        whole = False
    if not whole:
        helps = "Write it as “The League <office@league.example>”."
        raise unfit("MAIL_FROM", said.replace("\n", " "), "that is not one address", helps)
    return said


def _is_sent_from(address: Address) -> bool:
    """Whether a mail server takes letters from it: its user is ASCII (RFC 5321), its host can be looked up."""
    return bool(address.username) and address.username.isascii() and is_host(address.domain)
