"""How a StrEnum becomes a column with a constraint that mirrors it."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q


def enum_column(kind: type[StrEnum], **options: object) -> models.CharField[str, str]:
    """A text column that holds one value of `kind`."""
    return models.CharField(max_length=40, choices=[(value.value, value.value) for value in kind], **options)  # type: ignore[arg-type]


def only(column: str, kind: type[StrEnum], name: str) -> models.CheckConstraint:
    """The database's own check that `column` holds a value of `kind`."""
    return models.CheckConstraint(
        condition=Q(**{f"{column}__in": [value.value for value in kind]}), name=name
    )
