"""``comity completion``: the script that lets a shell complete verbs, options and names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def verb(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    Example:
      comity completion bash > ~/.local/share/bash-completion/completions/comity
      eval "$(comity completion zsh)"
    """
    from comity.cli.main import comity

    script = get_completion_class(shell)
    assert script is not None, "click completes for each of these"
    click.echo(script(comity, {}, "comity", "_COMITY_COMPLETE").source())
