"""A browser as its user knows it, from what it says of itself: "Firefox, Windows".

>>> browser("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0")
'Firefox, Windows'
"""

from __future__ import annotations

BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "YaBrowser/": "Yandex Browser", "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox", "FxiOS/": "Firefox", "CriOS/": "Chrome", "Chrome/": "Chrome", "Safari/": "Safari",
}  # fmt: skip
"""By what stands in the words of each, those first whose words have another's name in them too."""
SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS X": "macOS", "CrOS": "ChromeOS",
    "Linux": "Linux",
}  # fmt: skip


def browser(agent: str) -> str:
    """The browser and the system; what the browser says of itself where it is none of those known."""
    found = [
        next((name for words, name in known.items() if words in agent), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or agent
