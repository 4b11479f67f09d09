"""Who acts: a signed-in person with the roles they hold today, a visitor, or a job of the service itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A role is held at a scope (a school, or the trust) for a period. Labels on pages are the trust's own words."""

    STAFF_MEMBER = "staff_member"
    SCHOOL_OPERATIONS_MANAGER = "school_operations_manager"
    SENIOR_LEADER = "senior_leader"
    HEADTEACHER = "headteacher"
    DESIGNATED_SAFEGUARDING_LEAD = "designated_safeguarding_lead"
    TRUST_HR = "trust_hr"
    TRUST_LEADER = "trust_leader"
    EXECUTIVE_TEAM = "executive_team"
    CHAIR = "chair"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    MONITORING_OFFICER = "monitoring_officer"
    BOARD_MEMBER = "board_member"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class _WholeTrust:
    """The scope of a role held for every school."""

    def __repr__(self) -> str:
        return "WHOLE_TRUST"

    def __contains__(self, school_id: object) -> bool:
        return True


WHOLE_TRUST = _WholeTrust()
Scope = frozenset[int] | _WholeTrust


@dataclass(frozen=True, slots=True)
class Holding:
    """One role held today; `school_id` is None when it is held for the whole trust."""

    role: Role
    school_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person as they stand today.

    `reference` is opaque and is all the ledger ever sees of them. `holdings` has only what is in force today,
    deputies' delegated roles included. `has_left`: they worked here or held a role, and neither goes on nor will begin.
    """

    person_id: int
    reference: str
    name: str
    holdings: frozenset[Holding] = frozenset()
    has_left: bool = False

    def holds(self, *roles: Role, at: int | None = None) -> bool:
        """True when any of `roles` is held for school `at`, or, without `at`, at any scope."""
        return any(
            holding.role in roles and (at is None or holding.school_id in (None, at))
            for holding in self.holdings
        )

    def scope(self, *roles: Role) -> Scope:
        """The schools for which any of `roles` is held: a set of school ids, or WHOLE_TRUST."""
        schools = {holding.school_id for holding in self.holdings if holding.role in roles}
        if None in schools:
            return WHOLE_TRUST
        return frozenset(school for school in schools if school is not None)

    @property
    def school_ids(self) -> frozenset[int]:
        """Every school at which the actor holds any role."""
        return frozenset(holding.school_id for holding in self.holdings if holding.school_id is not None)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has not signed in. Holds nothing."""

    reference: str = "visitor"
    name: str = "Not signed in"

    def holds(self, *roles: Role, at: int | None = None) -> bool:
        return False

    def scope(self, *roles: Role) -> Scope:
        return frozenset()


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A job of the service itself: every write has a real actor, and this is theirs."""

    job: str

    @property
    def reference(self) -> str:
        return f"system:{self.job}"

    @property
    def name(self) -> str:
        return "Aboveboard"

    def holds(self, *roles: Role, at: int | None = None) -> bool:
        return False

    def scope(self, *roles: Role) -> Scope:
        return frozenset()


AnyActor = Actor | SystemActor
Requester = Actor | Visitor


def holdings(*pairs: tuple[Role, int | None] | Role) -> frozenset[Holding]:
    """Shorthand for a set of holdings: a bare role is held for the whole trust."""
    found: Iterable[Holding] = (
        Holding(pair) if isinstance(pair, Role) else Holding(pair[0], pair[1]) for pair in pairs
    )
    return frozenset(found)
