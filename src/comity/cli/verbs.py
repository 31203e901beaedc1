"""Groups of verbs, each in a module that is imported when it is used and not before.

A group knows of every verb where it is and one line on what it does, so that ``comity --help`` reads no other module.
A verb's module has its command under the name ``verb``. An error of Comity's own ends in ``exits``.

>>> Verbs("show", verbs={"body": ("comity.cli.show.body", "the body on a day")}).list_commands(click.Context(click.Group()))
['body']
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

Listed = Mapping[str, tuple[str, str]]
"""By name: the module of the verb, and what it does, in one line."""


class Verbs(click.Group):
    """A group of the verbs listed. What click asks for as a class is no more than this."""

    def __init__(self, *args: Any, verbs: Listed, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.verbs:
            return None
        verb = import_module(self.verbs[cmd_name][0]).verb
        assert isinstance(verb, click.Command)
        return verb

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.verbs and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.verbs, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(self.verbs)}."
            ctx.fail(f"There is no {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(name, does) for name, (_, does) in self.verbs.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        named = [name for name in self.verbs if name.startswith(incomplete)]
        items = [CompletionItem(name, help=self.verbs[name][1]) for name in named]
        return items or click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.parent is not None:  # errors are told once, by the outermost group
            return super().invoke(ctx)
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except (Exception, KeyboardInterrupt) as error:
            from comity.cli import exits  # not needed where all goes well

            ctx.exit(exits.told(ctx, error))
