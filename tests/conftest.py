"""Fixtures for the whole suite."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def now() -> datetime:
    """A Monday morning in term, in winter time: 23 November 2026, 10:00."""
    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
