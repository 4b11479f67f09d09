"""How a story of the demo is told: declared so many days ago, and taken on step by step, through the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from aboveboard.declarations.selectors.desk_page import get_desk_declaration
from aboveboard.declarations.selectors.matching import suggest
from aboveboard.declarations.selectors.visibility import get_visible
from aboveboard.declarations.services.acknowledge import acknowledge_declarations
from aboveboard.declarations.services.entries import Amended, Entry, Relationship, Shown, matter_of
from aboveboard.declarations.services.look_into import refer_declaration
from aboveboard.declarations.services.match import match_person, say_no_match
from aboveboard.declarations.services.prepare import STATEMENTS, ParentsKnow
from aboveboard.declarations.services.signing import Signature
from aboveboard.declarations.services.submit import submit_declarations
from aboveboard.notices.services.outbox import withdraw_notices
from aboveboard.people.demo.registry import DemoWorld
from aboveboard.people.selectors.actors import get_actor_by_id
from aboveboard.people.selectors.facts import get_staff_facts
from aboveboard.people.selectors.settings import get_settings
from aboveboard.people.selectors.staff import list_staff_at
from aboveboard.rules.actor import Actor, SystemActor
from aboveboard.rules.answers import answer_in_words
from aboveboard.rules.calendar import uk_date
from aboveboard.rules.relationships import Facts, decide
from aboveboard.rules.relationships.facts import (
    Account,
    Board,
    ChildEnrolment,
    Colleague,
    Contact,
    Enrolment,
    Form,
    OtherPerson,
    Responsibility,
    Stage,
    Tie,
    TieKind,
)
from aboveboard.rules.routing import Matter

PRIMARY, SECONDARY, SPECIAL, ALL_THROUGH = "ostlebeck", "marrowdale", "fennick", "tarnwick"
MANAGERS = {PRIMARY: "dele", SECONDARY: "helen", SPECIAL: "olena", ALL_THROUGH: "sunil"}
"""Who receives declarations at each school; the special school's chair is empty, so its headteacher does."""

OLD_NEWS = 4
"""Notices of what is older than this many days were read long ago: nobody's first sign-in drowns in them."""

SEEDING = SystemActor("seed_demo")


@dataclass(frozen=True, slots=True)
class Other:
    """The other person of a story, as the author tells it."""

    name: str
    kinds: tuple[str, ...]
    tie: TieKind = TieKind.FRIEND
    known_for_years: int | None = 12
    through_work: bool = False
    peer: bool = False
    child_at: str | None = None
    pupil_at: str | None = None
    left_years_ago: int | None = None
    age: int | None = None
    colleague: Colleague = Colleague.NONE
    stage: Stage = Stage.CONNECTED
    form: Form = Form.DIRECT
    platforms: tuple[str, ...] = ("whatsapp",)
    parents_know: ParentsKnow = ParentsKnow.NOT_A_CHILD
    context: str = "We have been friends for years and see each other at weekends."


@dataclass
class Story:
    """One declaration as it goes on: the services take the version that this keeps count of."""

    teller: Teller
    school: str
    author_id: int
    reference: str
    version: int = 1

    def take(
        self, service: Callable[..., object], by: Actor | str, *, days_ago: int, steps: int = 1, **rest: Any
    ) -> Story:
        """One step by a service, as it would have been taken then. `steps` is by how much the version rises."""
        now = self.teller.at(days_ago)
        actor = self.teller.actor(by, now) if isinstance(by, str) else by
        service(actor=actor, reference=self.reference, version=self.version, now=now, **rest)
        self.version += steps
        if days_ago > OLD_NEWS:
            withdraw_notices(actor=SEEDING, now=now, about=self.reference)
        return self

    def acknowledge(self, *, days_ago: int, by: str | None = None) -> Story:
        return self.take(acknowledge_one, by or MANAGERS[self.school], days_ago=days_ago)

    def refer(self, reasons: str, *, days_ago: int) -> Story:
        return self.take(refer_declaration, MANAGERS[self.school], days_ago=days_ago, reasons=reasons)

    def author(self, *, days_ago: int) -> Actor:
        return get_actor_by_id(self.author_id, on=uk_date(self.teller.at(days_ago)))

    def recipient(self, matter: Matter, *, days_ago: int, seen_by: str | None = None) -> Actor:
        """Who has it for `matter`, as the desk of `seen_by` shows."""
        now = self.teller.at(days_ago)
        reader = self.teller.actor(seen_by or MANAGERS[self.school], now)
        page = get_desk_declaration(reader, self.reference, now=now, on=uk_date(now))
        person_id = next(person.person_id for person in page.people if person.matter is matter)
        return get_actor_by_id(person_id, on=uk_date(now))

    def match(self, *, days_ago: int, by: str | None = None, steps: int = 1) -> Story:
        """The office confirms the likeliest suggestion."""
        now = self.teller.at(days_ago)
        actor = self.teller.actor(by or MANAGERS[self.school], now)
        found = suggest(actor, get_visible(actor, self.reference), on=uk_date(now))
        return self.take(match_person, actor, days_ago=days_ago, steps=steps, person_id=found[0].person_id)

    def match_if_known(self, *, days_ago: int) -> None:
        """As the office does: most names that staff type are on no roster."""
        now = self.teller.at(days_ago)
        actor = self.teller.actor(MANAGERS[self.school], now)
        if suggest(actor, get_visible(actor, self.reference), on=uk_date(now)):
            return
        self.take(say_no_match, actor, days_ago=days_ago)


def acknowledge_one(*, actor: Actor, reference: str, version: int, now: datetime) -> object:
    return acknowledge_declarations(actor=actor, versions={reference: version}, now=now)


@dataclass
class Teller:
    world: DemoWorld

    def at(self, days_ago: int) -> datetime:
        """An hour of a school day, so many days ago."""
        return self.world.now - timedelta(days=days_ago)

    def actor(self, key: str, now: datetime) -> Actor:
        return get_actor_by_id(self.world.cast[key].pk, on=uk_date(now))

    def declare(
        self,
        school: str,
        by: str | int,
        other: Other,
        *,
        days_ago: int,
        amends: Amended | None = None,
    ) -> Story:
        """File what somebody declared so many days ago."""
        now = self.at(days_ago)
        author_id = self.world.cast[by].pk if isinstance(by, str) else by
        actor = get_actor_by_id(author_id, on=uk_date(now))
        school_id = self.world.schools[school].pk
        facts = self._facts(other, author_id, school_id, school, on=uk_date(now))
        settings = get_settings(now)
        verdict = decide(facts, settings)
        answer = answer_in_words(facts, verdict, settings=settings)
        relationship = Relationship(
            school_id=school_id,
            other_name=other.name,
            other_kinds=other.kinds,
            names_a_pupil="pupil" in other.kinds,
            parents_know=other.parents_know,
            platforms=other.platforms,
            handle="",
            context=other.context,
            facts=facts,
        )
        shown = Shown(
            statement=STATEMENTS[matter_of(verdict)],
            answer_heading=answer.headline,
            answer="\n".join((*answer.reasons, *answer.steps)),
        )
        (filed,) = submit_declarations(
            actor=actor,
            entries=[Entry(relationship, verdict, shown)],
            signature=Signature(actor.name, "password"),
            amends=amends,
            now=now,
        )
        if days_ago > OLD_NEWS:
            withdraw_notices(actor=SEEDING, now=now, about=filed.reference)
        return Story(self, school, author_id, filed.reference)

    def _facts(self, other: Other, author_id: int, school_id: int, school: str, *, on: date) -> Facts:
        years = timedelta(days=365)
        enrolments: tuple[Enrolment, ...] = ()
        if other.pupil_at is not None:
            until = None if other.left_years_ago is None else on - other.left_years_ago * years
            enrolments = (Enrolment(other.pupil_at, on - 5 * years if until is None else None, until),)
        children = (
            (ChildEnrolment(other.child_at, on - 2 * years, None, Responsibility.PARENTAL),)
            if other.child_at
            else ()
        )
        return Facts(
            on=on,
            staff=get_staff_facts(author_id, school_id=school_id, on=on),
            other=OtherPerson(
                born_on=None if other.age is None else on - other.age * years - timedelta(days=60),
                enrolments=enrolments,
                taught_by_staff=False,
                parent_of=children,
                colleague=other.colleague,
                board=Board.NONE,
                identity_known=True,
                organisation=False,
            ),
            tie=Tie(
                other.tie,
                None if other.known_for_years is None else on - other.known_for_years * years,
                other.through_work,
                other.peer,
            ),
            contact=Contact(
                stage=other.stage,
                account=Account.PERSONAL,
                form=other.form,
                platform=other.platforms[0] if other.platforms else "whatsapp",
                sanctioned=False,
                for_work=False,
                child_at_risk=False,
                unaware=False,
            ),
        )


def list_others(teller: Teller, school: str) -> list[int]:
    """Staff of a school without a story of their own, in an order that the seeding's random gives."""
    cast = {person.pk for person in teller.world.cast.values()}
    long_ago = teller.world.on - timedelta(days=360)
    staff = list_staff_at(teller.world.schools[school].pk, on=long_ago)
    others = [person.person_id for person in staff if person.person_id not in cast]
    teller.world.random.shuffle(others)
    return others


_GIVEN = (
    "Alice", "Ben", "Carol", "Dev", "Elin", "Farida", "Georgia", "Hugh", "Ines",
    "Joel", "Kavita", "Liam", "Morag", "Nadia", "Owen", "Paula", "Quentin", "Rhian"
)  # fmt: skip
_FAMILY = (
    "Ashdown", "Birkett", "Calder", "Dunmore", "Eastwood", "Farrow", "Garside",
    "Holroyd", "Inchbald", "Jowett", "Kershaw", "Lomas", "Midgley"
)  # fmt: skip
_TIES = (
    (("parent", "friend"), TieKind.FRIEND, "We have been friends since college."),
    (("parent", "family"), TieKind.FAMILY, "We are cousins, and our children play together."),
    (("parent", "family_friend"), TieKind.FAMILY_FRIEND, "Our parents were neighbours."),
    (("parent", "friend"), TieKind.FRIEND, "We met in the maternity ward and have stayed in touch."),
)


def a_parent(teller: Teller, school: str) -> Other:
    random = teller.world.random
    kinds, tie, context = random.choice(_TIES)
    return Other(
        f"{random.choice(_GIVEN)} {random.choice(_FAMILY)}",
        kinds,
        tie,
        known_for_years=random.randint(4, 25),
        child_at=school,
        platforms=tuple(
            random.sample(("whatsapp", "facebook", "instagram", "snapchat"), random.randint(1, 2))
        ),
        context=context,
    )
