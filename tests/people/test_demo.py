import os
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import override_settings
from django.urls import reverse
from tests.pages import Pages

from aboveboard.notices.services.jobs import record_beat
from aboveboard.people.demo.personas import PERSONAS, PRIMARY
from aboveboard.people.demo.seed import seed
from aboveboard.people.models import (
    Absence,
    AgreedPlatform,
    Engagement,
    Enrolment,
    ParentLink,
    Person,
    RecordedDecision,
    RoleHolding,
    School,
    Trust,
    User,
)
from aboveboard.rules.actor import Role, SystemActor
from aboveboard.rules.relationships.facts import Category

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_people_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other rooms test the parts that they add."""
    monkeypatch.setattr("aboveboard.people.demo.seed.list_demo_parts", lambda: ())


def test_the_demo_trust_is_as_large_and_as_mixed_as_promised(now: datetime) -> None:
    seed(now=now)
    assert School.objects.count() == 4
    staff = Engagement.objects.exclude(category=Category.LAB_MEMBER)
    assert 150 <= staff.count() <= 170
    assert staff.filter(school__key=PRIMARY).count() == 30
    assert set(staff.values_list("category", flat=True)) == set(Category) - {Category.LAB_MEMBER}
    assert Enrolment.objects.values("person").distinct().count() == 1400
    assert Enrolment.objects.filter(until_on__lt=now.date()).exists()
    assert (
        ParentLink.objects.filter(parent__engagements__isnull=False).values("parent").distinct().count() > 10
    )
    assert not User.objects.exclude(password__startswith="!").exists()


def test_the_primary_has_its_two_awkward_people(now: datetime) -> None:
    world = seed(now=now)
    som, head = world.cast["dele"], world.cast["siobhan"]
    assert world.actor("dele").holds(Role.SCHOOL_OPERATIONS_MANAGER, at=world.schools[PRIMARY].pk)
    assert Enrolment.objects.filter(person__parent_links__parent=som, school__key=PRIMARY).exists()
    held = set(RoleHolding.objects.filter(person=head).values_list("role", flat=True))
    assert {Role.HEADTEACHER, Role.DESIGNATED_SAFEGUARDING_LEAD} <= held


def _fingerprint() -> list[tuple[object, ...]]:
    rows = Person.objects.order_by("reference").annotate(links=Count("children_links"))
    return [(person.reference, str(person), person.born_on, person.email, person.links) for person in rows]


def test_the_same_day_gives_the_same_trust(now: datetime) -> None:
    seed(now=now)
    first = _fingerprint()
    for model in (RecordedDecision, AgreedPlatform, RoleHolding, Engagement, Enrolment, ParentLink, User):
        model.objects.all().delete()
    Person.objects.update(line_manager=None)
    for model in (Absence, Person, School, Trust):
        model.objects.all().delete()
    seed(now=now)
    assert _fingerprint() == first


@pytest.mark.parametrize("on", [date(2026, 8, 31), date(2026, 9, 1), date(2028, 2, 29)])
def test_the_trust_can_be_seeded_on_any_day(on: date) -> None:
    seed(now=datetime(on.year, on.month, on.day, 12, tzinfo=UTC))
    assert not Person.objects.filter(born_on__gt=on).exists()
    minors_in_nursery = Enrolment.objects.filter(until_on__isnull=True, person__born_on__year__gt=on.year - 4)
    assert not minors_in_nursery.exists()


def test_the_people_are_seeded_in_under_six_seconds(now: datetime) -> None:
    began = time.process_time()
    seed(now=now)
    assert time.process_time() - began < 6


def test_a_trust_is_never_seeded_over_another(now: datetime) -> None:
    seed(now=now)
    with pytest.raises(ImproperlyConfigured, match="already"):
        seed(now=now)


def test_nothing_is_seeded_outside_the_demo(now: datetime) -> None:
    with override_settings(DEMO=False), pytest.raises(ImproperlyConfigured, match="demo mode"):
        seed(now=now)


def test_there_is_a_persona_for_every_role() -> None:
    held = {post.role for persona in PERSONAS for post in persona.posts}
    assert held == set(Role) - {Role.STAFF_MEMBER}
    assert Counter(persona.key for persona in PERSONAS).most_common(1)[0][1] == 1


def test_a_visitor_chooses_somebody_and_is_signed_in(now: datetime) -> None:
    seed(now=now)
    pages = Pages()
    page = pages.get(reverse("people:demo"))
    assert "Has a friend who is a parent" in page.text
    assert len(page.all("button[@name='persona']")) == len(PERSONAS)
    answer = pages.client.post(reverse("people:demo"), {"persona": "priya", "next": "/account/"})
    assert answer.headers["Location"] == "/account/"
    account = pages.get("/account/")
    assert "Priya Raman" in account.text
    assert "Year 4 teacher" in account.text


def test_choosing_leads_nowhere_outside(now: datetime) -> None:
    seed(now=now)
    answer = Pages().client.post("/demo/", {"persona": "priya", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_nobody_can_be_made_up(now: datetime) -> None:
    seed(now=now)
    Pages().post("/demo/", {"persona": "nobody"}, status=404)


def test_before_seeding_the_page_says_what_to_do() -> None:
    assert "seed_demo" in Pages().get(reverse("people:demo")).text


@override_settings(DEMO=False)
def test_outside_the_demo_there_is_no_such_page() -> None:
    Pages().get("/demo/", status=404)


def _production(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "aboveboard.config.settings.production",
            "SECRET_KEY": "k" * 60,
            "ALLOWED_HOSTS": "staff.example.org",
            "PYTHONPATH": os.pathsep.join(sys.path),
            **environment,
        },
    )


def test_production_has_no_address_for_the_demo() -> None:
    done = _production(
        "import django; django.setup(); from django.conf import settings; from django.urls import reverse;"
        "print(settings.DEMO, reverse('account_login')); reverse('people:demo')"
    )
    assert done.stdout.split() == ["False", "/account/login/"]
    assert "NoReverseMatch" in done.stderr


def test_production_refuses_to_be_a_demo() -> None:
    done = _production("import django; django.setup()", ABOVEBOARD_DEMO="1")
    assert "never runs with production settings" in done.stderr


def test_a_demo_that_was_cut_short_says_so_and_how_to_mend_it(db: None, now: datetime) -> None:
    record_beat(actor=SystemActor(job="seed_demo"), now=now, name="seed_demo", well=False)
    with pytest.raises(CommandError, match=r"cut short.*start again"):
        call_command("seed_demo", if_empty=True)
