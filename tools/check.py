"""Every check but the tests, two at a time; prints what each said only if it failed."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
SRC = {"PYTHONPATH": str(ROOT / "src")}
TEST = SRC | {"DJANGO_SETTINGS_MODULE": "aboveboard.config.settings.test"}
PRODUCTION = SRC | {
    "DJANGO_SETTINGS_MODULE": "aboveboard.config.settings.production",
    "SECRET_KEY": "only-to-check-the-settings-" + "abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "staff.example.org",
}

CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("types", [f"{BIN}/mypy"], SRC),
    ("layers and doors", [f"{BIN}/lint-imports"], SRC),
    ("style", [f"{BIN}/ruff", "check", "--output-format", "concise", "."], {}),
    ("format", [f"{BIN}/ruff", "format", "--check", "--output-format", "concise", "."], {}),
    ("tracked files and locks", [PYTHON, "tools/check_files.py"], {}),
    ("migrations", [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"], TEST),
    (
        "production settings",
        [PYTHON, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    ),
    ("generated pages", [PYTHON, "tools/generate_reference.py", "--check"], TEST),
    ("documentation", [f"{BIN}/mkdocs", "build", "--strict", "--quiet", "--site-dir", ".docs-build"], {}),
]


def run(name: str, command: list[str], environment: dict[str, str]) -> bool:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="aboveboard-check-") as data:
        done = subprocess.run(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env=os.environ | {"ABOVEBOARD_DATA": data, "NO_COLOR": "1"} | environment,
        )
    took = f"{time.monotonic() - started:5.1f} s"
    if done.returncode:
        print(
            f"FAILED  {took}  {name}: {' '.join(command[1:] or command)}\n{done.stdout.rstrip()}\n",
            flush=True,
        )
    else:
        print(f"ok      {took}  {name}", flush=True)
    return done.returncode == 0


def main() -> int:
    wanted = sys.argv[1:]
    chosen = [check for check in CHECKS if not wanted or any(word in check[0] for word in wanted)]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda check: run(*check), chosen))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
