"""What there is to hold to the house's rules: rooms, apps, modules, functions, models, states."""

import ast
import importlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "aboveboard"


def sources() -> list[Path]:
    """Every module of the product but migrations, sorted."""
    return sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    """`src/aboveboard/people/models/__init__.py` is `aboveboard.people.models`."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def rooms() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def room_labels() -> list[str]:
    """Our Django apps that have tables, by the name of their room."""
    return sorted(
        config.name.removeprefix("aboveboard.")
        for config in apps.get_app_configs()
        if config.name.startswith("aboveboard.")
        and (PACKAGE / config.name.split(".")[-1] / "migrations").exists()
    )


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("aboveboard.")]


def modules_of(*layers: str) -> Iterator[ModuleType]:
    """The modules of these layers in every room."""
    for path in sources():
        _, *inside = path.relative_to(PACKAGE).with_suffix("").parts
        if inside and inside[0] in layers:
            yield importlib.import_module(name_of(path))


def public_functions(*layers: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The full name and the source of every public function of these layers."""
    for path in sources():
        room, *inside = path.relative_to(PACKAGE).with_suffix("").parts
        if (room == "rules" and "rules" in layers) or (inside and inside[0] in layers):
            for node in tree_of(path).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield f"{name_of(path)}.{node.name}".removeprefix("aboveboard."), node


def services() -> Iterator[tuple[str, ast.FunctionDef]]:
    """The public functions of the `services` layer that pages and other rooms use; the others are its own steps.

    The demo of a room tells its stories by the same steps, and so counts as inside.
    """
    used: set[str] = set()
    for path in sources():
        tree = tree_of(path)
        names = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("aboveboard."):
                for alias in node.names:
                    names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        reached = set(names.values()) | {
            f"{names[node.value.id]}.{node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names
        }
        room = ".".join(name_of(path).split(".")[:2])
        own = name_of(path).startswith((f"{room}.services", f"{room}.demo"))
        used |= {name for name in reached if ".services" in name and not (own and name.startswith(room))}
    offered = {(name.split(".")[1], name.rpartition(".")[2]) for name in used}
    for name, function in public_functions("services"):
        if (name.split(".")[0], function.name) in offered:
            yield name, function


def states() -> Iterator[type[StrEnum]]:
    """Every StrEnum defined beside the models."""
    for module in modules_of("models"):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, StrEnum) and value.__module__ == module.__name__:
                yield value


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
