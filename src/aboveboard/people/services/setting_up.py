"""The first trust and the first administrator of a new installation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from aboveboard.people.models import Trust
from aboveboard.people.services.roles import Grant, grant_roles
from aboveboard.people.services.trust import Invited, add_member_of_staff, add_school, change_trust
from aboveboard.rules.actor import Role, SystemActor
from aboveboard.rules.administration import may_administer
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import WrongState, require
from aboveboard.rules.relationships.facts import Category


def set_up(
    *,
    actor: SystemActor,
    now: datetime,
    trust: str,
    schools: Sequence[str],
    given_name: str,
    family_name: str,
    email: str,
) -> Invited:
    """Name the trust, its schools and its first administrator, who gets no e-mail: there may be no mail server yet.

    Raises WrongState when there is a trust already.
    """
    require(may_administer(actor))
    if Trust.objects.exists():
        raise WrongState(
            "This installation has a trust already. Its administrators add people on the Roles page."
        )
    today = uk_date(now)
    invited = add_member_of_staff(
        actor=actor,
        now=now,
        given_name=given_name,
        family_name=family_name,
        email=email,
        school_id=None,
        category=Category.PERMANENT,
        job_title="Administrator",
        from_on=today,
        invite=False,
    )
    administers = Grant(person_id=invited.person_id, role=Role.ADMINISTRATOR, school_id=None, from_on=today)
    grant_roles(actor=actor, now=now, grants=[administers])
    for name in schools:
        add_school(actor=actor, now=now, name=name)
    change_trust(actor=actor, now=now, name=trust)
    return invited
