"""Handing letters to the mail server, within a limit of time: no page waits longer for one that does not answer.

The letters of a page go through one connection (``Delivery``), and all of them together have ``LIMIT`` seconds. After the
first that fails because of the server, the others are not tried. A letter that the server refuses by itself (nobody has
that address) keeps no other from being sent.

Every letter is handed over in a thread of its own, for which the page waits until the time is over: neither a name that is
looked up for long nor a server that says one byte a second holds the page longer. A thread that was given up sends nothing
any more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from smtplib import (
    SMTP,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from threading import Thread
from time import monotonic
from typing import Any, Literal

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

log = logging.getLogger(__name__)
LIMIT = 5.0
"""Seconds that the letters of one page have together."""
LEAVE = 1.0
"""Seconds in which the connection is ended, after the answer."""
Handed = Literal["sent", "failed", "late"]
"""What became of a letter: the server took it; it did not; there was no time left to try."""
OF_ONE_LETTER = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError)
"""What is wrong with a letter, and not with the server."""


class Delivery:
    """The letters of one page, in the order in which they are handed over. ``limit``: the seconds that they have."""

    def __init__(self, limit: float | None = None) -> None:
        self._limit = LIMIT if limit is None else limit
        self._until = 0.0
        self._failed = False
        self._connection: Any = None

    def hand_over(self, letter: EmailMessage) -> Handed:
        """Hands the letter over, if there is time and the server took the others."""
        if self._failed:
            return "failed"
        self._until = self._until or monotonic() + self._limit
        if self.remaining() <= 0:
            return "late"
        done: list[bool] = []
        thread = Thread(target=self._send, args=(letter, done), name="letter", daemon=True)
        thread.start()
        thread.join(self.remaining())
        if not done:
            self._failed = True
            log.warning("The mail server did not take a letter within %g seconds", self._limit)
        return "sent" if done == [True] else "failed"

    def remaining(self) -> float:
        """The seconds that are left."""
        return self._until - monotonic()

    def close(self) -> None:
        """Takes leave of the server; nobody waits for its answer. Where something failed there is no leave to take."""
        if self._connection is not None and not self._failed:
            self._until = monotonic() + LEAVE
            Thread(target=self._close, name="letter", daemon=True).start()

    # --- in a thread --------------------------------------------------------------------------------------------------

    def _send(self, letter: EmailMessage, done: list[bool]) -> None:
        try:
            if self._connection is None:
                self._connection = get_connection()
                if isinstance(self._connection, EmailBackend):
                    self._connection = InTime(self)
                self._connection.open()
            self._connection.send_messages([letter])
        except OF_ONE_LETTER:
            log.exception("A letter could not be handed over")
            done.append(False)
        except Exception:
            self._failed = True
            log.exception("The mail server did not take a letter")
            done.append(False)
            self._close()
        else:
            done.append(True)

    def _close(self) -> None:
        with suppress(Exception):
            self._connection.close()


class InTime(EmailBackend):
    """Django's connection to a mail server, on which nothing is said any more once the time of the delivery is over."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(timeout=max(0.1, delivery.remaining()))
        self.delivery = delivery

    @property
    def connection_class(self) -> Any:
        return partial(_timed, super().connection_class, self.delivery)


def _timed(kind: type[SMTP], delivery: Delivery, *given: Any, **named: Any) -> SMTP:
    """A connection of that kind, each word of which has the time that the delivery has left."""

    class Timed(kind):  # type: ignore[valid-type, misc]
        def send(self, said: Any) -> None:
            remaining = delivery.remaining()
            if remaining <= 0 or self.sock is None:
                self.close()  # also at the end of a delivery that failed
                raise SMTPServerDisconnected("The time for letters is over")
            self.sock.settimeout(remaining)
            super().send(said)

    return Timed(*given, **named)


# --- of one page ------------------------------------------------------------------------------------------------------

_now: ContextVar[Delivery | None] = ContextVar("delivery", default=None)


@contextmanager
def one_delivery() -> Iterator[Delivery]:
    """Whatever is handed over meanwhile is one delivery."""
    if (under_way := _now.get()) is not None:
        yield under_way
        return
    delivery = Delivery()
    before = _now.set(delivery)
    try:
        yield delivery
    finally:
        _now.reset(before)
        delivery.close()
