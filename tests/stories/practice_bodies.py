"""Founds practice bodies in the place that the environment names, acted out up to now: ``practice_bodies.py NAME...``"""

import sys
from pathlib import Path

RECORDS = Path(__file__).parents[2] / "records"


def main(names: list[str]) -> None:
    """Founds a practice body under each name, and describes it as one to practise in."""
    import django

    django.setup()
    from django.conf import settings

    from comity.registrar import clock_of_the_machine
    from comity.web.bodies import bodies
    from comity.web.demonstration import PRACTICE, describe_practice, practise

    script = RECORDS / PRACTICE / "script.yaml"
    for name in names:
        practise(settings.PLACE, bodies().store, script, clock_of_the_machine(), body=name)
        describe_practice(name)


if __name__ == "__main__":
    main(sys.argv[1:])
