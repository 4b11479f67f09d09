"""The shell by itself: without the links and the urgent words of the rooms above it."""

from __future__ import annotations

import pytest

from aboveboard.web import menu, urgent


@pytest.fixture(autouse=True)
def the_shell_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        menu, "_entries", [entry for entry in menu._entries if entry.url_name.startswith("web:")]
    )
    monkeypatch.setattr(urgent, "_sources", [])
