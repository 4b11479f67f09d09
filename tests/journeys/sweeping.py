"""Declarations for the sweep to look at, made through the services, and the days on which it looks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from tests.people.world import World
from tests.rules.build import facts as facts_of

from aboveboard.declarations.models import Declaration, DeclarationEvent, ParentsKnow
from aboveboard.declarations.services.entries import Entry, Relationship, Shown
from aboveboard.declarations.services.signing import Signature
from aboveboard.declarations.services.steps import Happening, take_step
from aboveboard.declarations.services.submit import submit_declarations
from aboveboard.journeys.services.sweep.run import run_sweep
from aboveboard.ledger.filing import filing
from aboveboard.notices.models import Notice
from aboveboard.people.models import Person
from aboveboard.people.selectors.actors import get_actor
from aboveboard.people.selectors.facts import get_staff_facts
from aboveboard.people.selectors.settings import get_settings
from aboveboard.rules.actor import Actor, Role, SystemActor
from aboveboard.rules.relationships import decide, read_facts
from aboveboard.rules.relationships.writing import staff_as_json
from aboveboard.rules.transitions import DeclarationState, DeclarationStep

SWEEP = SystemActor("sweep")
MONDAY = date(2026, 11, 23)


def at(day: date) -> datetime:
    """Ten in the morning of a day, in winter."""
    return datetime.combine(day, time(10), UTC)


def sweep(day: date) -> str:
    return run_sweep(actor=SWEEP, now=at(day))


def told(world: World, author: Person, *, on: date = MONDAY, **different: Any) -> dict[str, Any]:
    """The facts as the author tells them: a friend of long ago whom they are connected with."""
    given = {"kind": "friend", "since": "2010-01-01", "peer": True, "stage": "connected"} | different
    staff = get_staff_facts(author.pk, school_id=world.hill.pk, on=on)
    return {**facts_of(**given), "on": on.isoformat(), "staff": staff_as_json(staff)}


def declare(
    world: World,
    author: Person,
    *,
    matched: Person | None = None,
    on: date = MONDAY,
    names_a_pupil: bool = False,
    **different: Any,
) -> Declaration:
    """A declaration, new; with `matched` the office has said who it is, and the first sweep will decide on that."""
    told_facts = read_facts(told(world, author, on=on, **different))
    verdict = decide(told_facts, get_settings(at(on)))
    relationship = Relationship(
        school_id=world.hill.pk,
        other_name="Robin Example",
        other_kinds=("friend",),
        names_a_pupil=names_a_pupil,
        parents_know=ParentsKnow.NOT_A_CHILD,
        platforms=("instagram",),
        handle="",
        context="We met at a choir.",
        facts=told_facts,
    )
    (filed,) = submit_declarations(
        actor=get_actor(author, on=on),
        entries=[Entry(relationship, verdict, Shown("I have read it.", "Answer", "Yes."))],
        signature=Signature(str(author), "password"),
        now=at(on),
    )
    if matched is not None:
        Declaration.objects.filter(reference=filed.reference).update(matched_person=matched)
    return get(filed.reference)


def get(reference: str) -> Declaration:
    return Declaration.objects.select_related("person").get(reference=reference)


def office(world: World) -> Actor:
    """The operations manager of the hill school, made when first asked for."""
    found = Person.objects.filter(role_holdings__role=Role.SCHOOL_OPERATIONS_MANAGER).first()
    person = found or world.staff("Olive Office", Role.SCHOOL_OPERATIONS_MANAGER)
    return get_actor(person, on=world.on)


def take(
    declaration: Declaration,
    step: DeclarationStep,
    actor: Actor,
    *,
    kind: str,
    day: date = MONDAY,
    **more: Any,
) -> Declaration:
    """`step` through the service that every step goes through."""
    found = get(declaration.reference)
    with filing(actor=actor, now=at(day)) as current:
        take_step(
            found,
            step,
            version=found.version,
            happening=Happening(kind, **more),
            actor=actor,
            now=at(day),
            filing=current,
        )
    return get(declaration.reference)


def acknowledge(world: World, declaration: Declaration, *, day: date = MONDAY) -> Declaration:
    return take(
        declaration, DeclarationStep.ACKNOWLEDGE, office(world), kind="declaration.acknowledged", day=day
    )


def state(declaration: Declaration) -> DeclarationState:
    return DeclarationState(get(declaration.reference).state)


def seen_by_author(declaration: Declaration) -> list[str]:
    events = DeclarationEvent.objects.filter(declaration__reference=declaration.reference, internal=False)
    return [event.kind for event in events]


def said_to(person: Person, kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind, addressee=f"person:{person.pk}").order_by("pk"))


def everything() -> dict[str, Any]:
    """What a sweep may change, for telling whether it changed anything."""
    return {
        "declarations": list(Declaration.objects.order_by("pk").values()),
        "events": list(DeclarationEvent.objects.order_by("pk").values()),
        "notices": list(Notice.objects.order_by("pk").values()),
    }
