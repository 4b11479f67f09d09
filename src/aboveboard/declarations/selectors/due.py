"""Which declarations must be looked at again: a day has come, the roster or the settings have changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import JSONField, QuerySet
from django.db.models.functions import Coalesce

from aboveboard.declarations.models import Declaration, DeclarationMatter
from aboveboard.people.selectors.facts import PeopleOnRecord, list_staff_facts
from aboveboard.people.selectors.settings import SettingsInForce
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.looking_again import turns_by
from aboveboard.rules.relationships import Facts
from aboveboard.rules.relationships.facts import OtherPerson, Staff
from aboveboard.rules.relationships.writing import other_as_json, staff_as_json
from aboveboard.rules.transitions import OPEN_STATES, DeclarationState

AT_ONCE = 2_000
"""Rows in one look; the facts of so many take some megabytes."""


class Roster:
    """What is on record about the people of many declarations, in a constant number of queries."""

    def __init__(self, declarations: QuerySet[Declaration], *, on: date) -> None:
        authors = declarations.order_by().values_list("person_id", "school_id").distinct()
        self._staff = list_staff_facts(set(authors), on=on)
        matched = declarations.order_by().filter(matched_person__isnull=False)
        self._others = PeopleOnRecord(matched.values("matched_person_id"), on=on)

    def staff(self, author_id: int, school_id: int | None) -> Staff | None:
        """The author at that school; None for somebody who never worked here."""
        return self._staff.get((author_id, school_id))

    def other(self, matched_id: int | None, author_id: int) -> OtherPerson | None:
        """The other person; None where nobody is matched."""
        return None if matched_id is None else self._others.facts(matched_id, author_id)


def put_on_record(told: Facts, *, staff: Staff | None, known: OtherPerson | None) -> Facts:
    """What was told, with what is on record in its place. What the roster does not know stays as told."""
    other = told.other
    if known is not None:
        taught = other.taught_by_staff if known.taught_by_staff is None else known.taught_by_staff
        other = replace(known, taught_by_staff=taught, born_on=known.born_on or other.born_on)
    return replace(told, staff=staff or told.staff, other=other)


def held() -> QuerySet[Declaration]:
    """The declarations whose answer may change. A report and an approach tell what happened, which no day undoes."""
    states = OPEN_STATES | {DeclarationState.CLOSED}
    return Declaration.objects.filter(matter=DeclarationMatter.RELATIONSHIP, state__in=states)


class _Row(NamedTuple):
    pk: int
    author_id: int
    school_id: int | None
    matched_id: int | None
    look_again_on: date | None
    facts: dict[str, Any]


def list_due_ids(*, on: date, settings: SettingsInForce) -> list[int]:
    """The keys of all held declarations that are due on `on`, ascending. Reads, and changes nothing."""
    # All declarations, not only those held: an index alone answers who is matched, and the few more cost nothing.
    roster = Roster(Declaration.objects.all(), on=on)
    due: list[int] = []
    after = 0
    while rows := _next_rows(after):
        due += [row.pk for row in rows if _is_due(row, roster, on, settings)]
        after = rows[-1].pk
    return due


def _next_rows(after: int) -> list[_Row]:
    found = (
        held()
        .filter(pk__gt=after)
        .order_by("pk")
        .values_list(
            "pk",
            "person_id",
            "school_id",
            "matched_person_id",
            "look_again_on",
            Coalesce("record_facts", "told_facts", output_field=JSONField()),
        )
    )
    return [_Row(*row) for row in found[:AT_ONCE]]


def _is_due(row: _Row, roster: Roster, on: date, settings: SettingsInForce) -> bool:
    if row.look_again_on is not None and row.look_again_on <= on:
        return True
    decided_on = date.fromisoformat(row.facts["on"])
    if settings.in_force_at is not None and decided_on <= uk_date(settings.in_force_at):
        return True
    staff = roster.staff(row.author_id, row.school_id)
    if staff is not None and staff_as_json(staff) != row.facts["staff"]:
        return True
    known = roster.other(row.matched_id, row.author_id)
    if known is not None and _differs(known, row.facts["other"]):
        return True
    return turns_by(row.facts, on)


def _differs(known: OtherPerson, stored: dict[str, Any]) -> bool:
    now = other_as_json(known)
    if now["taught_by_staff"] is None:
        now["taught_by_staff"] = stored["taught_by_staff"]
    # A birth date that the roster lacks may have been told: whoever looks again knows.
    return now != stored
