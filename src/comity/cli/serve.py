"""``comity serve``: the pages of the bodies of a register, for a browser."""

from __future__ import annotations

import os
import webbrowser

import click

from comity.cli import options
from comity.place import Place
from comity.web.configuration import Configuration
from comity.web.listening import Address
from comity.web.origins import leads_here_only
from comity.web.serving import serve, settings
from comity.web.setting_up import setup_path

ONLY_HERE = (
    "  This address opens on this machine alone, and so do the links to invite people and to give accounts back.\n"
    "  For readers on other machines set COMITY_ORIGIN: see docs/guide/operations.md, Behind a proxy."
)


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The IP number to listen at; 0.0.0.0 or :: for all.",
)
@click.option("--port", type=click.IntRange(1, 65534), default=8000, show_default=True,
              help="The port of the pages; the live streams take the one after.")  # fmt: skip
@options.place
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes that answer pages; as many as there are processors, eight at most, unless given.",
)
@click.option("--open/--no-open", "open_browser", default=False, help="Open the browser.")
def verb(host: str, port: int, at: Place, workers: int | None, open_browser: bool) -> None:
    """Serve the pages: desks, matters, sessions, the register.

    \b
    Example:
      comity serve
      comity serve --home /srv/league --port 8080
      comity serve --home /srv/league --register postgresql://db/comity
    """
    place = at.absolute()
    address = Address(host, port)
    found = settings(place, address, os.environ)
    _warn(found, address)
    serve(place, address, os.environ, lambda at: _ready(place, at, open_browser), workers or 0)
    click.echo("Stopped.")


def _warn(found: Configuration, address: Address) -> None:
    for doubt, helps in found.doubts():
        click.echo(f"Note: {doubt} {helps}", err=True)
    if address.number.is_unspecified and not found.origins:
        click.echo(
            "Note: Browsers on other machines need a name with https: put a proxy with TLS in front and set COMITY_ORIGIN.",
            err=True,
        )


def _ready(place: Place, at: str, open_browser: bool) -> None:
    path, why = setup_path(place)
    click.echo(f"The pages are at {at}  (Ctrl-C stops)")
    if leads_here_only(at):
        click.echo(ONLY_HERE)
    if path:
        click.echo(f"{why}\n  {at}{path}")
    if open_browser:
        webbrowser.open(f"{at}{path}")
