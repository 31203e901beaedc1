"""Browsers are called as their users know them; the strings are those that the browsers send."""

from __future__ import annotations

import pytest

from comity.web.told.browsers import browser

WINDOWS, LINUX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Mozilla/5.0 (X11; Linux x86_64)"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        (f"{WINDOWS} {WEBKIT} Chrome/126.0.0.0 Safari/537.36", "Chrome, Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87", "Edge, Windows"),
        (f"{LINUX} {WEBKIT} Chrome/124.0.0.0 YaBrowser/24.6.0.0 Safari/537.36", "Yandex Browser, Linux"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
         "Safari/605.1.15", "Safari, macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 "
         "Mobile/15E148 Safari/604.1", "Chrome, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Linux"),
        ("curl/8.7.1", "curl/8.7.1"),
    ],
)  # fmt: skip
def test_a_browser_is_called_as_people_know_it(agent: str, called: str) -> None:
    assert browser(agent) == called
