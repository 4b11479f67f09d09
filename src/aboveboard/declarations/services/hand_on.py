"""A declaration comes to other people: a recipient is in conflict, or a chair is empty or has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from aboveboard.declarations.models import (
    Declaration,
    DeclarationBar,
    DeclarationEvent,
    DeclarationMatter,
    DeclarationRecipient,
)
from aboveboard.declarations.selectors.visibility import get_visible
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.keep_from import keep_from
from aboveboard.declarations.services.receive import (
    Concern,
    Offices,
    Plan,
    assign_recipients,
    plan_recipients,
    write_plans,
)
from aboveboard.declarations.services.steps import Happening, change_in_place, record_happening
from aboveboard.declarations.services.telling import tell_recipients
from aboveboard.declarations.services.telling_the_desk import tell_of_older_ones
from aboveboard.ledger.filing import Filed, Filing, filing
from aboveboard.rules.actor import Actor, AnyActor
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.errors import NotAllowed
from aboveboard.rules.receiving import OWN
from aboveboard.rules.transitions import OPEN_STATES, WAITING_FOR_THE_DESK

_NEEDED = (
    "reference",
    "version",
    "state",
    "matter",
    "names_a_pupil",
    "school_id",
    "matched_person_id",
    "person__reference",
)

AT_ONCE = 500
"""Declarations in one filing of `reroute_declarations`, so that nobody waits long for the head of the ledger."""


def declare_conflict(*, actor: Actor, reference: str, version: int, now: datetime) -> Filed:
    """Hand on a declaration that came to one, without a reason; from then on it cannot be found by them.

    It goes to whoever is next in line. Raises NotFound, NotAllowed for one's own, or StaleState.
    Source: guidance S8.18.
    """
    declaration = get_visible(actor, reference)
    if declaration.person_id == actor.person_id:
        raise NotAllowed(OWN)
    with filing(actor=actor, now=now) as current:
        change_in_place(declaration, version=version, changes={}, actor=actor)
        DeclarationBar.objects.create(declaration=declaration, person_id=actor.person_id, by_author=False)
        keep_from(declaration, actor.person_id, actor=actor, now=now, filing=current)
        new_to = assign_recipients(declaration, now=now)
        filed = record_happening(
            declaration,
            Happening(kinds.CONFLICT_DECLARED, internal=True),
            actor=actor,
            now=now,
            filing=current,
        )
        tell_recipients(declaration, new_to, actor=actor, now=now)
    return filed


def reroute_declarations(*, actor: AnyActor, now: datetime) -> int:
    """Bring every declaration to whoever should have it now; returns how many came to other people.

    Looks at those that wait for the desk, those that nobody has, and those whose recipient has left the chair they
    received it in. Safe to run twice. Those told are told of each that waits, and once of all the others.
    """
    offices = Offices(on=uk_date(now))
    ids = _list_ids_to_look_at(offices)
    moved = 0
    for start in range(0, len(ids), AT_ONCE):
        moved += _reroute(ids[start : start + AT_ONCE], offices, actor=actor, now=now)
    return moved


def _list_ids_to_look_at(offices: Offices) -> list[int]:
    held = DeclarationRecipient.objects.filter(until_at__isnull=True)
    seated = held.values_list("declaration__school_id", "role", "person_id").distinct().order_by()
    left = Q(pk__in=())
    for school_id, role, person_id in seated:
        if (role, person_id) not in {(seat.role.value, seat.person_id) for seat in offices.seats(school_id)}:
            left |= Q(school_id=school_id, recipients__role=role, recipients__person_id=person_id)
    gone = Declaration.objects.filter(left, recipients__until_at__isnull=True)
    waiting = Declaration.objects.filter(state__in=WAITING_FOR_THE_DESK)
    nobody = Declaration.objects.filter(
        ~Exists(held.filter(declaration=OuterRef("pk"))), state__in=OPEN_STATES
    )
    found = {pk for those in (gone, waiting, nobody) for pk in those.order_by().values_list("pk", flat=True)}
    return sorted(found)


def _reroute(ids: Sequence[int], offices: Offices, *, actor: AnyActor, now: datetime) -> int:
    declarations = (
        Declaration.objects.filter(pk__in=ids).select_related("person").only(*_NEEDED).order_by("pk")
    )
    current: dict[int, list[DeclarationRecipient]] = defaultdict(list)
    for row in DeclarationRecipient.objects.filter(declaration__in=ids, until_at__isnull=True):
        current[row.declaration_id].append(row)
    concerns = _list_concerns(declarations)
    plans: list[tuple[Declaration, Plan]] = []
    for declaration in declarations:
        plan = plan_recipients(
            declaration, concerns[declaration.pk], current=current[declaration.pk], offices=offices, now=now
        )
        if plan.over_ids or plan.new:
            plans.append((declaration, plan))
    if plans:
        with filing(actor=actor, now=now) as open_filing:
            _move(plans, actor=actor, now=now, filing=open_filing)
    return len(plans)


def _move(
    plans: Sequence[tuple[Declaration, Plan]], *, actor: AnyActor, now: datetime, filing: Filing
) -> None:
    write_plans([plan for _, plan in plans], now=now)
    older: set[int] = set()
    for declaration, plan in plans:
        record_happening(
            declaration,
            Happening(kinds.RECIPIENTS_CHANGED, internal=True),
            actor=actor,
            now=now,
            filing=filing,
        )
        if declaration.state in WAITING_FOR_THE_DESK:
            tell_recipients(declaration, plan.new_to, actor=actor, now=now)
        else:
            older |= plan.new_to
    tell_of_older_ones(older, actor=actor, now=now)


def _list_concerns(declarations: Iterable[Declaration]) -> dict[int, Concern]:
    """What `receive.get_concern` gives for one, for many, in two queries."""
    found = list(declarations)
    barred: dict[int, set[int]] = defaultdict(set)
    decided: dict[int, set[int]] = defaultdict(set)
    for pk, person_id in DeclarationBar.objects.filter(declaration__in=found).values_list(
        "declaration_id", "person_id"
    ):
        barred[pk].add(person_id)
    stops = DeclarationEvent.objects.filter(
        declaration__in=found, kind=kinds.STOP_ASKED, by__isnull=False
    ).order_by()
    for pk, by_id in stops.values_list("declaration_id", "by_id"):
        decided[pk].add(by_id)
    return {
        each.pk: Concern(
            author_id=each.person_id,
            school_id=each.school_id,
            matter=DeclarationMatter(each.matter),
            names_a_pupil=each.names_a_pupil,
            named_ids=frozenset({each.matched_person_id} if each.matched_person_id else ()),
            left_out_ids=frozenset(barred[each.pk]),
            decided_ids=frozenset(decided[each.pk]),
        )
        for each in found
    }
