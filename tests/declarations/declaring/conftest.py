from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.core import mail
from tests.pages import Page, Pages
from tests.people.world import World

from aboveboard.people.models import Person, School
from aboveboard.rules.actor import Role
from aboveboard.rules.calendar import uk_date

FRIEND = {"other_name": "Priya Example", "kinds": ["parent", "friend"], "school": "hill"}
BEGINNING = {"since-year": "2012", "through_work": "no"}
CONTACT = {
    "platforms": ["whatsapp"],
    "stage": "connected",
    "form": "direct",
    "purpose": "private",
    "knew_who": "yes",
}
CONTEXT = {"context": "We have been friends since before I worked here."}
READY = {"ready": "yes"}


@dataclass
class SmallSchool:
    """Hill School: a teacher, and everybody who may receive what she declares."""

    world: World
    teacher: Person
    office: Person
    senior: Person
    head: Person
    lead: Person
    trust_leader: Person
    officer: Person
    hr: Person

    @property
    def school(self) -> School:
        return self.world.hill


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def small(db: None, now: datetime) -> SmallSchool:
    return make_small_school(now)


def make_small_school(now: datetime) -> SmallSchool:
    """The school as it stands at `now`."""
    world = World.build(uk_date(now))
    head = world.staff("Helen Head", Role.HEADTEACHER)
    return SmallSchool(
        world=world,
        teacher=world.staff("Tess Teacher", manager=head),
        office=world.staff("Olive Office", Role.SCHOOL_OPERATIONS_MANAGER),
        senior=world.staff("Simon Senior", Role.SENIOR_LEADER),
        head=head,
        lead=world.staff("Della Lead", Role.DESIGNATED_SAFEGUARDING_LEAD),
        trust_leader=world.staff("Tom Trust", Role.TRUST_LEADER, central=True),
        officer=world.staff("Dora Officer", Role.DATA_PROTECTION_OFFICER, central=True),
        hr=world.staff("Hari Resources", Role.TRUST_HR, central=True),
    )


@dataclass
class Walk:
    """Somebody goes through the journey. `page` is where they are, `screens` the pages they have filled in."""

    pages: Pages
    page: Page
    screens: int = 0

    @classmethod
    def begin(cls, person: Person, mode: str = "one") -> Walk:
        pages = Pages.of(person.user)
        return cls(pages, pages.send("/declare/", {"mode": mode}))

    @property
    def address(self) -> str:
        return str(self.page.response.wsgi_request.path)

    @property
    def draft(self) -> int:
        return int(self.address.split("/")[2])

    def fill(self, **fields: object) -> Walk:
        """Send the step and go where it leads, its hidden fields included."""
        self.screens += 1
        sent = {**self.page.hidden(), "go": "next", **fields}
        sent.pop("csrfmiddlewaretoken", None)
        self.page = self.pages.send(self.address, sent)
        return self

    def through(self, **fields: object) -> Walk:
        """Send the same answers at every step, each of which takes its own, until all is answered."""
        for _ in range(10):
            if self.address.endswith("/check/"):
                return self
            self.fill(**fields)
        raise AssertionError(f"It goes on at {self.address}")

    def signature(self, name: str = "Tess Teacher") -> dict[str, str]:
        """What a signature sends, with the code that came by e-mail."""
        return {"seen": self.page.hidden()["seen"], "typed_name": name, "code": self.code()}

    @staticmethod
    def code() -> str:
        return str(re.findall(r"\b\d{6}\b", str(mail.outbox[-1].body))[-1])

    def sign(self, name: str = "Tess Teacher") -> Walk:
        """Sign, and go where it leads."""
        self.screens += 1
        self.page = self.pages.send(self.address, self.signature(name))
        return self


def declare_friend(person: Person, **instead: object) -> Walk:
    """As far as check-your-answers, about a friend who is a parent."""
    walk = Walk.begin(person)
    for fields in ({**FRIEND, **instead}, BEGINNING, CONTACT, CONTEXT, READY):
        walk.fill(**fields)
    return walk
