"""Build the style sheet, the script and the PDF fonts from frontend/.

Uses the machine's Node (20 or newer) if it has one; otherwise installs Node into the virtual environment from
the hashed requirements-node.txt.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
BIN = Path(sys.executable).parent
OLDEST_NODE = 20


def node_is_usable(node: str | None) -> bool:
    if not node:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", answer.stdout)
    return answer.returncode == 0 and version is not None and int(version[1]) >= OLDEST_NODE


def find_node() -> tuple[str, str]:
    """Return the paths of node and npm, installing both into the virtual environment if need be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if npm and node_is_usable(node):
        return str(node), npm
    if not node_is_usable(str(BIN / "node") if (BIN / "node").exists() else None):
        print("Installing Node into the virtual environment ...", flush=True)
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        hashed = ["--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / "requirements-node.txt")]
        run(install + hashed)
    return str(BIN / "node"), str(BIN / "npm")


def run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(
            f"The assets could not be built: `{' '.join(command)}` failed.\n\n"
            f"{(done.stderr or done.stdout).strip()}\n\n"
            "Check that this machine can reach the package registries, then run `make assets` again."
        )


def main() -> None:
    started = time.monotonic()
    node, npm = find_node()
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    installed = FRONTEND / "node_modules" / ".aboveboard-lock"
    if not installed.exists() or installed.read_text() != lock:
        run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        installed.write_text(lock)
    run([node, "build.mjs"])
    print(f"Assets built in {time.monotonic() - started:.1f} s.")


if __name__ == "__main__":
    main()
