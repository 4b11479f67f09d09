"""Writing rows while the head is locked: as Django's `bulk_create` does, in half the time.

Everybody who files waits for whoever has the lock, and most of `bulk_create`'s time goes into working out the same SQL
again. Here it is worked out once for each table and number of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

_AT_ONCE = 50


def insert(rows: Sequence[Model]) -> None:
    """Insert rows of one table, in order, and give each its primary key if the database makes it."""
    for start in range(0, len(rows), _AT_ONCE):
        _insert(rows[start : start + _AT_ONCE])


def _insert(rows: Sequence[Model]) -> None:
    model = type(rows[0])
    fields = _fields(model)
    values: list[Any] = [
        field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, len(rows)), values)
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk
            row._state.adding, row._state.db = False, connection.alias


@cache
def _fields(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _statement(model: type[Model], count: int) -> str:
    fields = _fields(model)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = f"({', '.join(['%s'] * len(fields))})"
    return (
        f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {", ".join([marks] * count)}'  # noqa: S608
        f' RETURNING "{model._meta.pk.column}"'
    )
