"""Every room is held by .importlinter, and every contract there really bites.

A protected contract whose names match nothing passes in silence, so each one is shown a violation it must catch.
"""

import configparser
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture.rooms import PACKAGE, ROOT, room_labels, rooms

CONTRACTS = configparser.ConfigParser()
CONTRACTS.read(ROOT / ".importlinter")
PREFIX = "importlinter:contract:"
NAMES = [section.removeprefix(PREFIX) for section in CONTRACTS.sections() if section.startswith(PREFIX)]
APP_LAYERS = ("urls", "views", "forms", "services", "selectors", "models")


def lines(contract: str, option: str) -> list[str]:
    return CONTRACTS.get(PREFIX + contract, option, fallback="").split()


def test_the_layers_name_every_room():
    named = {word.strip("()") for word in lines("rooms", "layers")}
    assert set(rooms()) <= named, "put the new room into its layer in .importlinter"
    assert CONTRACTS[PREFIX + "rooms"].getboolean("exhaustive")


@pytest.mark.parametrize("room", room_labels())
def test_every_app_protects_its_own_tables(room: str):
    contract = f"{room}-tables"
    assert contract in NAMES, f"add [{PREFIX}{contract}] to .importlinter, as people has it"
    assert CONTRACTS[PREFIX + contract]["type"] == "protected"
    assert lines(contract, "protected_modules") == [f"aboveboard.{room}.models"]
    strangers = [
        name for name in lines(contract, "allowed_importers") if not name.startswith(f"aboveboard.{room}.")
    ]
    assert not strangers, "a room's tables are touched by its own services, selectors and forms"
    assert not [name for name in lines(contract, "allowed_importers") if name.endswith((".views", ".urls"))]


@pytest.mark.parametrize("room", room_labels())
def test_every_app_keeps_its_layers(room: str):
    contract = f"{room}-layers"
    assert contract in NAMES, f"add [{PREFIX}{contract}] to .importlinter, as people has it"
    assert lines(contract, "containers") == [f"aboveboard.{room}"]
    assert CONTRACTS[PREFIX + contract].getboolean("exhaustive")
    named = [word.strip("()") for word in lines(contract, "layers") if word != "|"]
    assert [name for name in named if name in APP_LAYERS] == list(APP_LAYERS)


def test_no_contract_is_a_wildcard_or_ignores_an_import():
    for name in NAMES:
        assert not lines(name, "ignore_imports"), name
        for option in ("protected_modules", "allowed_importers", "source_modules", "containers"):
            assert not [word for word in lines(name, option) if "*" in word], (name, option)


def violations() -> Iterator[tuple[str, str, str]]:
    """For each contract: its name, a module that breaks it (made if there is none), and the import that does."""
    for name in NAMES:
        kind = CONTRACTS[PREFIX + name]["type"]
        if kind == "protected":
            protected = lines(name, "protected_modules")[0]
            room = protected.rpartition(".")[0]
            yield name, f"{room}.views", f"import {protected}"
            yield name, "aboveboard.config.intruder", f"import {protected}"
        elif kind == "forbidden":
            for forbidden in lines(name, "forbidden_modules"):
                yield name, f"{lines(name, 'source_modules')[0]}.intruder", f"import {forbidden}"
        elif name == "rooms":
            for lower, upper in (("rules", "web"), ("web", "people"), ("people", "config")):
                yield name, f"aboveboard.{lower}.intruder", f"import aboveboard.{upper}"
        else:
            container = lines(name, "containers")[0]
            yield name, f"{container}.selectors", f"import {container}.views"
            yield name, f"{container}.utils", "import datetime"


@pytest.fixture(scope="module")
def linted_with_violations() -> dict[str, str]:
    """What import-linter says of each contract when the package has the violations of all, one copy a contract."""
    said: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="aboveboard-contracts-") as folder:
        for name in NAMES:
            copy = Path(folder) / name
            shutil.copytree(
                PACKAGE,
                copy / "aboveboard",
                ignore=lambda _, names: [each for each in names if "." in each and not each.endswith(".py")],
            )
            for contract, module, line in violations():
                if contract == name:
                    plant(copy, module, line)
            done = subprocess.run(
                [Path(sys.executable).parent / "lint-imports", "--no-cache", "--contract", name],
                env={"PYTHONPATH": str(copy), "PATH": "/usr/bin:/bin", "NO_COLOR": "1", "COLUMNS": "200"},
                cwd=shutil.copy(ROOT / ".importlinter", copy / ".importlinter").parent,
                capture_output=True,
                text=True,
                check=False,
            )
            said[name] = done.stdout + done.stderr
    return said


def plant(copy: Path, module: str, line: str) -> None:
    base = copy.joinpath(*module.split("."))
    path = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
    path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")
    imported = line.removeprefix("import ")
    target = copy.joinpath(*imported.split("."))
    if imported.startswith("aboveboard.") and not target.is_dir() and not target.with_suffix(".py").exists():
        target.with_suffix(".py").write_text("")


@pytest.mark.parametrize(("contract", "module", "line"), list(violations()))
def test_every_contract_bites(contract: str, module: str, line: str, linted_with_violations):
    said = linted_with_violations[contract]
    assert "BROKEN" in said, said
    imported = line.removeprefix("import ").strip()
    words = [module, imported] if imported != "datetime" else ["utils"]
    assert all(word in said for word in words), said
