"""`aboveboard sweep`: the daily sweep, now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import CommandError
from django_typer.management import TyperCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from aboveboard.journeys.services.sweep.parts import SweepPart
from aboveboard.journeys.services.sweep.run import SweepFailed, run_sweep
from aboveboard.rules.actor import SystemActor
from aboveboard.rules.calendar import uk_date
from aboveboard.web import clock


class Command(TyperCommand):
    help = "Look at everything whose day has come: declarations, drafts, questions, rounds, requests."

    def handle(
        self,
        on: Annotated[
            datetime | None,
            typer.Option(formats=["%Y-%m-%d"], help="As if it were this day, to come. In the demo only."),
        ] = None,
    ) -> None:
        now = clock.now() if on is None else _as_if(on.date())
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        tasks: dict[str, TaskID] = {}
        with Progress(*columns, console=console) as bar:

            def hear(part: SweepPart, done: int, of: int) -> None:
                if part.name not in tasks:
                    tasks[part.name] = bar.add_task(part.words)
                bar.update(tasks[part.name], completed=done, total=of)

            try:
                words = run_sweep(
                    actor=SystemActor("sweep"),
                    now=now,
                    read_clock=clock.now if on is None else None,
                    progress=hear,
                )
            except SweepFailed as failed:
                raise CommandError(
                    f"These parts failed: {failed}. The log says why. Run it again once that is mended."
                ) from None
        self.stdout.write(f"Swept: {words}.")


def _as_if(day: date) -> datetime:
    """The present time of day on a day to come. A day gone by needs no sweep: today's makes up for it."""
    now = clock.now()
    if not getattr(settings, "DEMO", False):
        raise CommandError("--on is for the demo alone: what is filed carries the day on which it was filed.")
    if day < uk_date(now):
        raise CommandError("That day has gone by. A sweep today makes up for it: leave out --on.")
    return now + (day - uk_date(now))
