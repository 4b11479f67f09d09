"""Who may open whose personnel file, and how long one opening lasts.

Two questions, kept apart: whether the file may be opened at all, and which entries of it may then be seen. The SQL
twins stand in `personnel.selectors`; a test proves that they agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from aboveboard.rules.access import NOT_HERE, Allowed, Decision, Refused
from aboveboard.rules.actor import WHOLE_TRUST, AnyActor, Role, SystemActor

OPENERS = (Role.TRUST_HR, Role.HEADTEACHER, Role.TRUST_LEADER, Role.CHAIR)
"""The roles with which some file may be opened."""

LOOK_LASTS = timedelta(minutes=30)
"""How long an opened file stays open. After that it asks for a reason again."""

GIVE_A_REASON = Refused("reason", "Say why you need to open this file. The person can read what you write.")


@dataclass(frozen=True, slots=True)
class FileOwner:
    """The person whose file it is, as they stand today.

    `school_ids` are the schools they work at; `central` is true when they work for the trust's central team; `roles`
    are those they hold anywhere; `below_ids` is everyone who works under them, directly or not.
    """

    person_id: int
    school_ids: frozenset[int] = frozenset()
    central: bool = False
    roles: frozenset[Role] = frozenset()
    below_ids: frozenset[int] = frozenset()


def may_open_file(actor: AnyActor, owner: FileOwner) -> Decision:
    """Trust HR opens any file and a headteacher those of their school; one level up for leaders; never upwards.

    A trust leader opens the files of headteachers and of the central team, and the chair that of a trust leader.
    Nobody opens their own here (they see it anyway), nor that of somebody they work under. Senior leaders are not
    among them: what they need reaches them with the matter itself. Source: guidance S4.8, S8.15, S8.19.
    """
    if isinstance(actor, SystemActor):
        return Allowed()
    if actor.person_id == owner.person_id:
        return NOT_HERE
    if actor.person_id in owner.below_ids:
        return NOT_HERE
    if Role.TRUST_LEADER in owner.roles:
        return Allowed() if actor.holds(Role.CHAIR) else NOT_HERE
    if _covers(actor, Role.TRUST_HR, owner):
        return Allowed()
    if Role.HEADTEACHER in owner.roles or owner.central:
        return Allowed() if actor.holds(Role.TRUST_LEADER) else NOT_HERE
    return Allowed() if _covers(actor, Role.HEADTEACHER, owner) else NOT_HERE


def may_see_entry(actor: AnyActor, owner: FileOwner, mentioned_ids: frozenset[int]) -> Decision:
    """One's own entries, all of them; of a file that one may open, those that do not mention oneself."""
    if not isinstance(actor, SystemActor):
        if actor.person_id == owner.person_id:
            return Allowed()
        if actor.person_id in mentioned_ids:
            return NOT_HERE
    return may_open_file(actor, owner)


def _covers(actor: AnyActor, role: Role, owner: FileOwner) -> bool:
    scope = actor.scope(role)
    return scope is WHOLE_TRUST or any(school_id in scope for school_id in owner.school_ids)
