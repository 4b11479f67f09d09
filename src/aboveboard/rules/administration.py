"""Who may administer, change the settings of the decision, and keep a school's list of agreed platforms."""

from __future__ import annotations

from aboveboard.rules.access import Allowed, Decision, Refused
from aboveboard.rules.actor import AnyActor, Role, SystemActor

FOR_ADMINISTRATORS = Refused("administrator", "Only an administrator can do this. Ask yours.")
NOT_YOUR_OWN = Refused("own_role", "Nobody gives or ends a role of their own. Ask another administrator.")
FOR_THE_ROSTER = Refused("roster", "Only administrators and trust HR take rosters in. Ask one of them.")
FOR_THE_OFFICE_OF_THE_SCHOOL = Refused(
    "office", "Only the school's operations manager, trust HR and administrators do this. Ask one of them."
)
FOR_THE_TRUST = Refused("trust", "Only the trust leader and trust HR change the settings. Ask them.")
NOT_THE_SAME = Refused("second_person", "Somebody else must confirm this: not the one who asked for it.")
NEEDS_SAFEGUARDING = Refused(
    "safeguarding", "One of the two must be a safeguarding lead. Ask one of them to confirm this."
)
FOR_THE_HEADTEACHER = Refused("headteacher", "The headteacher keeps this list. Ask them.", "S6.2")

MAY_PROPOSE_SETTINGS = (Role.TRUST_LEADER, Role.TRUST_HR)
MAY_CONFIRM_SETTINGS = (*MAY_PROPOSE_SETTINGS, Role.DESIGNATED_SAFEGUARDING_LEAD)
MAY_TAKE_IN_ROSTERS = (Role.ADMINISTRATOR, Role.TRUST_HR)
KEEP_THEM_DAILY = (Role.SCHOOL_OPERATIONS_MANAGER, Role.TRUST_HR)
MAY_KEEP_BOOKINGS = (Role.ADMINISTRATOR, *KEEP_THEM_DAILY)
MAY_READ_SETTINGS = (*MAY_CONFIRM_SETTINGS, Role.EXECUTIVE_TEAM, Role.HEADTEACHER, Role.ADMINISTRATOR)
ROSTER_JOB = "roster"
"""The command line's import: whoever may run it on the server may do anything there."""
# What may act before there is anybody to do it.
FIRST_JOBS = frozenset({"setup", "seed_demo"})


def may_administer(actor: AnyActor) -> Decision:
    """Administrators, and the jobs that set a trust up."""
    if isinstance(actor, SystemActor):
        return Allowed() if actor.job in FIRST_JOBS else FOR_ADMINISTRATORS
    return Allowed() if actor.holds(Role.ADMINISTRATOR) else FOR_ADMINISTRATORS


def may_take_in_rosters(actor: AnyActor) -> Decision:
    """Administrators, trust HR, and the command on the server."""
    if isinstance(actor, SystemActor):
        return Allowed() if actor.job == ROSTER_JOB else FOR_THE_ROSTER
    return Allowed() if actor.holds(*MAY_TAKE_IN_ROSTERS) else FOR_THE_ROSTER


def may_keep_bookings(actor: AnyActor, school_id: int | None) -> Decision:
    """Who adds supply, volunteers and visitors, and ends their time: the school's office, trust HR, administrators."""
    if actor.holds(Role.ADMINISTRATOR, Role.TRUST_HR):
        return Allowed()
    at_the_school = school_id is not None and actor.holds(Role.SCHOOL_OPERATIONS_MANAGER, at=school_id)
    return Allowed() if at_the_school else FOR_THE_OFFICE_OF_THE_SCHOOL


def may_change_role_of(actor: AnyActor, person_id: int) -> Decision:
    """Whoever administers, but never for themselves."""
    decision = may_administer(actor)
    if not decision:
        return decision
    if not isinstance(actor, SystemActor) and actor.person_id == person_id:
        return NOT_YOUR_OWN
    return Allowed()


def may_note_absence_of(actor: AnyActor, person_id: int) -> Decision:
    """An administrator, trust HR, or whoever is away."""
    if isinstance(actor, SystemActor):
        return FOR_ADMINISTRATORS
    if actor.person_id == person_id or actor.holds(Role.ADMINISTRATOR, Role.TRUST_HR):
        return Allowed()
    return FOR_ADMINISTRATORS


def may_propose_settings(actor: AnyActor) -> Decision:
    """The trust leader and trust HR. Administrators read the settings and change none."""
    return Allowed() if actor.holds(*MAY_PROPOSE_SETTINGS) else FOR_THE_TRUST


def may_confirm_settings(actor: AnyActor, *, proposed_by_id: int, proposer_safeguards: bool) -> Decision:
    """The second person for a change about pupils; one of the two is a safeguarding lead."""
    if isinstance(actor, SystemActor) or not actor.holds(*MAY_CONFIRM_SETTINGS):
        return FOR_THE_TRUST
    if actor.person_id == proposed_by_id:
        return NOT_THE_SAME
    if not proposer_safeguards and not actor.holds(Role.DESIGNATED_SAFEGUARDING_LEAD):
        return NEEDS_SAFEGUARDING
    return Allowed()


def may_withdraw_settings(actor: AnyActor) -> Decision:
    """Whoever could have confirmed it, its proposer included."""
    return Allowed() if actor.holds(*MAY_CONFIRM_SETTINGS) else FOR_THE_TRUST


def may_keep_platforms(actor: AnyActor, school_id: int) -> Decision:
    """The school's headteacher. Source: guidance S6.2."""
    return Allowed() if actor.holds(Role.HEADTEACHER, at=school_id) else FOR_THE_HEADTEACHER
