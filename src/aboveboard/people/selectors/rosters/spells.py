"""Jobs and times on roll: what begins, changes and ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from aboveboard.people.models import Engagement, Enrolment, Person, School
from aboveboard.people.roster_files.shape import EnrolmentRow, JobRow, Problem
from aboveboard.people.selectors.rosters.changes import RosterChanges, Spells
from aboveboard.people.selectors.rosters.known import Spell

Model = type[Engagement] | type[Enrolment]


def details_of(row: JobRow | EnrolmentRow) -> dict[str, str]:
    """The columns of a row that are no dates."""
    if isinstance(row, JobRow):
        return {"category": row.category.value, "job_title": row.job_title, "agency": row.agency}
    return {}


def history_id(source_id: str, pk: int) -> str:
    """What the source's id of a spell that is over becomes, so that a new one may bear it."""
    return f"{source_id[:200]} #{pk}"


def _moved(school: School | None, now: Spell) -> bool:
    return (school is not None and school.pk is None) or now.school_id != (school.pk if school else None)


class Comparing:
    """Sets the spells of one kind beside those that are on record."""

    def __init__(self, model: Model, into: Spells[Any], changes: RosterChanges, *, today: date) -> None:
        self._model, self._into, self._changes, self._today = model, into, changes, today
        self.begun: set[int] = set()
        self.back: set[int] = set()
        self.changed: set[int] = set()

    def take(
        self,
        row: JobRow | EnrolmentRow,
        person: Person | int,
        school: School | None,
        now: Spell | None,
        taken_over: int | None,
    ) -> None:
        """A row of the file. `now` is what its id was before, `taken_over` the key of a job made by hand."""
        if taken_over is not None:
            self._into.changed[taken_over] = {
                "source": self._changes.source,
                "source_id": row.source_id,
                **details_of(row),
                **({"from_on": row.from_on} if row.from_on else {}),
                "until_on": row.until_on,
            }
            self._note_begun(person)
        elif now is None:
            self._begin(row, person, school, row.from_on)
        elif self._is_another(row, school, now):
            self._begin_again(row, person, school, now)
        else:
            self._change(row, person, now)

    def _is_another(self, row: JobRow | EnrolmentRow, school: School | None, now: Spell) -> bool:
        """Another school under the same id; or back after an end, unless the file says they were never away."""
        if _moved(school, now):
            return True
        ended = now.until_on is not None and now.until_on < self._today
        goes_on = row.until_on is None or row.until_on >= self._today
        never_away = row.from_on is not None and now.until_on is not None and row.from_on <= now.until_on
        return ended and goes_on and not never_away

    def _begin(
        self, row: JobRow | EnrolmentRow, person: Person | int, school: School | None, from_on: date | None
    ) -> None:
        made = self._model(
            source=self._changes.source,
            source_id=row.source_id,
            from_on=from_on,
            until_on=row.until_on,
            **details_of(row),
        )
        if isinstance(person, int):
            made.person_id = person
        else:
            made.person = person
        made.school = school
        self._into.new.append(made)
        self._note_begun(person)

    def _begin_again(
        self, row: JobRow | EnrolmentRow, person: Person | int, school: School | None, now: Spell
    ) -> None:
        """The old spell stays as history, under an id that no file has; a new one begins."""
        begins_on: date | None = self._today
        if row.from_on and (now.from_on is None or row.from_on > now.from_on):
            begins_on = row.from_on
        if begins_on and row.until_on and row.until_on < begins_on:
            begins_on = row.from_on
        old: dict[str, Any] = {"source_id": history_id(row.source_id, now.pk)}
        if _moved(school, now) and begins_on and (now.until_on is None or now.until_on >= begins_on):
            the_day_before = begins_on - timedelta(days=1)
            old["until_on"] = max(the_day_before, now.from_on or the_day_before)
        self._into.changed[now.pk] = old
        self._begin(row, person, school, begins_on)
        self.back.add(now.person_id)

    def _note_begun(self, person: Person | int) -> None:
        if isinstance(person, int):
            self.begun.add(person)

    def _change(self, row: JobRow | EnrolmentRow, person: Person | int, now: Spell) -> None:
        said: dict[str, Any] = {**details_of(row), "until_on": row.until_on}
        held: dict[str, Any] = {**now.details, "until_on": now.until_on, "from_on": now.from_on}
        held["person_id"] = now.person_id
        said["from_on"] = row.from_on or now.from_on
        if isinstance(person, int):
            said["person_id"] = person
        if said["from_on"] and said["until_on"] and said["until_on"] < said["from_on"]:
            self._changes.problems.append(
                Problem(
                    row.place,
                    "last day",
                    f"The last day is before the first day that we know, {said['from_on']:%d/%m/%Y}.",
                    "Correct the last day, or put the first day into the file as well.",
                )
            )
            return
        if changed := {name: value for name, value in said.items() if value != held[name]}:
            self._into.changed[now.pk] = changed
            self.changed.add(now.person_id)

    def end(self, spells: Iterable[Spell]) -> set[int]:
        """What is no longer there ends after `last_on`; returns whose it is, of those that had not ended."""
        last_on = self._changes.last_on
        whose = set()
        for spell in spells:
            if spell.until_on is not None and spell.until_on <= last_on:
                continue
            if spell.from_on is not None and spell.from_on > last_on:
                self._into.never_began.append(spell.pk)
            else:
                self._into.ended.append(spell.pk)
            whose.add(spell.person_id)
        return whose
