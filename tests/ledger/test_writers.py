"""Two processes that file at once, on both databases: nothing is lost, doubled or out of order."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.postgresql import new_database

ROOT = Path(__file__).parents[2]
WRITERS, EACH = 2, 25


def environment(url: str, folder: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "aboveboard.config.settings.test",
        "DATABASE_URL": url,
        "ABOVEBOARD_DATA": str(folder),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }


def aboveboard(settings: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "aboveboard.config.command_line", *arguments]
    return subprocess.run(command, env=settings, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def file_at_once(url: str, folder: Path) -> None:
    settings = environment(url, folder)
    aboveboard(settings, "migrate", "--verbosity", "0")
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.writer", str(EACH)],
            env=settings,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(WRITERS)
    ]
    acknowledged: list[str] = []
    for writer in writers:
        out, err = writer.communicate(timeout=120)
        assert writer.returncode == 0, err
        acknowledged += out.split()
    report = json.loads(aboveboard(settings, "ledger", "verify", "--json"))
    assert report["sound"], report["findings"]
    assert report["figures"]["entries"] == len(set(acknowledged)) == WRITERS * EACH
    assert (folder / "keys" / "ledger.pem").stat().st_mode & 0o777 == 0o600


def test_two_processes_file_at_once_on_sqlite(tmp_path):
    file_at_once(f"sqlite:///{tmp_path / 'database.sqlite3'}", tmp_path)


@pytest.mark.postgresql
def test_two_processes_file_at_once_on_postgresql(tmp_path):
    file_at_once(new_database(f"ledger_{os.getpid()}"), tmp_path)
