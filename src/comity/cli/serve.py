"""``comity serve``: the pages of the bodies of a register, for a browser."""

from __future__ import annotations

import os
import webbrowser
from pathlib import Path

import click

from comity.place import Place
from comity.web.serving import Address, serve, setup_address


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65534), default=8000, show_default=True,
              help="The port of the pages; the live streams take the one after.")  # fmt: skip
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="COMITY_HOME",
    default=".",
    help="The folder of this installation: accounts, papers, keys.",
)
@click.option(
    "--register",
    envvar="COMITY_REGISTER",
    default="",
    help="The register: a file, or postgresql://...; comity.db in the home unless given.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes that answer pages; as many as there are processors, eight at most, unless given.",
)
@click.option("--open/--no-open", "open_browser", default=False, help="Open the browser.")
def verb(
    host: str, port: int, home: Path, register: str, workers: int | None, open_browser: bool
) -> None:
    """Serve the pages: desks, matters, sessions, the register.

    \b
    Example:
      comity serve
      comity serve --home /srv/league --port 8080
      comity serve --home /srv/league --register postgresql://db/comity
    """
    place = Place(home.absolute(), register or str(home.absolute() / "comity.db"))
    address = Address(host, port)
    serve(place, address, os.environ, lambda at: _ready(place, address, open_browser), workers or 0)
    click.echo("Stopped.")


def _ready(place: Place, address: Address, open_browser: bool) -> None:
    setup = setup_address(place, address)
    click.echo(f"The pages are at {address.pages}  (Ctrl-C stops)")
    if setup:
        click.echo("No body is kept here yet. Whoever opens this address founds the first:")
        click.echo(f"  {setup}")
    if open_browser:
        webbrowser.open(setup or address.pages)
