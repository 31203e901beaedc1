"""Letters to people, each in the reader's own language. A template has the subject in its first line, then the text.

A letter is sent, or the mail server does not take it, or there is none: the page then says so, and shows the link that the
letter would hold, for its reader to copy and to send. No page says that a letter was sent which was not. Nothing of what
was recorded is undone. A page writes its letters while it holds the body still, and hands them over afterwards
(``Visit.after``), all of them through one connection and within a few seconds (``mail_server``): nobody who only wants to
read waits for a mail server, and the officer not long.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from comity.web import afterwards, mail_server
from comity.web.accounts import language_of
from comity.web.models import Account

log = logging.getLogger(__name__)
Outcome = Literal["sent", "no server", "failed", "waiting"]
"""What became of a letter: the mail server took it; there is no mail server; it did not take it; it took so many before
that the page had no time left, and this one is sent after the answer."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as written, to be handed over."""

    address: str
    subject: str
    text: str
    template: str


def write(to: Account, template: str, context: Mapping[str, Any]) -> Letter:
    """The letter of that template to the account's address, in its language."""
    return write_to(to.email, language_of(to), template, {"account": to, **context})


def write_to(address: str, language: str, template: str, context: Mapping[str, Any]) -> Letter:
    """The letter of that template."""
    with translation.override(language):
        written = render_to_string(f"letters/{template}.txt", dict(context))
    subject, _, text = written.strip().partition("\n")
    return Letter(address, " ".join(subject.split()), text.lstrip("\n"), template)


def hand_over(letter: Letter, later: Callable[[Outcome], object] | None = None) -> Outcome:
    """Hands the letter to the mail server, if there is one. ``later``: what is told of a letter that is sent after the
    answer: first that it waits, then what became of it. Without it, no letter is sent later."""
    if not settings.MAIL_SERVER:
        return "no server"
    message = EmailMessage(letter.subject, letter.text, None, [letter.address])
    with mail_server.one_delivery() as delivery:
        handed = delivery.hand_over(message)
    if handed == "late" and later is not None:
        later("waiting")
        afterwards.do(lambda: later(hand_over(letter)))
        return "waiting"
    if handed != "sent":
        log.warning("A letter (%s) was not handed over", letter.template)
        return "failed"
    return "sent"


def send(to: Account, template: str, context: Mapping[str, Any]) -> Outcome:
    """Sends the letter to the account's address."""
    return hand_over(write(to, template, context))


def by_own_program(letter: Letter) -> str:
    """The letter as an address that a browser hands to its reader's own mail program (RFC 6068)."""
    return (
        f"mailto:{quote(letter.address)}?subject={quote(letter.subject)}&body={quote(letter.text)}"
    )


def address_of(request: HttpRequest, path: str) -> str:
    """The whole address of one of our pages, as a letter names it."""
    origin = settings.ORIGINS[0].rstrip("/") if settings.ORIGINS else ""
    return f"{origin}{path}" if origin else request.build_absolute_uri(path)
