"""The application of the live streams: ``GET /live/<body>/stream?topic=...&topic=...``, a stream of server-sent events.

``since`` is the size of the record when the page was made, ``Last-Event-ID`` the same of whoever comes back, ``language``
that of the page. ``/healthz`` answers while the process does. Another origin than that of the pages is refused.
"""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.web.settings")

import django

django.setup()

from comity.web.live.streaming import Live  # noqa: E402 - Django's settings come first

application = Live(process=True)
