"""`aboveboard worker`: send what is due, pass alerts on, run jobs by the clock."""

from __future__ import annotations

from typing import Annotated

from django_typer.management import TyperCommand
from typer import Option

from aboveboard.notices.worker import work_once, work_until_told_to_stop
from aboveboard.web import clock


class Command(TyperCommand):
    help = "Send what is due, pass alerts on and run jobs by the clock, until it is told to stop."

    def handle(
        self, once: Annotated[bool, Option(help="Do one round of what is due, and end.")] = False
    ) -> None:
        if once:
            work_once(read_clock=clock.now)
        else:
            work_until_told_to_stop()
