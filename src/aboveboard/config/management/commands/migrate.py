"""`aboveboard migrate`: Django's own, which here also makes the table of the shared cache.

Without that table nobody can sign in: the limits on tries are counted in it. And it does not ask before it begins
whether the ledger's guards are those of this version: it is what puts them in place.
"""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate


class Command(Migrate):
    def get_check_kwargs(self, options: Any) -> Any:
        return {**super().get_check_kwargs(options), "databases": None}

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"] or options["app_label"]):
            call_command("createcachetable", database=options["database"], verbosity=options["verbosity"])
