"""Founds a practice body in the place that the environment names, acted out up to a moment of the last hours.

``practice_bodies.py NAME [--minutes-ago N] [--script PATH]``: a body that was acted out up to an hour ago has clocks that run out an
hour sooner, so that a story can come to a deadline without waiting for it.
"""

import argparse
from datetime import timedelta
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "records" / "six-rivers" / "script.yaml"


def main(name: str, script: Path, ago: timedelta) -> None:
    """Founds the practice body under that name, and describes it as one to practise in."""
    import django

    django.setup()
    from django.conf import settings

    from comity.registrar import clock_of_the_machine
    from comity.web.bodies import bodies
    from comity.web.demonstration import describe_practice, practise, read_clocks

    practise(settings.PLACE, bodies().store, script, clock_of_the_machine() - ago, body=name)
    describe_practice(name, read_clocks(SCRIPT.with_name("clocks.yaml")))


if __name__ == "__main__":
    said = argparse.ArgumentParser()
    said.add_argument("name")
    said.add_argument("--minutes-ago", type=int, default=0)
    said.add_argument("--script", type=Path, default=SCRIPT)
    given = said.parse_args()
    main(given.name, given.script, timedelta(minutes=given.minutes_ago))
