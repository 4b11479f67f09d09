"""`aboveboard seed_demo`: fill an empty database with the invented trust."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django_typer.management import TyperCommand

from aboveboard.people.demo.seed import is_seeded, seed, was_cut_short
from aboveboard.web import clock

CUT_SHORT = (
    "The demo trust was cut short while it was being made. Empty its database (for SQLite: delete the data folder) "
    "and start again."
)


class Command(TyperCommand):
    help = "Fill an empty database with the demo trust. Dates are relative to today."

    def handle(
        self,
        on: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that counts as today.")
        ] = None,
        if_empty: Annotated[bool, typer.Option(help="Do nothing when there is a trust already.")] = False,
    ) -> None:
        if was_cut_short():
            raise CommandError(CUT_SHORT)
        if if_empty and is_seeded():
            return
        now = clock.now() if on is None else on.replace(hour=9, tzinfo=UTC)
        try:
            with clock.stopped_at(now):
                world = seed(now=now, report=lambda part: self.secho(f"Seeding {part} ..."))
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        self.secho(f"The demo trust is ready: {len(world.schools)} schools.")
