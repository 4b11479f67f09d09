"""`aboveboard setup`: the first trust and the first administrator of a new installation."""

from __future__ import annotations

from typing import Annotated

import typer
from django.core.management.base import CommandError
from django_typer.management import TyperCommand

from aboveboard.people.services.setting_up import set_up
from aboveboard.rules.actor import SystemActor
from aboveboard.rules.errors import WrongState
from aboveboard.web import clock


class Command(TyperCommand):
    help = "Name the trust and its first administrator. Once only; prints a link for them to sign in with."

    def handle(
        self,
        trust: Annotated[str, typer.Option(prompt="Name of the trust")],
        given_name: Annotated[str, typer.Option(prompt="First names of the administrator")],
        family_name: Annotated[str, typer.Option(prompt="Family name of the administrator")],
        email: Annotated[str, typer.Option(prompt="Work e-mail address of the administrator")],
        school: Annotated[list[str] | None, typer.Option(help="A school's name; repeat it.")] = None,
    ) -> None:
        try:
            invited = set_up(
                actor=SystemActor(job="setup"),
                now=clock.now(),
                trust=trust,
                schools=school or [],
                given_name=given_name,
                family_name=family_name,
                email=email,
            )
        except WrongState as refused:
            raise CommandError(refused.reason) from refused
        self.secho(f"{trust} is set up. Its administrator chooses a password here, once, within three days:")
        self.secho(invited.link)
