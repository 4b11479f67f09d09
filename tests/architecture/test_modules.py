"""How modules and functions are named, sized and explained."""

import ast

import pytest
from tests.architecture.rooms import PACKAGE, ROOT, name_of, public_functions, services, sources, tree_of

# Modules allowed to be longer than the house's 400 lines, each with its reason.
TOO_LONG = {
    "src/aboveboard/rules/relationships/decide.py": "the rules in their order, to be read as one page"
}
MOST_LINES = 400
MOST_LINES_OF_TESTS = 500  # cases stand beside the set-up they share
UNWANTED_NAMES = {"utils", "util", "helpers", "helper", "common", "managers", "misc", "signals"}

SOURCES = sources()
TESTS = sorted((ROOT / "tests").rglob("*.py")) + sorted((ROOT / "tools").rglob("*.py"))


def test_no_module_grows_past_what_can_be_read_in_one_sitting():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES + TESTS}
    long = {
        str(path.relative_to(ROOT)): lines
        for path, lines in lengths.items()
        if lines > (MOST_LINES_OF_TESTS if path in TESTS else MOST_LINES)
    }
    assert set(long) == set(TOO_LONG), f"split by verb: {long}"


def test_no_module_is_named_for_being_handy():
    names = {part for path in PACKAGE.rglob("*") for part in (path.stem,)}
    assert not names & UNWANTED_NAMES


def test_nothing_happens_behind_the_back_of_a_save():
    banned = ("django.db.models.signals", "django.dispatch")
    # Migrations alone may be heard: SQLite rebuilds no table that a guard of the ledger looks into, and drops the
    # guards of one that it rebuilds.
    allowed = {("django.db.models.signals", name) for name in ("pre_migrate", "post_migrate")}
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and node.module in banned:
                names = {(node.module, alias.name) for alias in node.names}
                assert names <= allowed, f"{name_of(path)} listens to a signal: call a service instead"


def test_every_module_of_the_product_begins_by_saying_what_it_is():
    silent = [
        name_of(path) for path in SOURCES if path.read_text().strip() and not ast.get_docstring(tree_of(path))
    ]
    # Django fixes what these hold.
    assert [
        name
        for name in silent
        if not name.endswith((".apps", ".urls", ".management", ".commands", ".templatetags"))
    ] == []


@pytest.mark.parametrize(
    ("name", "function"),
    list(public_functions("services", "selectors", "rules")),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_public_function_says_what_its_type_cannot(name: str, function: ast.FunctionDef):
    assert ast.get_docstring(function), f"{name} has no docstring"


@pytest.mark.parametrize(
    ("name", "function"),
    list(services()),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_service_takes_its_actor_and_the_time_by_name(name: str, function: ast.FunctionDef):
    arguments = function.args
    assert not arguments.posonlyargs + arguments.args, f"{name}: keyword-only, please"
    names = {argument.arg for argument in arguments.kwonlyargs}
    assert "filing" in names or {"actor", "now"} <= names, f"{name}: takes `actor` and `now`, or `filing`"
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        assert argument.arg not in ("actor", "now") or default is None, f"{name}: no default {argument.arg}"
