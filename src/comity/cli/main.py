"""``comity``: the command line. Each verb is in a module of its name; the groups ``charter`` and ``show`` have their own.

>>> comity.list_commands(click.Context(comity))[:3]
['demo', 'tour', 'serve']
"""

from __future__ import annotations

import os

import click

from comity import __version__
from comity.cli.verbs import Listed, Verbs

VERBS: Listed = {
    "demo": ("comity.cli.demo", "Open an office with two bodies to look at and to try."),
    "tour": ("comity.cli.tour", "Replay real records, ask, rule, verify, audit and prove."),
    "serve": ("comity.cli.serve", "Serve the pages of a register's bodies to browsers."),
    "account": ("comity.cli.account", "Give an account back on the server; disable or enable it."),
    "found": ("comity.cli.found", "Found a body under a charter, with its register and key."),
    "act": ("comity.cli.act", "Record an act, or a list of acts, all or none."),
    "show": ("comity.cli.show", "Show the body, a member, an office, a matter and more, on a day."),
    "log": ("comity.cli.log", "List the entries of the register, one a line."),
    "ruling": ("comity.cli.ruling", "Rule on one question, from a charter and positions alone."),
    "charter": ("comity.cli.charter", "Check a charter, try it on cases, print its schema."),
    "replay": ("comity.cli.replay", "Replay a record of real events into a new body."),
    "verify": ("comity.cli.verify", "Verify that nothing was changed, removed or inserted."),
    "audit": ("comity.cli.audit", "Decide every act again, and compare: was it lawful?"),
    "signatures": (
        "comity.cli.signatures",
        "Check every signature of a person, from the entries alone.",
    ),
    "prove": ("comity.cli.prove", "Prove that an entry is in the register; check such a proof."),
    "move": ("comity.cli.move", "Move a body between SQLite and PostgreSQL, its head unchanged."),
    "backup": ("comity.cli.backup", "Put everything into one file, verified."),
    "restore": ("comity.cli.restore", "Restore a backup, verified, where nothing is yet."),
    "doctor": ("comity.cli.doctor", "Look whether all is well, and say what to do."),
    "upgrade": ("comity.cli.upgrade", "Upgrade the register, its record checked before and after."),
    "completion": ("comity.cli.completion", "Print the script that completes verbs in your shell."),
}


@click.group(
    cls=Verbs,
    verbs=VERBS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="Begin with: comity demo. Exit codes: 0 done; 1 a finding against; 2 usage; 3 refused"
    " by the body's rules; 4 bad input; 5 conflict; 6 the store failed; 130 stopped.",
)
@click.version_option(__version__, prog_name="comity", message="%(prog)s %(version)s")
def comity() -> None:
    """Comity runs a multilateral body by its own rules, and proves that it did."""
    os.umask(0o077)  # what is written holds confidences: it is for the user who calls


def main() -> None:
    """The entry point of the installed command."""
    comity(prog_name="comity")
