"""Attempts to see, say or break what one may not: each was tried on the pages, and is refused for good."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from comity.web.bodies import RunningBody

Visitor = Callable[[str], Client]
BODY = "/b/six-rivers/"


# --- nobody waits for a mail server -----------------------------------------------------------------------------------


class Watching(EmailBackend):
    """A mail server that looks whether somebody else could read the body meanwhile."""

    body: RunningBody
    held: list[bool]

    def send_messages(self, messages: Any) -> int:
        free = []

        def look() -> None:
            free.append(self.body.lock.acquire(timeout=1))
            if free[0]:
                self.body.lock.release()

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        self.held.append(not free[0])
        return super().send_messages(messages)


@pytest.fixture
def held(practice: RunningBody, settings: Any) -> Iterator[list[bool]]:
    """For each letter handed over, whether the body was held meanwhile."""
    settings.EMAIL_BACKEND = f"{__name__}.Watching"
    Watching.body, Watching.held = practice, []
    yield Watching.held


@pytest.mark.parametrize(
    ("person", "page", "typed"),
    [
        ("p19", "people/p20/recovery", {"reason": "He telephoned, and I know his voice."}),
        ("p19", "matters/budget/chase", {"member": ["FA", "CO"]}),
    ],
)  # fmt: skip
def test_a_letter_is_handed_over_when_the_body_is_held_no_more(
    visitor: Visitor, held: list[bool], mailoutbox: list[Any], person: str, page: str, typed: Any
) -> None:
    assert visitor(person).post(BODY + page, typed).status_code in (302, 303)
    assert held
    assert not any(held)


def test_the_asked_head_alone_is_reminded_of_a_sounding(
    visitor: Visitor, mailoutbox: list[Any]
) -> None:
    visitor("p19").post(f"{BODY}matters/next-appointment/chase", {"member": ["BE", "CO"]})
    assert sorted(one.to for one in mailoutbox) == [
        ["p4@six-rivers.example"],
        ["p7@six-rivers.example"],
    ]
