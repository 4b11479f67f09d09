"""The demo trust's declarations: one in every state and for every story, through the real services.

Dates count back from the day of seeding. The same day and trust give the same declarations.
"""

from __future__ import annotations

from datetime import timedelta

from aboveboard.declarations.demo.telling import (
    ALL_THROUGH,
    MANAGERS,
    PRIMARY,
    SECONDARY,
    SEEDING,
    SPECIAL,
    Other,
    Story,
    Teller,
    a_parent,
    acknowledge_one,
    list_others,
)
from aboveboard.declarations.selectors.visibility import get_visible
from aboveboard.declarations.services import kinds
from aboveboard.declarations.services.ask_school import open_round
from aboveboard.declarations.services.decide import ask_to_stop, find_compatible, overturn, uphold
from aboveboard.declarations.services.entries import Amended
from aboveboard.declarations.services.keep_true import end_declaration
from aboveboard.declarations.services.look_into import add_condition, ask_author
from aboveboard.declarations.services.prepare import ParentsKnow
from aboveboard.declarations.services.reply import answer_question, ask_for_review, respond_to_stop
from aboveboard.declarations.services.rounds import answer_round
from aboveboard.declarations.services.signing import Signature
from aboveboard.declarations.services.steps import Happening, take_step
from aboveboard.ledger.filing import filing
from aboveboard.notices.services.outbox import withdraw_notices
from aboveboard.people.demo.registry import DemoWorld
from aboveboard.people.selectors.actors import get_actor_by_id
from aboveboard.rules.calendar import add_working_days, uk_date
from aboveboard.rules.relationships.facts import (
    Colleague,
    Form,
    Stage,
    TieKind,
)
from aboveboard.rules.routing import Matter
from aboveboard.rules.transitions import DeclarationStep


def seed_declarations(world: DemoWorld) -> None:
    """Registered with the demo's seeding; raises whatever a service refuses, for then the demo is not true."""
    teller = Teller(world)
    _stories_of_the_primary(teller)
    _stories_of_the_secondary(teller)
    _stories_of_the_other_schools(teller)
    _friends_who_are_parents(teller)
    _a_round(teller)


def _stories_of_the_primary(teller: Teller) -> None:
    laura = Other("Laura Bennett", ("parent", "friend"), child_at=PRIMARY)
    teller.declare(PRIMARY, "priya", laura, days_ago=200).acknowledge(days_ago=198).match(days_ago=197)
    group = Other(
        "The Year 5 parents’ group",
        ("parent", "co_parent"),
        TieKind.CO_PARENT,
        known_for_years=2,
        child_at=PRIMARY,
        form=Form.GROUP,
        context="The class group of my son’s year. I only read what is said about homework and parties.",
    )
    ewa = teller.declare(PRIMARY, "ewa", group, days_ago=60).acknowledge(days_ago=58)
    ewa.take(
        add_condition, "dele", days_ago=57, text="Please do not answer questions about school in the group."
    )
    neighbour = Other(
        "Daniel Hartley",
        ("parent", "family_friend"),
        TieKind.FAMILY_FRIEND,
        known_for_years=8,
        child_at=PRIMARY,
        context="Our families share lifts to football.",
    )
    teller.declare(PRIMARY, "jamal", neighbour, days_ago=3)
    supply = teller.declare(
        PRIMARY, "grace", Other("Katie Slater", ("parent", "friend"), child_at=PRIMARY), days_ago=6
    )
    supply.take(ask_author, "dele", days_ago=2, text="Does Katie’s child go to the class in which you teach?")
    # The operations manager's own: a senior leader deals with it.
    own = Other("Ife Okafor", ("parent", "family_friend"), TieKind.FAMILY_FRIEND, child_at=PRIMARY)
    mine = teller.declare(PRIMARY, "dele", own, days_ago=30)
    mine.acknowledge(days_ago=29, by="tom")


def _stories_of_the_secondary(teller: Teller) -> None:
    runner = Other(
        "Kofi Asante",
        ("pupil", "community"),
        TieKind.COMMUNITY,
        known_for_years=1,
        pupil_at=SECONDARY,
        age=15,
        form=Form.GROUP,
        parents_know=ParentsKnow.YES,
        context="He runs with the town’s club. Times and lifts are arranged in the club’s group.",
    )
    callum = teller.declare(SECONDARY, "callum", runner, days_ago=20)
    callum.match(days_ago=19).refer("He coaches a pupil of his own school outside it.", days_ago=18)
    nephew = Other(
        "Conor Brennan",
        ("pupil", "family"),
        TieKind.FAMILY,
        known_for_years=17,
        pupil_at=SECONDARY,
        age=17,
        parents_know=ParentsKnow.YES,
        context="He is my brother’s son.",
    )
    teller.declare(SECONDARY, "aoife", nephew, days_ago=240).acknowledge(days_ago=238).match(days_ago=238)
    brother = Other("Seán Brennan", ("parent", "family"), TieKind.FAMILY, 35, child_at=SECONDARY)
    teller.declare(SECONDARY, "aoife", brother, days_ago=240).acknowledge(days_ago=238)
    husband = Other(
        "Gareth Pugh",
        ("colleague", "partner"),
        TieKind.PARTNER,
        14,
        colleague=Colleague.COLLEAGUE,
        context="We are married.",
    )
    teller.declare(SECONDARY, "nia", husband, days_ago=150).acknowledge(days_ago=149)
    school_friend = Other(
        "Megan Shaw",
        ("parent", "friend"),
        TieKind.FRIEND,
        9,
        peer=True,
        child_at=SECONDARY,
        context="We were in the same form here. Her stepdaughter is in Year 7 now.",
    )
    teller.declare(SECONDARY, "zainab", school_friend, days_ago=40).acknowledge(days_ago=37)
    sixth_former = Other(
        "Tom Kirk",
        ("pupil", "friend"),
        TieKind.FRIEND,
        6,
        peer=True,
        pupil_at=SECONDARY,
        age=17,
        parents_know=ParentsKnow.YES,
        context="We were at school together until last summer, and play in a band.",
    )
    leo = teller.declare(SECONDARY, "leo", sixth_former, days_ago=10)
    leo.refer("He is 17 himself. Please look at it with section 8.", days_ago=7)
    leader = leo.recipient(Matter.COMPATIBILITY, days_ago=6)
    leo.take(
        find_compatible,
        leader,
        days_ago=5,
        reasons="They were friends at school long before Leo worked here, and are of an age.",
        conditions="Nothing about the school, and no other pupils in the chat.",
    )
    # The headteacher's own goes one level up.
    board = Other("Ruth Palmer", ("parent", "friend"), child_at=SECONDARY)
    teller.declare(SECONDARY, "anand", board, days_ago=12)


def _stories_of_the_other_schools(teller: Teller) -> None:
    foster = Other(
        "Ivy Marsh",
        ("pupil", "carer"),
        TieKind.CARER,
        known_for_years=2,
        pupil_at=SPECIAL,
        age=13,
        parents_know=ParentsKnow.YES,
        context="I am her foster carer. We have a family group.",
    )
    rosa = teller.declare(SPECIAL, "rosa", foster, days_ago=100)
    rosa.take(
        acknowledge_one, rosa.recipient(Matter.DECLARATION, days_ago=99, seen_by="patrick"), days_ago=99
    )
    approach = Other(
        "A pupil in Year 9",
        ("pupil",),
        TieKind.NONE,
        known_for_years=None,
        pupil_at=ALL_THROUGH,
        age=14,
        stage=Stage.THEY_ASKED,
        platforms=("instagram",),
        context="They asked to follow me. I left it unanswered and kept a picture of it.",
    )
    teller.declare(ALL_THROUGH, "meiling", approach, days_ago=1)
    grandchild = Other(
        "Alfie Hale",
        ("pupil", "family"),
        TieKind.FAMILY,
        known_for_years=9,
        pupil_at=ALL_THROUGH,
        age=9,
        parents_know=ParentsKnow.YES,
        context="He is my grandson. We call each other on Sundays.",
    )
    teller.declare(ALL_THROUGH, "doris", grandchild, days_ago=320).acknowledge(days_ago=317)


def _friends_who_are_parents(teller: Teller) -> None:
    """What fills a desk: friends and relations of staff who are parents at the school, and what came of some."""
    staff = {key: list_others(teller, key) for key in (PRIMARY, SECONDARY, ALL_THROUGH)}
    made = [
        teller.declare(school, author, a_parent(teller, school), days_ago=days_ago)
        for school, many in ((PRIMARY, 6), (SECONDARY, 16), (ALL_THROUGH, 9))
        for author, days_ago in zip(staff[school], range(330, 40, -(290 // many)), strict=False)
    ]
    for number, story in enumerate(made):
        story.acknowledge(days_ago=38)
        if number % 6 == 0:
            story.match_if_known(days_ago=36)
    fresh = [
        teller.declare(school, author, a_parent(teller, school), days_ago=days_ago)
        for school, many in ((PRIMARY, 2), (SECONDARY, 7), (ALL_THROUGH, 3))
        for author, days_ago in zip(reversed(staff[school]), range(many), strict=False)
    ]
    late = [
        teller.declare(SECONDARY, author, a_parent(teller, SECONDARY), days_ago=35)
        for author in staff[SECONDARY][18:26]
    ]
    _what_came_of_them(teller, late)
    answered = fresh[3].take(
        ask_author, "helen", days_ago=0, text="Which school does your friend’s child go to?"
    )
    answered.take(answer_question, answered.author(days_ago=0), days_ago=0, text="Ours: Year 8.")


def _what_came_of_them(teller: Teller, stories: list[Story]) -> None:
    """One each: asked to stop, responded, under review, upheld, overturned, ended, replaced, waiting for an answer."""
    asked, responded, reviewed, upheld, overturned, ended, replaced, questioned = stories
    for story in (asked, responded, reviewed, upheld, overturned):
        story.refer("They got to know each other at a parents’ evening.", days_ago=30)
        leader = story.recipient(Matter.COMPATIBILITY, days_ago=29)
        days_ago = 2 if story is asked else 24
        by_on = add_working_days(uk_date(teller.at(days_ago)), 10)
        story.take(
            ask_to_stop,
            leader,
            days_ago=days_ago,
            reasons="A friendship that began through the school does not go with section 8.",
            respond_by_on=by_on,
        )
    responded.take(
        respond_to_stop,
        responded.author(days_ago=3),
        days_ago=3,
        text="We knew each other from the choir before. I should have written that.",
    )
    for story in (reviewed, upheld, overturned):
        story.take(
            ask_for_review,
            story.author(days_ago=14),
            days_ago=14,
            text="Please let somebody else look at it.",
        )
    for story, service, reasons in (
        (upheld, uphold, "I see it as my colleague did."),
        (overturned, overturn, "They had been neighbours before the child came to the school."),
    ):
        reviewer = story.recipient(Matter.REVIEW, days_ago=9)
        story.take(service, reviewer, days_ago=8, reasons=reasons)
    ended.acknowledge(days_ago=33)
    ended.take(end_declaration, ended.author(days_ago=11), days_ago=11, text="They have moved away.")
    replaced.acknowledge(days_ago=33)
    amended = Amended(replaced.reference, replaced.version)
    teller.declare(
        SECONDARY, replaced.author_id, a_parent(teller, SECONDARY), days_ago=9, amends=amended
    ).acknowledge(days_ago=7)
    closed = teller.declare(SECONDARY, ended.author_id, a_parent(teller, SECONDARY), days_ago=300)
    _close(closed.acknowledge(days_ago=298), days_ago=120)
    questioned.take(ask_author, "helen", days_ago=4, text="How did you get to know each other?")


def _close(story: Story, *, days_ago: int) -> None:
    """As the daily sweep did when the last child had left the school."""
    now = story.teller.at(days_ago)
    declaration = get_visible(story.teller.actor(MANAGERS[story.school], now), story.reference)
    with filing(actor=SEEDING, now=now) as current:
        take_step(
            declaration,
            DeclarationStep.CLOSE,
            version=story.version,
            happening=Happening(kinds.CLOSED),
            actor=SEEDING,
            now=now,
            filing=current,
            changes={"look_again_on": None, "confirm_by_on": None},
        )


def _a_round(teller: Teller) -> None:
    """The all-through school asks everybody this month; about half have answered."""
    school_id = teller.world.schools[ALL_THROUGH].pk
    opened = open_round(
        actor=teller.actor("sunil", teller.at(12)),
        school_id=school_id,
        due_on=teller.world.on + timedelta(days=9),
        note="Please answer even when there is nothing. It takes a minute.",
        now=teller.at(12),
    )
    withdraw_notices(actor=SEEDING, now=teller.at(12), about=opened.reference)
    for number, person_id in enumerate(list_others(teller, ALL_THROUGH)[:12]):
        now = teller.at(11 - number % 10)
        actor = get_actor_by_id(person_id, on=uk_date(now))
        answer_round(
            actor=actor,
            reference=opened.reference,
            statement="To my knowledge I have nothing to declare today.",
            signature=Signature(actor.name, "password"),
            now=now,
        )
