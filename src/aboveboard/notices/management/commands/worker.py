"""`aboveboard worker`: send what is due, pass alerts on, run jobs by the clock."""

from __future__ import annotations

import signal
from threading import Event
from typing import Annotated

from django_typer.management import TyperCommand
from typer import Option

from aboveboard.notices.worker import work, work_once
from aboveboard.web import clock


class Command(TyperCommand):
    help = "Send what is due, pass alerts on and run jobs by the clock, until it is told to stop."

    def handle(
        self, once: Annotated[bool, Option(help="Do one round of what is due, and end.")] = False
    ) -> None:
        if once:
            work_once(clock=clock.now)
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        work(clock=clock.now, stop=stop)
