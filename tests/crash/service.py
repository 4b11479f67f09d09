"""A whole service to kill: `aboveboard run` and whatever else writes to its data, each in processes of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0


class Service:
    """The demo's service on data of its own. Linux only: its processes are found in /proc."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.folder = folder
        self.address = ""
        self._started: list[subprocess.Popen[bytes]] = []
        self._log = folder / "log.txt"
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        } | {
            "ABOVEBOARD_DATA": str(folder / "data"),
            "PORT": "0",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            **({"DATABASE_URL": database_url} if database_url else {}),
        }

    @property
    def mail_folder(self) -> Path:
        return self.folder / "data" / "mail"

    def start(self) -> None:
        """Start it, and wait until it serves. Also what mends whatever the last kill left behind."""
        before = self._log.stat().st_size if self._log.exists() else 0
        running = self.spawn("-m", "aboveboard.config.command_line", "run")
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up_at:
            said = self._log.read_text()[before:]
            if found := re.search(r"Aboveboard is at (http://\S+)", said):
                self.address = found[1]
                return
            assert running.poll() is None, f"the service did not start:\n{said}"
            time.sleep(0.02)
        raise AssertionError(f"the service did not start in time:\n{self._log.read_text()[before:]}")

    def spawn(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Run Python in a session of its own, which `kill` ends together with all that it forks."""
        with self._log.open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, *arguments],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._started.append(started)
        return started

    def kill(self) -> None:
        """kill -9, everything, as a power cut would: no process gets to say or finish anything."""
        sessions = {started.pid for started in self._started}
        while living := [pid for pid, session in _processes() if session in sessions]:
            for pid in living:
                _kill(pid)
            for started in self._started:
                started.poll()
        self._started.clear()

    def kill_the_worker(self) -> None:
        """kill -9 of the worker alone; the parent then stops the rest in good order."""
        [parent] = [started.pid for started in self._started[:1]]
        # Forked last, and without children of its own; gunicorn's have the web server for a parent.
        children = [pid for pid, session in _processes() if session == parent and _parent(pid) == parent]
        if children:
            _kill(max(children))

    def run(self, *arguments: str) -> str:
        """Run Python to its end, and return what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (
            f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}{done.stdout}"
        )
        return done.stdout

    def ask(self, *arguments: str) -> dict[str, Any]:
        """As `run`, for what answers in JSON."""
        answer: dict[str, Any] = json.loads(self.run(*arguments))
        return answer


def _processes() -> list[tuple[int, int]]:
    """Every process and its session, but those that have ended and wait for their parent."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (stat := _stat(int(folder.name))) and stat[0] != "Z":
            found.append((int(folder.name), int(stat[3])))
    return found


def _parent(pid: int) -> int:
    stat = _stat(pid)
    return int(stat[1]) if stat else 0


def _stat(pid: int) -> list[str]:
    """State, parent, group and session of a process; nothing if it has gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
