"""Letters to people, each in the reader's own language. A template has the subject in its first line, then the text.

Where sending fails, whoever asked for the letter is told so, and nothing of what was recorded is undone: the letter can be
sent again. A page writes its letters while it holds the body still, and hands them over afterwards (``Visit.after``):
nobody who only wants to read waits for a mail server.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from comity.web.accounts import language_of
from comity.web.models import Account

log = logging.getLogger(__name__)


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


def hand_over(letter: Letter) -> bool:
    """Hands the letter to the mail server; False where that fails."""
    try:
        send_mail(letter.subject, letter.text, None, [letter.address])
    except OSError:  # SMTPException is one
        log.exception("A letter (%s) could not be handed over", letter.template)
        return False
    return True


def send(to: Account, template: str, context: Mapping[str, Any]) -> bool:
    """Sends the letter to the account's address; False where it could not be handed over."""
    return hand_over(write(to, template, context))


def address_of(request: HttpRequest, path: str) -> str:
    """The whole address of one of our pages, as a letter names it."""
    origin = settings.ORIGINS[0].rstrip("/") if settings.ORIGINS else ""
    return f"{origin}{path}" if origin else request.build_absolute_uri(path)
