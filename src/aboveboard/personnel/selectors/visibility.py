"""The one door to personnel files: the SQL twins of `rules.personnel_files`."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from aboveboard.people.selectors.staff import (
    StaffMember,
    central_team_ids,
    engaged_ids,
    holder_ids,
    list_superior_ids,
)
from aboveboard.personnel.models import FileEntry, FileMention
from aboveboard.rules.actor import WHOLE_TRUST, AnyActor, Role, SystemActor
from aboveboard.rules.personnel_files import FileOwner

# An empty Q() would vanish from an "or" instead of letting everything through.
_NOBODY = Q(pk__in=[])
_EVERYBODY = ~_NOBODY


def owner_of(member: StaffMember) -> FileOwner:
    """A member of staff as the rules see the owner of a file."""
    return FileOwner(
        person_id=member.person_id,
        school_ids=frozenset(school_id for school_id, _ in member.schools),
        central=member.central,
        roles=member.roles,
        below_ids=member.below_ids,
    )


def files_open_to(actor: AnyActor, *, on: date, person: str = "person_id") -> Q:
    """The filter on the column `person` for files that `actor` may open: the twin of `may_open_file`."""
    if isinstance(actor, SystemActor):
        return _EVERYBODY

    def among(ids: object) -> Q:
        return Q(**{f"{person}__in": ids})

    def within(role: Role) -> Q:
        scope = actor.scope(role)
        return _EVERYBODY if scope is WHOLE_TRUST else among(engaged_ids(scope, on=on))

    leaders = among(holder_ids(Role.TRUST_LEADER, on=on))
    one_level_up = among(holder_ids(Role.HEADTEACHER, on=on)) | among(central_team_ids(on=on))
    opened = within(Role.TRUST_HR) | (within(Role.HEADTEACHER) & ~one_level_up)
    if actor.holds(Role.TRUST_LEADER):
        opened |= one_level_up
    opened &= ~leaders
    if actor.holds(Role.CHAIR):
        opened |= leaders
    return opened & ~among([actor.person_id, *list_superior_ids(actor.person_id)])


def visible_to(actor: AnyActor, *, on: date) -> QuerySet[FileEntry]:
    """Every entry of every file that `actor` may see: the twin of `may_see_entry`."""
    if isinstance(actor, SystemActor):
        return FileEntry.objects.all()
    mentioned = FileMention.objects.filter(entry=OuterRef("pk"), person_id=actor.person_id)
    return FileEntry.objects.filter(
        Q(person_id=actor.person_id) | (files_open_to(actor, on=on) & ~Q(Exists(mentioned)))
    )


def list_owner_ids_of_files_that_mention(person_id: int) -> frozenset[int]:
    """Whose files have an entry that mentions this person, who therefore has no part in what becomes of them."""
    mentions = FileMention.objects.filter(person_id=person_id)
    return frozenset(mentions.values_list("entry__person_id", flat=True))
