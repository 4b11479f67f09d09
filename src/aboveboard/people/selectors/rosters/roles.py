"""Which roles end because their holder leaves. Those that need no job, on a board or as auditor, go on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q

from aboveboard.people.models import Engagement, RoleHolding
from aboveboard.people.selectors.actors import in_force_on
from aboveboard.people.selectors.rosters.changes import RosterChanges
from aboveboard.people.selectors.trust import ROLE_WORDS
from aboveboard.rules.actor import Role

WITHOUT_A_JOB = (Role.BOARD_MEMBER, Role.CHAIR, Role.AUDITOR)
_AT_ONCE = 500


def add_roles_that_end(changes: RosterChanges, leaving: Collection[int]) -> None:
    """Of people who leave and have no other job: what they hold. There is always somebody left to administer."""
    day_after = changes.last_on + timedelta(days=1)
    keys = sorted(leaving)
    found: list[RoleHolding] = []
    for at in range(0, len(keys), _AT_ONCE):
        piece = keys[at : at + _AT_ONCE]
        elsewhere = Engagement.objects.exclude(source=changes.source).filter(
            Q(until_on__isnull=True) | Q(until_on__gte=day_after), person_id__in=piece
        )
        found += (
            RoleHolding.objects.filter(
                Q(until_on__isnull=True) | Q(until_on__gte=day_after), person_id__in=piece
            )
            .exclude(role__in=WITHOUT_A_JOB)
            .exclude(person_id__in=elsewhere.values("person_id"))
            .select_related("person", "school")
        )
    administer = [held.pk for held in found if held.role == Role.ADMINISTRATOR]
    others = RoleHolding.objects.filter(
        in_force_on(day_after), role=Role.ADMINISTRATOR, until_on__isnull=True, person__user__is_active=True
    )
    if administer and not others.exclude(pk__in=administer).exists():
        found = [held for held in found if held.role != Role.ADMINISTRATOR]
    changes.roles_over = found
    for held in found:
        where = held.school or "whole trust"
        changes.count("roles_over", f"{held.person}: {ROLE_WORDS[Role(held.role)]}, {where}")
