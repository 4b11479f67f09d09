"""Declarations in every state, each reached through the real services, with the people of one school around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from tests.people_of_a_school import actor_of, make_holders, make_school
from tests.rules.build import child, facts, on_roll

from aboveboard.declarations.models import Declaration, ParentsKnow
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.acknowledge import acknowledge_declarations
from aboveboard.declarations.services.decide import ask_to_stop, uphold
from aboveboard.declarations.services.entries import Amended, Entry, Relationship, Shown
from aboveboard.declarations.services.keep_true import end_declaration
from aboveboard.declarations.services.look_into import ask_author, refer_declaration
from aboveboard.declarations.services.reply import ask_for_review
from aboveboard.declarations.services.signing import Signature
from aboveboard.declarations.services.steps import Happening, take_step
from aboveboard.declarations.services.submit import submit_declarations
from aboveboard.ledger.filing import filing
from aboveboard.people.models import Person, School, Trust
from aboveboard.people.selectors.settings import get_settings
from aboveboard.rules.actor import Actor, Role, SystemActor
from aboveboard.rules.calendar import add_working_days
from aboveboard.rules.relationships import Facts, decide, read_facts
from aboveboard.rules.transitions import DeclarationState, DeclarationStep

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
LONG_AGO = date(2016, 5, 1)
SHOWN = Shown("What I have written is true.", "Yes, if you declare it.", "You may stay in contact.")
_numbers = count(1)

S = DeclarationState


def a_friend_who_is_a_parent(**different: Any) -> Facts:
    """A friend since long before, not through work, with a child on roll: declare it and go on."""
    told = {
        "schools": ["oak"],
        "born_on": "1985-03-03",
        "parent_of": [child("oak")],
        "kind": "friend",
        "since": "2016-05-01",
        "stage": "connected",
        **different,
    }
    return read_facts(facts(**told))


def a_child_on_roll(**different: Any) -> Facts:
    """A pupil of 14 whom they know only from school, with whom they are in contact: not allowed."""
    told = {"schools": ["oak"], "born_on": "2012-03-14", "enrolments": [on_roll("oak")], "stage": "connected"}
    return read_facts(facts(**{**told, **different}))


@dataclass
class Office:
    """One school and its trust, one person in each chair. `author` declares; the properties are the others."""

    school: School
    people: dict[Role, Person]
    now: datetime = NOW

    @classmethod
    def build(cls, key: str = "oak", name: str = "Oak Primary School") -> Office:
        Trust.objects.get_or_create(pk=1, defaults={"name": "Lantern Learning Trust"})
        school = make_school(key, name)
        return cls(school, make_holders(school))

    @classmethod
    def of(cls, people: Mapping[Any, Person]) -> Office:
        """The office of people who are there already, one for each role."""
        Trust.objects.get_or_create(pk=1, defaults={"name": "Lantern Learning Trust"})
        return cls(make_school(), {role: people[role] for role in Role})

    def actor(self, who: Role | Person) -> Actor:
        """Somebody as they stand today."""
        return actor_of(self.people[who] if isinstance(who, Role) else who, on=self.now.date())

    @property
    def author(self) -> Actor:
        return self.actor(Role.STAFF_MEMBER)

    @property
    def manager(self) -> Actor:
        return self.actor(Role.SCHOOL_OPERATIONS_MANAGER)

    @property
    def leader(self) -> Actor:
        return self.actor(Role.SENIOR_LEADER)

    @property
    def head(self) -> Actor:
        return self.actor(Role.HEADTEACHER)

    @property
    def safeguarding(self) -> Actor:
        return self.actor(Role.DESIGNATED_SAFEGUARDING_LEAD)

    def declare(
        self,
        *,
        by: Actor | None = None,
        other_name: str = "",
        told: Facts | None = None,
        names_a_pupil: bool = False,
        leave_out: frozenset[int] = frozenset(),
        amends: Amended | None = None,
        now: datetime | None = None,
        **different: Any,
    ) -> Declaration:
        """File a declaration through the service. `different` changes the relationship."""
        by, now = by or self.author, now or self.now
        told = told or a_friend_who_is_a_parent()
        relationship = Relationship(
            **{
                "school_id": self.school.pk,
                "other_name": other_name or f"Wilhelmina Featherstone{next(_numbers)}",
                "other_kinds": ("pupil",) if names_a_pupil else ("parent", "friend"),
                "names_a_pupil": names_a_pupil,
                "parents_know": ParentsKnow.NOT_A_CHILD,
                "platforms": ("facebook",),
                "handle": "",
                "context": "We have been friends since school.",
                "facts": told,
                **different,
            }
        )
        entry = Entry(relationship, decide(told, get_settings(now)), SHOWN)
        (filed,) = submit_declarations(
            actor=by,
            entries=[entry],
            signature=Signature(by.name, "password"),
            leave_out=leave_out,
            amends=amends,
            now=now,
        )
        return Declaration.objects.get(reference=filed.reference)


@dataclass(frozen=True)
class Moves:
    """The steps by which `at_state` gets somewhere, each some minutes after the one before."""

    office: Office
    declaration: Declaration

    def _take(self, service: Callable[..., object], actor: Actor, **rest: Any) -> None:
        self.declaration.refresh_from_db()
        service(
            actor=actor,
            reference=self.declaration.reference,
            version=self.declaration.version,
            now=self.office.now + self.declaration.version * A_MINUTE,
            **rest,
        )
        self.declaration.refresh_from_db()

    def acknowledge(self) -> None:
        acknowledge_declarations(
            actor=self.office.manager,
            versions={self.declaration.reference: self.declaration.version},
            now=self.office.now + A_MINUTE,
        )
        self.declaration.refresh_from_db()

    def ask(self) -> None:
        self._take(ask_author, self.office.manager, text="Since when have you known each other?")

    def refer(self) -> None:
        self._take(refer_declaration, self.office.manager, reasons="They met through the school.")

    def ask_to_stop(self) -> None:
        by_on = add_working_days(self.office.now.date(), 5)
        self._take(ask_to_stop, self.office.leader, reasons="They met at school.", respond_by_on=by_on)

    def ask_for_review(self) -> None:
        self._take(ask_for_review, self.office.author, text="Please look again.")

    def uphold(self) -> None:
        self._take(uphold, self.office.head, reasons="I agree.")

    def end(self) -> None:
        self._take(end_declaration, self.office.author, text="We are no longer in touch.")

    def amend(self) -> None:
        self.office.declare(
            amends=Amended(self.declaration.reference, self.declaration.version),
            now=self.office.now + A_MINUTE,
        )
        self.declaration.refresh_from_db()

    def close(self) -> None:
        sweep = SystemActor("sweep")
        now = self.office.now + A_MINUTE
        with filing(actor=sweep, now=now) as current:
            take_step(
                self.declaration,
                DeclarationStep.CLOSE,
                version=self.declaration.version,
                happening=Happening(kinds.CLOSED),
                actor=sweep,
                now=now,
                filing=current,
            )
        self.declaration.refresh_from_db()


WAYS: dict[DeclarationState, tuple[str, ...]] = {
    S.NEW: (),
    S.QUESTIONED: ("ask",),
    S.ACKNOWLEDGED: ("acknowledge",),
    S.REFERRED: ("refer",),
    S.STOP_ASKED: ("refer", "ask_to_stop"),
    S.UNDER_REVIEW: ("refer", "ask_to_stop", "ask_for_review"),
    S.STOPPED: ("refer", "ask_to_stop", "ask_for_review", "uphold"),
    S.SUPERSEDED: ("amend",),
    S.ENDED: ("end",),
    S.CLOSED: ("close",),
}
"""How each state is reached from filing."""


def at_state(office: Office, state: DeclarationState, **different: Any) -> Declaration:
    """A declaration of the office's author in `state`; `different` is for `Office.declare`."""
    moves = Moves(office, office.declare(**different))
    for step in WAYS[state]:
        getattr(moves, step)()
    assert moves.declaration.state == state, f"{state} was not reached: {moves.declaration.state}"
    return moves.declaration
