"""Founds practice bodies in the place that the environment names, each acted out up to a moment of its own.

On its input it takes JSON: for each name ``{"minutes_ago": 0, "script": ""}``. A body that was acted out up to an hour ago
has clocks that run out an hour sooner, so that a story comes to a deadline without waiting for it. It is done before the
office serves: its pulse passes deadlines by the clock of today, and would do so in a past that is still being acted out.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "records" / "six-rivers" / "script.yaml"


def main(wanted: dict[str, dict[str, str | int]]) -> None:
    """Founds the practice bodies, and describes each as one to practise in."""
    import django

    django.setup()
    from django.conf import settings

    from comity.registrar import clock_of_the_machine
    from comity.web.bodies import bodies
    from comity.web.demonstration import describe_practice, practise, read_clocks

    clocks = read_clocks(SCRIPT.with_name("clocks.yaml"))
    for name, said in wanted.items():
        today = clock_of_the_machine() - timedelta(minutes=int(said["minutes_ago"]))
        script = Path(said["script"]) if said["script"] else SCRIPT
        practise(settings.PLACE, bodies().store, script, today, body=name)
        describe_practice(name, clocks)


if __name__ == "__main__":
    main(json.load(sys.stdin))
