"""A process killed at any moment loses nothing that was acknowledged and leaves nothing half done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 400


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_hundreds_of_killed_writers_lose_nothing_acknowledged_and_leave_no_half_groups(
    tmp_path: Path,
) -> None:
    program = Path(__file__).with_name("killed_writers.py")
    source = Path(__file__).parents[2] / "src"
    done = subprocess.run(
        [sys.executable, program, tmp_path, str(KILLS * 3 // 4)],
        capture_output=True,
        text=True,
        timeout=1800,
        env={**os.environ, "PYTHONPATH": str(source)},
    )
    assert done.returncode == 0, done.stderr
    kills, acknowledged, entries = map(int, done.stdout.split())
    assert kills == KILLS
    assert entries >= acknowledged > 0
