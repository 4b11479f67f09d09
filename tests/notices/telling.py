"""Telling people in tests that are not about telling: whoever is named is told, whatever directory is registered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from aboveboard.ledger.filing import filing
from aboveboard.notices import directory
from aboveboard.notices.directory import ResolvedRecipient
from aboveboard.notices.selectors.notices import list_my_notices
from aboveboard.notices.services.alerts import raise_alert
from aboveboard.notices.services.outbox import send_notice
from aboveboard.notices.services.sending import send_due_notices
from aboveboard.notices.targets import Target, ToPerson
from aboveboard.people.models import Person
from aboveboard.rules.actor import Actor, SystemActor
from aboveboard.web import clock


class _OnlyThoseNamed:
    def resolve(self, target: Target, on: date) -> list[ResolvedRecipient]:
        named = Person.objects.filter(pk=target.person_id) if isinstance(target, ToPerson) else ()
        return [ResolvedRecipient(person.pk, str(person), person.email) for person in named]


@contextmanager
def _only_those_named() -> Iterator[None]:
    before = list(directory._registered)
    directory.register(_OnlyThoseNamed())
    try:
        yield
    finally:
        directory._registered[:] = before


def tell(actor: Actor, *, key: str = "") -> int:
    """The id of a notice that the actor has been sent."""
    now, key = clock.now(), key or f"test-{actor.person_id}"
    worker = SystemActor("worker")
    with _only_those_named():
        send_notice(
            actor=worker,
            now=now,
            to=ToPerson(actor.person_id),
            kind="test",
            key=key,
            subject="Read",
            body="It.",
        )
        send_due_notices(actor=worker, now=now)
    return list_my_notices(actor)[0].id


def alert(*actors: Actor, by: Actor) -> str:
    """The reference of an alert of which `actors` have been told."""
    with _only_those_named(), filing(actor=by, now=clock.now()) as current:
        return raise_alert(
            actor=by,
            now=clock.now(),
            kind="test",
            subject="Come",
            happened="Something.",
            line=[tuple(ToPerson(actor.person_id) for actor in actors)],
            answer_within=timedelta(hours=1),
            filing=current,
        ).reference
