"""The platforms that each school has agreed for work. Absent means no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from aboveboard.people.models import AgreedPlatform, Audience
from aboveboard.rules.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class AgreedPlatformRow:
    """One agreement. `one_to_one`: it may be used with one person alone."""

    id: int
    school_id: int
    school_name: str
    platform: str
    audience: Audience
    purpose: str
    one_to_one: bool
    agreed_on: date
    agreed_by: str
    ended_on: date | None


def is_agreed(*, school_id: int, platform: str, audience: Audience, one_to_one: bool, on: date) -> bool:
    """True when the school has agreed this platform for this audience, and, where asked, for one person alone.

    What is agreed for one-to-one may also be used in a group. Source: guidance S6.1, S6.2, S5.1.
    """
    agreed = _in_force(on).filter(school_id=school_id, platform=platform, audience=audience)
    return (agreed.filter(one_to_one=True) if one_to_one else agreed).exists()


def list_agreed_platforms(*, actor: Actor, on: date) -> tuple[AgreedPlatformRow, ...]:
    """What is agreed on `on` at the schools where the actor holds any role; at all of them for a trust-wide role."""
    rows = _in_force(on)
    if not _sees_every_school(actor):
        rows = rows.filter(school_id__in=actor.school_ids)
    return tuple(_row(row) for row in rows.select_related("school", "agreed_by"))


def list_keepable_schools(*, actor: Actor) -> frozenset[int]:
    """The ids of the schools whose list the actor keeps: where they are headteacher."""
    return frozenset(
        holding.school_id
        for holding in actor.holdings
        if holding.role is Role.HEADTEACHER and holding.school_id is not None
    )


def _in_force(on: date) -> QuerySet[AgreedPlatform]:
    return AgreedPlatform.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on), agreed_on__lte=on)


def _sees_every_school(actor: Actor) -> bool:
    return any(holding.school_id is None for holding in actor.holdings)


def _row(row: AgreedPlatform) -> AgreedPlatformRow:
    return AgreedPlatformRow(
        id=row.pk,
        school_id=row.school_id,
        school_name=row.school.name,
        platform=row.platform,
        audience=Audience(row.audience),
        purpose=row.purpose,
        one_to_one=row.one_to_one,
        agreed_on=row.agreed_on,
        agreed_by=str(row.agreed_by),
        ended_on=row.ended_on,
    )
