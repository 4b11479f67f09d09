"""Facts as the JSON of schema.md, in the shape that `reading` reads. Written by hand for speed: sweeps write many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from aboveboard.rules.relationships.facts import ChildEnrolment, Enrolment, OtherPerson, Staff


def staff_as_json(staff: Staff) -> dict[str, Any]:
    """The object `staff`."""
    return {
        "category": staff.category.value,
        "schools": list(staff.schools),
        "central": staff.central,
        "engaged_from": _iso(staff.engaged_from),
        "engaged_until": _iso(staff.engaged_until),
    }


def other_as_json(other: OtherPerson) -> dict[str, Any]:
    """The object `other`."""
    return {
        "born_on": _iso(other.born_on),
        "enrolments": _periods(other.enrolments),
        "taught_by_staff": other.taught_by_staff,
        "parent_of": [
            {**period, "responsibility": child.responsibility.value}
            for period, child in zip(_periods(other.parent_of), other.parent_of, strict=True)
        ],
        "colleague": other.colleague.value,
        "board": other.board.value,
        "identity_known": other.identity_known,
        "organisation": other.organisation,
    }


def _periods(rows: Sequence[Enrolment | ChildEnrolment]) -> list[dict[str, Any]]:
    return [{"school": row.school, "from": _iso(row.begins_on), "until": _iso(row.until)} for row in rows]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
