"""How long `aboveboard ledger verify` takes over a large ledger, and how much memory. Target: 1e6 entries in 10 s.

python -m tests.benchmarks.bench_verify [--size 1000000] [--database sqlite] [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import time
from pathlib import Path

from tests.benchmarks.service import fresh_service, show


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    with fresh_service(asked.database):
        from tests.benchmarks.ledger_entries import load_entries

        from aboveboard.ledger import sources
        from aboveboard.ledger.verification import verify
        from aboveboard.web import clock

        began = time.perf_counter()
        load_entries(asked.size)
        show({f"seconds to load {asked.size:,} entries": time.perf_counter() - began})
        sources._sources.clear()  # no room has a record of what is loaded here
        before, most = _megabytes(), [0.0]

        def look(done: int, of: int) -> None:
            most[0] = max(most[0], _megabytes())

        watched = cProfile.Profile()
        if asked.profile:
            watched.enable()
        began, spent = time.perf_counter(), time.process_time()
        report = verify(now=clock.now(), progress=look)
        watched.disable()
        assert report.is_sound, report.findings
        show(
            {
                f"seconds to verify {asked.size:,} entries": time.perf_counter() - began,
                "CPU seconds of it": time.process_time() - spent,
                "megabytes that the process grew by": most[0] - before,
            }
        )
        if asked.profile:
            pstats.Stats(watched).sort_stats("tottime").print_stats(25)


def _megabytes() -> float:
    """What the process holds now, not what it ever held: loading holds more."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
