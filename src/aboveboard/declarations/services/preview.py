"""Who will receive what is about to be signed. Whoever may be the person named is held back already, and silently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from aboveboard.declarations.services.entries import Relationship, matter_of
from aboveboard.declarations.services.keep_from import list_kept_from_ids
from aboveboard.declarations.services.receive import Concern, find_routes, list_matters
from aboveboard.people.selectors.names import list_likely_role_holder_ids
from aboveboard.people.selectors.settings import get_settings_in_force
from aboveboard.people.selectors.staff import get_names
from aboveboard.people.selectors.trust import get_trust
from aboveboard.rules.actor import Actor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.relationships import Verdict, decide
from aboveboard.rules.routing import Route


def preview_routes(
    *, actor: Actor, relationship: Relationship, leave_out: Iterable[int] = (), now: datetime
) -> tuple[Route, ...]:
    """Who will receive it, before it is filed; whoever may be the person named is held back already."""
    verdict = decide(relationship.facts, get_settings_in_force(now=now).values)
    held_back = list_held_back_ids(actor=actor, relationship=relationship, now=now)
    concern = _concern(actor, relationship, verdict, frozenset(leave_out) | held_back)
    return find_routes(concern, matters=list_matters(concern), now=now)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who will receive what is signed, as the author sees it before. `role` is in the trust's words."""

    person_id: int
    name: str
    role: str


def preview_recipients(
    *,
    actor: Actor,
    relationships: Iterable[Relationship],
    leave_out: Iterable[int] = (),
    amends: str | None = None,
    now: datetime,
) -> tuple[Recipient, ...]:
    """Everybody who will receive one of these, once each, in the order of the lines; see `preview_routes`.

    `amends` is the reference of the declaration that this replaces.
    """
    roles: dict[int, str] = {}
    labels = get_trust().labels
    left_out = frozenset(leave_out) | (list_kept_from_ids(actor, amends) if amends else frozenset())
    for relationship in relationships:
        for found in preview_routes(actor=actor, relationship=relationship, leave_out=left_out, now=now):
            for person_id in found.person_ids:
                roles.setdefault(person_id, labels[found.role] if found.role else "")
    names = get_names(roles)
    return tuple(Recipient(person_id, names[person_id], role) for person_id, role in roles.items())


def list_held_back_ids(*, actor: Actor, relationship: Relationship, now: datetime) -> frozenset[int]:
    """Role holders who may be the person named, by the name as typed: it is kept from them."""
    found = list_likely_role_holder_ids(
        relationship.other_name, school_id=relationship.school_id, on=uk_date(now)
    )
    return found - {actor.person_id}


def _concern(actor: Actor, relationship: Relationship, verdict: Verdict, barred: frozenset[int]) -> Concern:
    return Concern(
        author_id=actor.person_id,
        school_id=relationship.school_id,
        matter=matter_of(verdict),
        names_a_pupil=relationship.names_a_pupil,
        left_out_ids=barred,
    )
