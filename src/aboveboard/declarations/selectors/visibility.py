"""The one door to declarations and questions: what an actor may not know of is not found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from django.db.models import Q, QuerySet

from aboveboard.declarations.models import Declaration, DeclarationBar, DeclarationRecipient, Question
from aboveboard.rules.actor import Actor, AnyActor, SystemActor
from aboveboard.rules.errors import NotFound
from aboveboard.rules.receiving import DESK_ROLES

NO_ROLE = ""
"""The chair of whom a matter came to by name: a line manager."""


def visible_to(actor: AnyActor) -> QuerySet[Declaration]:
    """Every declaration that `actor` may see: the SQL twin of `rules.visibility.may_see_declaration`."""
    if isinstance(actor, SystemActor):
        return Declaration.objects.all()
    return Declaration.objects.filter(Q(person_id=actor.person_id) | _received_by(actor))


def received_by(actor: AnyActor) -> QuerySet[Declaration]:
    """The declarations of others that came to `actor` and are visible to them: their desk."""
    if isinstance(actor, SystemActor):
        return Declaration.objects.none()
    return Declaration.objects.filter(_received_by(actor)).exclude(person_id=actor.person_id)


def _received_by(actor: Actor) -> Q:
    # `IN` and not `EXISTS`: both databases then begin with the few rows that came to this person.
    received = DeclarationRecipient.objects.filter(person_id=actor.person_id, until_at__isnull=True)
    came = _came_in_their_chair(actor, received)
    barred = DeclarationBar.objects.filter(person_id=actor.person_id)
    named = Q(matched_person_id__isnull=False) & Q(matched_person_id=actor.person_id)
    return came & ~Q(pk__in=barred.values("declaration")) & ~named


def _came_in_their_chair(actor: Actor, received: QuerySet[DeclarationRecipient]) -> Q:
    """Where `received` came in a chair that the actor holds today; a role that ended yesterday opens nothing."""
    everywhere, at_schools = [NO_ROLE], defaultdict[frozenset[int], list[str]](list)
    for role in DESK_ROLES:
        scope = actor.scope(role)
        if not isinstance(scope, frozenset):
            everywhere.append(role.value)
        elif scope:
            at_schools[scope].append(role.value)

    def came_as(roles: Iterable[str]) -> Q:
        return Q(pk__in=received.filter(role__in=roles).values("declaration"))

    came = came_as([*everywhere, *chain.from_iterable(at_schools.values())])
    if not at_schools:
        return came
    fits = came_as(everywhere)
    for schools, roles in at_schools.items():
        here = Q(school_id__in=schools)
        # Almost everybody holds all their roles at the same schools: then it need not be asked which it came to.
        fits = (here if len(at_schools) == 1 else here & came_as(roles)) | fits
    return came & fits


def get_visible(actor: AnyActor, reference: str) -> Declaration:
    """The declaration with `reference`. Raises NotFound when there is none, or none that `actor` may know of."""
    declaration = (
        visible_to(actor)
        .select_related("person", "school", "matched_person")
        .filter(reference=reference)
        .first()
    )
    if declaration is None:
        raise NotFound
    return declaration


def questions_visible_to(actor: AnyActor) -> QuerySet[Question]:
    """Every question that `actor` may see: the SQL twin of `rules.visibility.may_see_question`."""
    if isinstance(actor, SystemActor):
        return Question.objects.all()
    mine = (
        Q(person_id=actor.person_id) | Q(assigned_to_id=actor.person_id) | Q(answered_by_id=actor.person_id)
    )
    named = Q(declaration__matched_person_id__isnull=False) & Q(
        declaration__matched_person_id=actor.person_id
    )
    barred = DeclarationBar.objects.filter(person_id=actor.person_id)
    kept_from = named | Q(declaration__in=barred.values("declaration"), declaration__isnull=False)
    return Question.objects.filter(mine).filter(Q(person_id=actor.person_id) | ~kept_from)
