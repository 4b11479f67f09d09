"""How long the largest trust's roster takes, whole and as a change of 1%: targets 60 s, 5 s, and 1 GiB of memory.

On SQLite and on PostgreSQL, each in a process of its own; then the same people through django-import-export, in a
virtual environment made for it and thrown away, for a ratio within one run.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.largest_roster import write_changes, write_whole
from tests.benchmarks.service import fresh_service, show

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
OTHER = Path(__file__).with_name("roster_by_import_export.py")


def take_in(folder: Path) -> float:
    from aboveboard.journeys.services.rosters import take_in_roster
    from aboveboard.people.roster_files.reading import HowToRead, digest, read_roster
    from aboveboard.people.roster_files.shape import RosterFormat, RosterScope
    from aboveboard.people.roster_files.sources import Source
    from aboveboard.rules.actor import SystemActor
    from aboveboard.rules.administration import ROSTER_JOB

    started = time.perf_counter()
    source = Source(folder.name, folder)
    roster = read_roster(source, HowToRead(RosterFormat.ONEROSTER, RosterScope.PUPILS))
    take_in_roster(actor=SystemActor(ROSTER_JOB), now=NOW, roster=roster, source="mis", sha256=digest(source))
    return time.perf_counter() - started


def measure(database: str, folder: Path) -> None:
    """In a process of its own: prints figures as JSON on the last line."""
    with fresh_service(database):
        from aboveboard.people.models import Engagement, Enrolment, Trust
        from aboveboard.people.roster_files.shape import RosterScope

        Trust.objects.create(pk=1, name="The Largest Trust", roster_scope=RosterScope.PUPILS)
        whole = take_in(folder / "whole")
        assert (Engagement.objects.count(), Enrolment.objects.count()) == (11_000, 65_000)
        again = take_in(folder / "changes")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"whole": whole, "changes": again, "peak": peak}))


def run(*arguments: str, python: str = sys.executable) -> dict[str, float]:
    done = subprocess.run([python, *arguments], check=True, capture_output=True, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def by_import_export(folder: Path) -> float:
    """Seconds for the same users and roles, each through a resource with bulk writes. pip must be able to reach it."""
    place = folder / "import-export"
    venv.create(place, with_pip=True)
    python = str(place / "bin" / "python")
    quietly = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "django-import-export")
    subprocess.run([python, *quietly], check=True, stdout=subprocess.DEVNULL)
    return run(str(OTHER), str(folder / "whole"), str(folder / "other.sqlite3"), python=python)["whole"]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="aboveboard-roster-") as name:
        folder = Path(name)
        write_whole(folder / "whole")
        write_changes(folder / "changes")
        figures = {}
        for database in ("sqlite", "postgresql"):
            figures[database] = run("-m", "tests.benchmarks.bench_roster", "measure", database, name)
            show(
                {
                    f"seconds to take in 11,000 staff and 65,000 pupils, {database}": figures[database][
                        "whole"
                    ],
                    f"seconds to take in changes of 1%, {database}": figures[database]["changes"],
                    f"MiB of memory at most, {database}": figures[database]["peak"],
                }
            )
        other = by_import_export(folder)
        show(
            {
                "seconds for the same people and roles through django-import-export on SQLite": other,
                "times as long as ours, which also checks, makes accounts and files": other
                / figures["sqlite"]["whole"],
            }
        )


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    if sys.argv[1:2] == ["measure"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
