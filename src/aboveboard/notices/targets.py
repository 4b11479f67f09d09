"""Whom a notice is for, before anybody knows who that is on the day it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aboveboard.rules.actor import Role


@dataclass(frozen=True, slots=True)
class ToPerson:
    """One person, whatever they hold."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ToRole:
    """Whoever holds `role` when it is sent, at a school or (`school_id` None) for the trust.

    `excluding` are people who must not learn of it; `otherwise` takes it when nobody else is left in the chair.
    """

    role: Role
    school_id: int | None = None
    excluding: frozenset[int] = frozenset()
    otherwise: ToPerson | ToRole | None = None


Target = ToPerson | ToRole
Tier = tuple[Target, ...]
"""Those in a line who are told together."""


def addressee(target: Target) -> str:
    """One name for each target, the same whoever is left out: what a notice is counted once for."""
    if isinstance(target, ToPerson):
        return f"person:{target.person_id}"
    return f"{target.role}@{'trust' if target.school_id is None else target.school_id}"


def as_json(target: Target) -> dict[str, Any]:
    """`target` as it is stored."""
    if isinstance(target, ToPerson):
        return {"person": target.person_id}
    return {
        "role": target.role.value,
        "school": target.school_id,
        "excluding": sorted(target.excluding),
        "otherwise": as_json(target.otherwise) if target.otherwise else None,
    }


def from_json(stored: dict[str, Any]) -> Target:
    """The target that `as_json` stored."""
    if "person" in stored:
        return ToPerson(stored["person"])
    otherwise = stored["otherwise"]
    return ToRole(
        Role(stored["role"]),
        stored["school"],
        frozenset(stored["excluding"]),
        from_json(otherwise) if otherwise else None,
    )


def line_of_people(tiers: Iterable[Iterable[int]]) -> tuple[Tier, ...]:
    """A line of people by tier, as `rules.routing.line_of_alert` gives it, as targets."""
    return tuple(tuple(ToPerson(person_id) for person_id in tier) for tier in tiers)
