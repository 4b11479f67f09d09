"""The list of platforms that a school has agreed for work, kept by its headteacher."""

from __future__ import annotations

from datetime import datetime

from aboveboard.ledger.filing import Filed, filing
from aboveboard.people.models import AgreedPlatform, Audience, School
from aboveboard.people.services.decisions import PLATFORM_AGREED, PLATFORM_ENDED, record_decision
from aboveboard.rules.actor import Actor
from aboveboard.rules.administration import may_keep_platforms
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotFound, WrongState, require
from aboveboard.rules.platforms import find_platform


def agree_platform(
    *,
    actor: Actor,
    now: datetime,
    school_id: int,
    platform: str,
    audience: Audience,
    purpose: str,
    one_to_one: bool,
) -> Filed:
    """Put a platform on a school's list, from today. Raises NotAllowed, NotFound, or WrongState if it is on it.

    Source: guidance S5.1, S6.1, S6.2.
    """
    require(may_keep_platforms(actor, school_id))
    known, school = find_platform(platform), School.objects.filter(pk=school_id).first()
    if known is None or school is None:
        raise NotFound
    today = uk_date(now)
    with filing(actor=actor, now=now) as current:
        same = AgreedPlatform.objects.filter(
            school=school, platform=platform, audience=audience, one_to_one=one_to_one, purpose=purpose
        )
        if same.filter(ended_on__isnull=True).exists():
            raise WrongState("This is on the list already.")
        AgreedPlatform.objects.create(
            school=school,
            platform=platform,
            audience=audience,
            purpose=purpose,
            one_to_one=one_to_one,
            agreed_on=today,
            agreed_by_id=actor.person_id,
        )
        return record_decision(
            filing=current,
            kind=PLATFORM_AGREED,
            words=f"{school} agreed {known.name} with {audience}: {purpose}",
            content={
                "school": school.key,
                "platform": platform,
                "audience": audience,
                "purpose": purpose,
                "one_to_one": one_to_one,
            },
        )


def end_agreed_platform(*, actor: Actor, now: datetime, agreed_id: int) -> Filed:
    """Take a platform off the list; today is the last day on which it counts. Raises as `agree_platform`."""
    agreed = AgreedPlatform.objects.select_related("school").filter(pk=agreed_id).first()
    if agreed is None:
        raise NotFound
    require(may_keep_platforms(actor, agreed.school_id))
    with filing(actor=actor, now=now) as current:
        ended = AgreedPlatform.objects.filter(pk=agreed_id, ended_on__isnull=True).update(
            ended_on=uk_date(now)
        )
        if not ended:
            raise WrongState("This has been taken off the list already.")
        known = find_platform(agreed.platform)
        return record_decision(
            filing=current,
            kind=PLATFORM_ENDED,
            words=f"{agreed.school} ended {known.name if known else agreed.platform} with {agreed.audience}",
            content={
                "school": agreed.school.key,
                "platform": agreed.platform,
                "audience": agreed.audience,
                "purpose": agreed.purpose,
                "one_to_one": agreed.one_to_one,
            },
        )
