"""Seeds the demo trust: the same trust for the same day, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from aboveboard.notices.selectors.status import get_last_done
from aboveboard.notices.services.jobs import record_beat
from aboveboard.people.demo.personas import ALL_THROUGH, PERSONAS, PRIMARY, SECONDARY
from aboveboard.people.demo.pupils import load_pupils_and_parents
from aboveboard.people.demo.registry import DemoWorld, list_demo_parts
from aboveboard.people.demo.staff import load_staff, load_trust
from aboveboard.people.models import Audience, Person, Trust
from aboveboard.people.services.platforms import agree_platform
from aboveboard.people.services.roles import Grant, grant_roles
from aboveboard.rules.actor import SystemActor, Visitor
from aboveboard.rules.calendar import uk_date

SEED = 20261123
BEAT = "seed_demo"


def is_seeded() -> bool:
    """True when there is a trust already, demo or not."""
    return Trust.objects.exists()


def was_cut_short() -> bool:
    """True when seeding began here and never ended: what is there is not the whole demo trust."""
    begun = get_last_done(Visitor()).get(BEAT)
    return begun is not None and not begun.well


def seed(*, now: datetime, report: Callable[[str], None] = lambda part: None) -> DemoWorld:
    """Fill the empty database with the demo trust as it stands at `now`; `report` hears each part's name as it begins.

    Raises ImproperlyConfigured where the demo is off, or when there is a trust already.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("The demo trust is only for demo mode; these settings are not.")
    if is_seeded():
        raise ImproperlyConfigured("There is a trust already. The demo trust goes into an empty database.")
    on = uk_date(now)
    report("the trust and its people")
    # Each part draws from a random of its own, so that a change to one part changes no other.
    seeder = SystemActor(job="seed_demo")
    with transaction.atomic():  # a roster is loaded, not decided: rows in bulk
        record_beat(actor=seeder, now=now, name=BEAT, well=False)
        schools = load_trust()
        staffroom = load_staff(Random(SEED), schools, on=on)
        stories = load_pupils_and_parents(Random(SEED + 1), schools, staffroom, on=on)
    world = DemoWorld(now, on, Random(SEED + 2), schools, {**staffroom.cast, **stories})
    _grant_roles(world)
    _agree_platforms(world)
    for number, (name, part) in enumerate(list_demo_parts(), start=3):
        report(name)
        part(DemoWorld(now, on, Random(SEED + number), schools, world.cast))
    record_beat(actor=seeder, now=now, name=BEAT)
    return world


def _grant_roles(world: DemoWorld) -> None:
    grant_roles(
        actor=SystemActor(job="seed_demo"),
        now=world.now,
        grants=[
            Grant(
                person_id=world.cast[persona.key].pk,
                role=post.role,
                school_id=None if post.school is None else world.schools[post.school].pk,
                deputy=post.deputy,
                from_on=world.on - timedelta(days=round(max(persona.years, 0) * 365.25)),
            )
            for persona in PERSONAS
            for post in persona.posts
        ],
    )


def _agree_platforms(world: DemoWorld) -> None:
    agreements = (
        ("siobhan", PRIMARY, "classdojo", Audience.PARENTS, "News from the class", False),
        ("anand", SECONDARY, "teams", Audience.PUPILS, "Homework and lessons", False),
        ("anand", SECONDARY, "teams", Audience.COLLEAGUES, "Cover and notices", True),
        ("fiona", ALL_THROUGH, "google_classroom", Audience.PUPILS, "Homework", False),
    )
    for key, school, platform, audience, purpose, one_to_one in agreements:
        agree_platform(
            actor=world.actor(key),
            now=world.now,
            school_id=world.schools[school].pk,
            platform=platform,
            audience=audience,
            purpose=purpose,
            one_to_one=one_to_one,
        )


def persona_people() -> dict[str, Person]:
    """The personas of the seeded trust by key, with their accounts; empty before seeding."""
    by_email = {
        person.email: person
        for person in Person.objects.filter(email__in=[persona.email for persona in PERSONAS])
    }
    return {persona.key: by_email[persona.email] for persona in PERSONAS if persona.email in by_email}
