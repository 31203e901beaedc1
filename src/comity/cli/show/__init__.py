"""``comity show``: the body and what is in it, on a day, as known on a day. One module for each noun."""

from __future__ import annotations

import click

from comity.cli.verbs import Listed, Verbs

NOUNS: Listed = {
    "body": (
        "comity.cli.show.body",
        "Members, organs, offices, the chair, the next session, matters.",
    ),
    "member": ("comity.cli.show.member", "Statuses, rights, credentials, and how it stood."),
    "office": (
        "comity.cli.show.office",
        "Who holds an office or a rota, how we know, and who is next.",
    ),
    "matter": ("comity.cli.show.matter", "Where a matter stands, and who must act next."),
    "session": ("comity.cli.show.session", "Agenda, attendance, quorum, and what was said."),
    "programme": (
        "comity.cli.show.programme",
        "The chair's year: priorities, plan, events, review.",
    ),
}


@click.group(cls=Verbs, verbs=NOUNS)
def verb() -> None:
    """Show the body and what is in it, on a day.

    \b
    Example:
      comity show office secretary_general --on 2020-03-05
      comity show matter plan-2023 --on 2023-01-11
    """
