from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class LedgerConfig(AppConfig):
    name = "aboveboard.ledger"
    label = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        from aboveboard.ledger.checks import check_guards

        pre_migrate.connect(remove_guards, sender=self)
        post_migrate.connect(install_guards, sender=self)
        register(check_guards, Tags.database)


def remove_guards(*, using: str, plan: Sequence[tuple[Any, bool]], **_: Any) -> None:
    """Before the ledger's own tables change: SQLite renames no table while a trigger looks into one it rebuilds."""
    from aboveboard.ledger import guards

    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if tables.issuperset(guards.GUARDED) and any(migration.app_label == "ledger" for migration, _ in plan):
        guards.remove(connection)


def install_guards(*, using: str, **_: Any) -> None:
    from aboveboard.ledger import guards

    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if tables.issuperset(guards.GUARDED):
        guards.install(connection)
