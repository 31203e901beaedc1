"""The live streams: what moves is pushed to whoever watches it, by a small process beside that of the pages.

::

    store ── sizes, ten times a second, in one place (PostgreSQL tells by itself) ──> following
                                                                                         │ folds once, passes deadlines
    EventSource ──> asgi ── admission: the session cookie, the visibility of the pages    v
         ^                                                                             parts: a moved part is rendered once
         └──────── a stream's queue <──── hub: by topic, at most four times a second <────┘

A topic is something on a page that moves: ``question-m1.q2``, ``session-s1``, a reader's desk, or ``body`` for anything at
all. An event is ``parts`` (pieces of HTML by their ids, for every reader alike) or ``moved`` (ask for your own page again).
What is in confidence is never sent: whoever may see it is told ``moved``, and a desk not even that (``desks``).
"""
