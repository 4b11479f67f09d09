"""What each role is for here, said plainly on the first page of whoever holds it."""

from __future__ import annotations

from dataclasses import dataclass

from aboveboard.rules.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class RoleHere:
    """One role: its name, what its holder does and sees, and where. `links` are (words, name of the address)."""

    name: str
    sees: str
    links: tuple[tuple[str, str], ...] = ()


_DESK = ("Your desk", "declarations:desk")
_FILES = ("Open a file", "personnel:find")
_SETTINGS = ("Settings", "people:settings")
_ROSTERS = ("Rosters", "journeys:rosters")
_VISITORS = ("Supply and visitors", "people:bookings")
_REQUESTS = ("People who ask", "declarations:named_requests")

_HERE: dict[Role, tuple[str, tuple[tuple[str, str], ...]]] = {
    Role.SCHOOL_OPERATIONS_MANAGER: (
        "What staff at your school declare comes to you. You say that you have received it.",
        (_DESK, ("Ask all staff", "declarations:desk_rounds"), _VISITORS),
    ),
    Role.SENIOR_LEADER: (
        "You get a copy of what staff declare, and decide about contact that may not go with section 8.",
        (_DESK,),
    ),
    Role.HEADTEACHER: (
        "You hear of contact that is not allowed, look again at decisions, and keep the list of agreed platforms.",
        (_DESK, _FILES, ("Agreed platforms", "people:platforms")),
    ),
    Role.DESIGNATED_SAFEGUARDING_LEAD: (
        "You see every declaration that names a pupil. An alert about a child stands first on every page.",
        (_DESK, _SETTINGS),
    ),
    Role.TRUST_HR: (
        "You may open a member of staff’s file with a reason. They can see that you did, and why.",
        (_FILES, _DESK, _ROSTERS, _VISITORS, _SETTINGS),
    ),
    Role.TRUST_LEADER: (
        "What concerns a headteacher comes to you, and you may change the settings.",
        (_DESK, _FILES, _SETTINGS),
    ),
    Role.EXECUTIVE_TEAM: (
        "With this role you may read the settings. It shows you no records of staff.",
        (_SETTINGS,),
    ),
    Role.CHAIR: ("What concerns the trust leader comes to you.", (_DESK, _FILES)),
    Role.DATA_PROTECTION_OFFICER: (
        "People who may be named in a record ask you about it. This role shows you no other records.",
        (_REQUESTS,),
    ),
    Role.MONITORING_OFFICER: ("This role shows you no records, and asks nothing of you here yet.", ()),
    Role.BOARD_MEMBER: (
        "This role shows you no records and no names. Figures for the board are not here yet.",
        (),
    ),
    Role.AUDITOR: (
        "You see whether the ledger is sound, how it has grown and what was signed. This role shows you no records"
        " and no names.",
        (("The ledger", "journeys:ledger"), ("Checkpoints", "journeys:checkpoints")),
    ),
    Role.ADMINISTRATOR: (
        "You set up schools, staff and roles, and see how the service is doing."
        " This role shows you no records of staff.",
        (
            ("Staff and roles", "people:roles"),
            _ROSTERS,
            _VISITORS,
            ("Proof outside", "people:outside"),
            ("Status", "journeys:status"),
            _SETTINGS,
        ),
    ),
}


def list_roles_here(actor: Actor, labels: dict[Role, str]) -> tuple[RoleHere, ...]:
    """The roles that `actor` holds today beside being staff, in the order of `Role`; `labels` are the trust's words."""
    return tuple(RoleHere(labels[role], *_HERE[role]) for role in Role if role in _HERE and actor.holds(role))
