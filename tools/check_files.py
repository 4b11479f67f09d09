"""No tracked file names a package registry or a path of somebody's machine, and both lock files fit pyproject.toml."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
UNWANTED = {
    "a registry's address": re.compile(
        r"registry\.npmjs\.\w|files\.pythonhosted\.\w|pypi\.org/simple|^\s*\"resolved\": |(?:extra-)?index-url[ =]+\S"
        r"|find-links[ =]+\S|//[\w.-]*(?:artifactory|nexus|verdaccio|devpi)[\w.-]*[:/]",
        re.MULTILINE,
    ),
    "a path of one machine": re.compile(r"(?<![\w.~$}/-])/(?:work|root|Users|home/\w+|opt/(?:wheels|pypi))/"),
}
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def unwanted_words() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", errors="replace")
        for what, pattern in UNWANTED.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{name}:{line}: {what}: {match[0].strip()}")
    return found


def lock_troubles(lock: str, extras: list[str]) -> list[str]:
    """What in `lock` does not fit pyproject.toml: too old, missing, unhashed, or no longer asked for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] + [
        line for extra in extras for line in project["optional-dependencies"][extra]
    ]
    text = (ROOT / lock).read_text()
    pinned = {canonicalize_name(name): version for name, version in PINNED.findall(text)}
    troubles = []
    named = set()
    for line in asked:
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        named.add(name)
        if name not in pinned:
            troubles.append(f"{lock}: {name} is missing")
        elif not requirement.specifier.contains(pinned[name], prereleases=True):
            troubles.append(f"{lock}: {name} {pinned[name]} does not satisfy {requirement.specifier}")
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        pin = PINNED.match(block)
        if not pin:
            continue
        if "--hash=sha256:" not in block:
            troubles.append(f"{lock}: {pin[1]} has no hash")
        if "aboveboard (pyproject.toml)" in block and canonicalize_name(pin[1]) not in named:
            troubles.append(f"{lock}: {pin[1]} is locked for pyproject.toml, which no longer asks for it")
    return troubles


def main() -> int:
    troubles = unwanted_words()
    troubles += lock_troubles("requirements.txt", ["build"])
    troubles += lock_troubles("requirements-dev.txt", ["build", "dev"])
    print("\n".join(troubles))
    if any(trouble.startswith("requirements") for trouble in troubles):
        print("Run `make lock` and commit both lock files.")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
