"""The guidance has no approval step: a declaration is received and acknowledged, and that is all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import aboveboard

PACKAGE = Path(aboveboard.__file__).parent
APPROVAL = re.compile(r"\bapprov(?:e|ed|es|al|als|ing)\b", re.IGNORECASE)
# Of the versions of the guidance itself, which somebody does approve.
ELSEWHERE = {"rules/clauses.py"}

pytestmark = pytest.mark.one_database


def texts_of(path: Path) -> Iterator[str]:
    """What may reach a page: a template whole, of a module every string that is no docstring."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield source
        return
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_text_of_the_service_speaks_of_approval() -> None:
    found = [
        (path.relative_to(PACKAGE).as_posix(), text)
        for suffix in ("py", "html", "txt", "typ")
        for path in sorted(PACKAGE.rglob(f"*.{suffix}"))
        if path.relative_to(PACKAGE).as_posix() not in ELSEWHERE
        for text in texts_of(path)
        if APPROVAL.search(text)
    ]
    assert found == []
