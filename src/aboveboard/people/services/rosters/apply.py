"""Taking a roster in: all of it or nothing, in one transaction, filed with figures and without anybody's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.contrib.auth.hashers import make_password

from aboveboard.ledger.filing import Filed, filing
from aboveboard.people.models import (
    Engagement,
    Enrolment,
    ParentLink,
    Person,
    PersonSource,
    School,
    SchoolSource,
    Trust,
    User,
)
from aboveboard.people.roster_files.shape import Roster, RosterScope
from aboveboard.people.selectors.rosters.changes import (
    MOST_LEAVING_PERCENT,
    RosterChanges,
    Spells,
    in_words,
    too_many_leave,
)
from aboveboard.people.selectors.rosters.compare import compare_roster
from aboveboard.people.services.decisions import ROSTER_SCOPE_CHANGED, ROSTER_TAKEN_IN, record_decision
from aboveboard.people.services.roles import write_end_of_role
from aboveboard.rules.actor import AnyActor
from aboveboard.rules.administration import may_administer, may_take_in_rosters
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import WrongState, require

_AT_ONCE = 1000
_FIELDS = {"person_id": "person"}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What was done. `counts` are by the keys of `changes.WORDS`."""

    filed: Filed
    counts: dict[str, int]


def apply_roster(
    *,
    actor: AnyActor,
    now: datetime,
    roster: Roster,
    source: str,
    sha256: str,
    last_on: date | None = None,
    most_leaving_percent: float = MOST_LEAVING_PERCENT,
    leaving_is_confirmed: bool = False,
) -> TakenIn:
    """Take in what `compare_roster` shows, worked out anew inside the transaction.

    Raises NotAllowed, or WrongState: the file has problems, brings in more than the trust wants, changes nothing, or
    more would leave than `most_leaving_percent` of those here and nobody has confirmed that.
    """
    require(may_take_in_rosters(actor))
    with filing(actor=actor, now=now) as current:
        # Held, so that two imports follow each other (SQLite has one writer anyway).
        trust = Trust.objects.select_for_update().filter(pk=1).first() or Trust()
        if list(RosterScope).index(roster.scope) > list(RosterScope).index(RosterScope(trust.roster_scope)):
            raise WrongState(
                "The trust no longer takes in everybody whom this file was read for. Read it again."
            )
        changes = compare_roster(roster, source=source, on=uk_date(now), last_on=last_on)
        if changes.is_refused:
            raise WrongState("The file has problems, so nothing of it is taken in.")
        if not changes.changes_anything:
            raise WrongState("Nothing would change: everything in the file is here already.")
        if changes.share_leaving > most_leaving_percent and not leaving_is_confirmed:
            raise WrongState(too_many_leave(changes, most_leaving_percent))
        _write(changes)
        for holding in changes.roles_over:
            write_end_of_role(filing=current, holding=holding, last_on=max(changes.last_on, holding.from_on))
        filed = record_decision(
            filing=current,
            kind=ROSTER_TAKEN_IN,
            words=f"From {source}: {in_words(changes.counts)}",
            content={
                "source": source,
                "format": roster.format.value,
                "is_whole": roster.is_whole,
                "scope": roster.scope.value,
                "sha256": sha256,
                "last_on": changes.last_on.isoformat(),
                "counts": changes.counts,
            },
        )
    return TakenIn(filed, changes.counts)


def change_roster_scope(*, actor: AnyActor, now: datetime, scope: RosterScope) -> Filed:
    """Say whom rosters may bring in from now on; who is here already stays. Raises NotAllowed, WrongState."""
    require(may_administer(actor))
    with filing(actor=actor, now=now) as current:
        changed = Trust.objects.filter(pk=1).exclude(roster_scope=scope).update(roster_scope=scope)
        if not changed:
            raise WrongState("It is like this already.")
        return record_decision(
            filing=current,
            kind=ROSTER_SCOPE_CHANGED,
            words=f"Rosters may bring in: {SCOPE_WORDS[scope].lower()}",
            content={"scope": scope.value},
        )


SCOPE_WORDS = {
    RosterScope.STAFF: "Schools and staff",
    RosterScope.PUPILS: "Schools, staff and pupils",
    RosterScope.PARENTS: "Schools, staff, pupils, and parents and carers",
}


def _write(changes: RosterChanges) -> None:
    School.objects.bulk_create(changes.schools_new)
    for pk, values in changes.schools_changed.items():
        School.objects.filter(pk=pk).update(**values)
    SchoolSource.objects.bulk_create(
        SchoolSource(source=changes.source, source_id=source_id, school=school)
        for source_id, school in changes.school_identities
    )
    Person.objects.bulk_create(changes.people_new, batch_size=_AT_ONCE)
    _update(Person, changes.people_changed)
    PersonSource.objects.bulk_create(
        (
            PersonSource(source=changes.source, source_id=source_id, upn=upn, person_id=_key(person))
            for source_id, upn, person in changes.identities
        ),
        batch_size=_AT_ONCE,
    )
    _write_spells(Engagement, changes.jobs, changes.last_on)
    _write_spells(Enrolment, changes.enrolments, changes.last_on)
    ParentLink.objects.bulk_create(_with_keys(changes.links_new), batch_size=_AT_ONCE)
    _update(ParentLink, {pk: {"responsibility": what} for pk, what in changes.links_changed.items()})
    for keys in _pieces(changes.links_over):
        ParentLink.objects.filter(pk__in=keys).delete()
    # Without a password: they sign in by an e-mailed code, or choose one.
    User.objects.bulk_create(
        (
            User(person_id=_key(person), email=email, password=make_password(None))
            for person, email in changes.accounts
        ),
        batch_size=_AT_ONCE,
    )


def _write_spells(model: type[Engagement] | type[Enrolment], spells: Spells[Any], last_on: date) -> None:
    for keys in _pieces(spells.never_began):
        model.objects.filter(pk__in=keys).delete()
    for keys in _pieces(spells.ended):
        model.objects.filter(pk__in=keys).update(until_on=last_on)
    _update(model, spells.changed)
    rows: Any = model.objects
    rows.bulk_create(_with_keys(spells.new), batch_size=_AT_ONCE)


def _with_keys(rows: Sequence[Any]) -> Sequence[Any]:
    """Rows made before what they refer to had a key, with the key it has now."""
    for row in rows:
        for field in row._meta.concrete_fields:
            if field.is_relation and field.is_cached(row):
                setattr(row, field.name, getattr(row, field.name))
    return rows


def _update(model: Any, changed: dict[int, dict[str, Any]]) -> None:
    """Write new values by key, those with the same columns together."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for pk, values in changed.items():
        alike.setdefault(tuple(sorted(values)), []).append(pk)
    for columns, keys in alike.items():
        rows = (model(pk=pk, **changed[pk]) for pk in keys)
        for piece in _batches(rows):
            model.objects.bulk_update(piece, [_FIELDS.get(column, column) for column in columns])


def _key(person: Person | int) -> int:
    return person if isinstance(person, int) else person.pk


def _pieces(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for at in range(0, len(keys), 500):
        yield keys[at : at + 500]


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(rows)
    while piece := list(islice(remaining, 200)):
        yield piece
