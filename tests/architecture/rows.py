"""What a row of the access matrix is made of. The rows are in access_matrix.py, their records in recipes.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aboveboard.people.models import Person
from aboveboard.rules.actor import Role

VISITOR = "visitor"
NO_ROLE = "no role"  # signed in, and holds nothing today: a leaver who fetches their receipts
Who = Role | str

SIGNED_IN: frozenset[Who] = frozenset(Role) | {NO_ROLE}
EVERYONE: frozenset[Who] = SIGNED_IN | {VISITOR}
# Whoever works at a school, whatever else they hold there.
STAFF: frozenset[Who] = frozenset(
    {
        Role.STAFF_MEMBER,
        Role.SCHOOL_OPERATIONS_MANAGER,
        Role.SENIOR_LEADER,
        Role.HEADTEACHER,
        Role.DESIGNATED_SAFEGUARDING_LEAD,
    }
)


@dataclass(frozen=True, slots=True)
class Made:
    """What a recipe made: the address's arguments, and people by their relation to the record."""

    kwargs: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    query: str = ""


Recipe = Callable[[Mapping[Who, Person]], Made]


@dataclass(frozen=True, slots=True)
class Row:
    """One address. `gets_in` may name relations that the recipe made, such as "author"."""

    address: str
    gets_in: frozenset[Who]
    recipe: Recipe | None = None
    status: int = 200
    else_: int = 404
    method: str = "get"


def only(*who: Who) -> frozenset[Who]:
    return frozenset(who)
