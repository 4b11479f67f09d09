"""`aboveboard roster import`: take in a roster from the command line, by hand or every night."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.core.management.base import CommandError
from django_typer.management import TyperCommand, command, initialize
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from aboveboard.journeys.services.rosters import take_in_roster
from aboveboard.people.roster_files.lists import FIELDS, missing_fields, read_headings, recognise
from aboveboard.people.roster_files.reading import HowToRead, digest, read_roster
from aboveboard.people.roster_files.shape import RosterFileError, RosterFormat
from aboveboard.people.roster_files.sources import Source
from aboveboard.people.roster_files.values import source_name
from aboveboard.people.selectors.rosters.changes import (
    MOST_LEAVING_PERCENT,
    WORDS,
    RosterChanges,
    too_many_leave,
)
from aboveboard.people.selectors.rosters.compare import compare_roster
from aboveboard.people.selectors.rosters.uploads import get_columns, get_roster_scope
from aboveboard.rules.actor import SystemActor
from aboveboard.rules.administration import ROSTER_JOB
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import WrongState
from aboveboard.web import clock
from aboveboard.web.exports import inert

REFUSED, UNREADABLE, MUST_BE_CONFIRMED = 2, 3, 4
_SHOWN = 20


class Command(TyperCommand):
    help = "Take in schools, staff and pupils from another system."

    @initialize()
    def begin(self) -> None:
        """Take in schools, staff and pupils from another system."""  # with it, `import` keeps its name

    @command(name="import", help="Show what a file would change, and take it in.")
    def take_in(
        self,
        file: Annotated[Path, typer.Argument(help="The file, or the folder of a OneRoster export.")],
        format: Annotated[
            RosterFormat, typer.Option(help="What kind of file it is.")
        ] = RosterFormat.ONEROSTER,
        source: Annotated[
            str, typer.Option(help="What you call the system it comes from; always the same.")
        ] = "",
        whole: Annotated[
            bool, typer.Option(help="Everybody is in it: who is not, has left. OneRoster says so itself.")
        ] = False,
        column: Annotated[
            list[str] | None, typer.Option(help="For lists, for example --column upn=UPN; repeat it.")
        ] = None,
        school: Annotated[
            str, typer.Option(help="For lists: the school of everybody without one in it.")
        ] = "",
        trust_code: Annotated[str, typer.Option(help="For schools: your trust's group UID.")] = "",
        last_day: Annotated[
            datetime | None,
            typer.Option(formats=["%Y-%m-%d"], help="Last day of those no longer in it; else yesterday."),
        ] = None,
        most_leaving: Annotated[
            float, typer.Option(help="Stop when more per cent than this would leave.", min=0, max=100)
        ] = MOST_LEAVING_PERCENT,
        confirm_leaving: Annotated[bool, typer.Option(help="They really leave, however many.")] = False,
        dry_run: Annotated[bool, typer.Option(help="Only show what would change.")] = False,
        problems_file: Annotated[
            Path | None, typer.Option(help="Where to write what is wrong with the file, as CSV.")
        ] = None,
    ) -> None:
        console = Console(stderr=True)
        # One name for every format of one system: its ids must lead to the same people.
        source = source_name(source) or "mis"
        handed_in = Source(file.name, file)
        now = clock.now()
        last_on = last_day.date() if last_day else None
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console
        ) as bar:
            step = bar.add_task("Reading the file")
            try:
                roster = read_roster(
                    handed_in,
                    HowToRead(
                        format,
                        get_roster_scope(),
                        whole,
                        _columns(handed_in, format, source, column or []),
                        school,
                        trust_code,
                    ),
                )
                sha256 = digest(handed_in)
            except RosterFileError as wrong:
                raise CommandError(f"{file.name}: {wrong}", returncode=UNREADABLE) from None
            bar.update(step, description=f"Comparing {len(roster.people):,} people with what is here")
            changes = compare_roster(roster, source=source, on=uk_date(now), last_on=last_on)
            bar.update(step, description="Compared")
        self._show(changes, problems_file)
        if changes.is_refused:
            raise CommandError("The file is refused: nothing was changed.", returncode=REFUSED)
        if not changes.changes_anything:
            self.stdout.write("Nothing to change: everything in the file is here already.")
            return
        if changes.share_leaving > most_leaving and not confirm_leaving:
            raise CommandError(
                f"{too_many_leave(changes, most_leaving)} Nothing was changed; --confirm-leaving confirms it.",
                returncode=MUST_BE_CONFIRMED,
            )
        if dry_run:
            self.stdout.write("Nothing was changed: this was a dry run.")
            return
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console
        ) as bar:
            bar.add_task("Taking it in")
            try:
                done, followed = take_in_roster(
                    actor=SystemActor(job=ROSTER_JOB),
                    now=now,
                    roster=roster,
                    source=source,
                    sha256=sha256,
                    last_on=last_on,
                    most_leaving_percent=most_leaving,
                    leaving_is_confirmed=confirm_leaving,
                )
            except WrongState as refused:
                raise CommandError(refused.reason) from refused
        self.stdout.write(f"Taken in, under the reference {done.filed.reference}.")
        if followed.looked.due or followed.handed_on:
            self.stdout.write(
                f"Declarations looked at again: {followed.looked.due}; sent to other people: {followed.handed_on}."
            )

    def _show(self, changes: RosterChanges, problems_file: Path | None) -> None:
        table = Table("What would change", "How many")
        for key, words in WORDS.items():
            if changes.counts[key]:
                table.add_row(words, f"{changes.counts[key]:,}")
        for word, number in sorted(changes.dropped.items()):
            table.add_row(f"Left out: {word}", f"{number:,}")
        console = Console()
        if table.row_count:
            console.print(table)
        for problem in changes.problems[:_SHOWN]:
            kind = "Refused" if problem.refuses else "Note"
            where = f"{problem.place.file}, row {problem.place.row}, {problem.field}"
            console.print(f"{kind}: {where}: {problem.what} {problem.mend}", markup=False, highlight=False)
        more = len(changes.problems) - _SHOWN + changes.unlisted_problems
        if more > 0:
            console.print(f"... and {more:,} more; --problems-file FILE writes them.")
        if problems_file is not None and changes.problems:
            with problems_file.open("w", encoding="utf-8-sig", newline="") as out:
                writer = csv.writer(out)
                writer.writerow(["File", "Row", "Field", "What is wrong", "What to do", "Refuses the file"])
                for problem in changes.problems:
                    cells = (problem.place.file, problem.place.row, problem.field, problem.what, problem.mend)
                    writer.writerow([*map(inert, cells), "yes" if problem.refuses else "no"])


def _columns(source: Source, format: RosterFormat, name: str, said: list[str]) -> dict[str, str]:
    """What the command line says, over what was answered on the web before, over what is recognised."""
    if format not in FIELDS:
        return {}
    named = dict(pair.partition("=")[::2] for pair in said)
    if unknown := sorted(set(named) - set(FIELDS[format])):
        raise CommandError(
            f"There is no column {', '.join(unknown)}. There are: {', '.join(FIELDS[format])}."
        )
    headings = read_headings(source)
    remembered = {
        field: heading for field, heading in get_columns(name, format).items() if heading in headings
    }
    found = {**recognise(format, headings), **remembered, **named}
    if missing := missing_fields(format, found):
        raise CommandError(f"Say which column holds: {', '.join(missing)} (--column FIELD=HEADING).")
    return found
