"""Roles, agreed platforms, settings and the trust: who may decide what, and that it is filed."""

from datetime import timedelta

import pytest
from django.core import mail
from tests.people.world import World
from tests.people_of_a_school import TRUST_ROLES

from aboveboard.ledger.models import Entry
from aboveboard.ledger.sources import list_sources
from aboveboard.notices.models import Notice
from aboveboard.people.models import (
    Absence,
    AgreedPlatform,
    Audience,
    RecordedDecision,
    RoleHolding,
    SettingsRevision,
    User,
)
from aboveboard.people.selectors.settings import (
    get_proposed_change,
    get_settings,
    list_settings_changes,
)
from aboveboard.people.services.decisions import ALL_KINDS
from aboveboard.people.services.platforms import agree_platform, end_agreed_platform
from aboveboard.people.services.roles import Grant, end_absence, end_role, grant_roles, record_absence
from aboveboard.people.services.settings import confirm_settings, propose_settings, withdraw_settings
from aboveboard.people.services.trust import add_member_of_staff, add_school, change_trust
from aboveboard.rules.actor import Actor, Role, SystemActor
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState, WrongState
from aboveboard.rules.relationships.facts import Category
from aboveboard.rules.relationships.settings import DEFAULTS, SettingsError

A_DAY = timedelta(days=1)
DSL, HEAD, ADMIN = Role.DESIGNATED_SAFEGUARDING_LEAD, Role.HEADTEACHER, Role.ADMINISTRATOR


@pytest.fixture
def admin(world: World) -> Actor:
    return world.actor(world.staff("Ada Admin", ADMIN, central=True))


def actor_with(world: World, role: Role) -> Actor:
    return world.actor(world.staff("", role, central=role in TRUST_ROLES))


def grant(actor, world: World, now, **changes):
    values = {"role": HEAD, "school_id": world.hill.pk, "from_on": world.on} | changes
    if "person_id" not in values:
        values["person_id"] = world.staff().pk
    return grant_roles(actor=actor, now=now, grants=[Grant(**values)])


# -- roles


def test_an_administrator_grants_a_role_and_it_is_filed(world: World, admin: Actor, now) -> None:
    person = world.staff("Sam Head")
    (filed,) = grant(admin, world, now, person_id=person.pk)
    assert world.actor(person).holds(HEAD, at=world.hill.pk)
    entry = Entry.objects.get(reference=filed.reference)
    assert (entry.kind, entry.subject, entry.actor) == ("role.granted", person.reference, admin.reference)
    assert RecordedDecision.objects.get().words == "Sam Head became headteacher, Hill School"


def test_what_is_filed_names_nobody(world: World, admin: Actor, now) -> None:
    grant(admin, world, now, person_id=world.staff("Zebedee Quux").pk)
    content = bytes(Entry.objects.get().parts.get().content)
    assert b"Zebedee" not in content
    assert b"Quux" not in content


@pytest.mark.parametrize("role", sorted(set(Role) - {ADMIN, Role.STAFF_MEMBER}))
def test_nobody_else_grants_or_ends_roles(world: World, role: Role, now) -> None:
    actor = actor_with(world, role)
    holding = world.hold(world.staff(), HEAD, world.hill)
    for attempt in (
        lambda: grant(actor, world, now),
        lambda: end_role(actor=actor, now=now, holding_id=holding.pk, last_on=world.on),
        lambda: grant(SystemActor("sweep"), world, now),
        lambda: change_trust(actor=actor, now=now, name="Mine"),
        lambda: add_school(actor=actor, now=now, name="Mine"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert not Entry.objects.exists()


def test_nobody_grants_or_ends_a_role_of_their_own(world: World, admin: Actor, now) -> None:
    with pytest.raises(NotAllowed):
        grant(admin, world, now, person_id=admin.person_id)
    mine = RoleHolding.objects.get(person_id=admin.person_id)
    world.staff("", ADMIN, central=True)
    with pytest.raises(NotAllowed):
        end_role(actor=admin, now=now, holding_id=mine.pk, last_on=world.on)


@pytest.mark.parametrize(
    "changes",
    [
        {"role": Role.STAFF_MEMBER},
        {"role": HEAD, "school_id": None},
        {"role": Role.TRUST_HR},
    ],
)
def test_a_role_is_held_where_it_belongs(world: World, admin: Actor, now, changes) -> None:
    with pytest.raises(WrongState):
        grant(admin, world, now, **changes)


def test_a_role_is_not_held_twice_and_unknown_people_hold_none(world: World, admin: Actor, now) -> None:
    person = world.staff("", HEAD)
    with pytest.raises(WrongState):
        grant(admin, world, now, person_id=person.pk)
    for unknown in ({"person_id": 0}, {"school_id": 0}):
        with pytest.raises(NotFound):
            grant(admin, world, now, **unknown)


def test_a_role_ends_after_its_last_day(world: World, admin: Actor, now) -> None:
    person = world.staff("", HEAD)
    holding = RoleHolding.objects.get(person=person)
    end_role(actor=admin, now=now, holding_id=holding.pk, last_on=world.on - A_DAY)
    assert not world.actor(person).holds(HEAD)
    with pytest.raises(WrongState):
        end_role(actor=admin, now=now, holding_id=holding.pk, last_on=world.on)
    with pytest.raises(NotFound):
        end_role(actor=admin, now=now, holding_id=0, last_on=world.on)


def test_there_is_always_an_administrator(world: World, admin: Actor, now) -> None:
    other = world.staff("", ADMIN, central=True)
    mine = RoleHolding.objects.get(person_id=admin.person_id)
    User.objects.filter(person_id=other.pk).update(is_active=False)
    holding = RoleHolding.objects.get(person=other)
    end_role(actor=admin, now=now, holding_id=holding.pk, last_on=world.on)
    with pytest.raises(WrongState, match="left to administer"):
        end_role(actor=world.actor(other), now=now, holding_id=mine.pk, last_on=world.on)


def test_somebody_away_is_noted_by_themselves_or_the_office_and_not_filed(
    world: World, admin: Actor, now
) -> None:
    teacher, colleague = world.actor(world.staff()), world.actor(world.staff())
    days = {"from_on": world.on, "until_on": world.on + 3 * A_DAY}
    with pytest.raises(NotAllowed):
        record_absence(actor=colleague, now=now, person_id=teacher.person_id, **days)
    for actor in (teacher, admin):
        record_absence(actor=actor, now=now, person_id=teacher.person_id, **days)
    with pytest.raises(WrongState):
        record_absence(
            actor=teacher, now=now, person_id=teacher.person_id, from_on=world.on, until_on=world.on - A_DAY
        )
    end_absence(actor=teacher, now=now, person_id=teacher.person_id)
    assert not Absence.objects.exists()
    assert not Entry.objects.exists()


# -- agreed platforms

AGREED = {"platform": "teams", "audience": Audience.PUPILS, "purpose": "Homework", "one_to_one": False}


def test_a_headteacher_keeps_the_list_of_their_school(world: World, now) -> None:
    head = actor_with(world, HEAD)
    agree_platform(actor=head, now=now, school_id=world.hill.pk, **AGREED)
    with pytest.raises(WrongState):
        agree_platform(actor=head, now=now, school_id=world.hill.pk, **AGREED)
    agreed = AgreedPlatform.objects.get()
    end_agreed_platform(actor=head, now=now, agreed_id=agreed.pk)
    with pytest.raises(WrongState):
        end_agreed_platform(actor=head, now=now, agreed_id=agreed.pk)
    assert list(Entry.objects.order_by("index").values_list("kind", flat=True)) == [
        "platform.agreed",
        "platform.ended",
    ]


@pytest.mark.parametrize("role", sorted(set(Role) - {HEAD, Role.STAFF_MEMBER}))
def test_nobody_else_keeps_it_not_even_another_headteacher(world: World, role: Role, now) -> None:
    agreed = AgreedPlatform.objects.create(
        school=world.hill, agreed_on=world.on, agreed_by=world.staff(), **AGREED
    )
    elsewhere = world.actor(world.staff("", HEAD, school=world.lake))
    for actor in (actor_with(world, role), elsewhere):
        with pytest.raises(NotAllowed):
            agree_platform(actor=actor, now=now, school_id=world.hill.pk, **AGREED)
        with pytest.raises(NotAllowed):
            end_agreed_platform(actor=actor, now=now, agreed_id=agreed.pk)


def test_a_platform_nobody_knows_is_not_agreed(world: World, now) -> None:
    with pytest.raises(NotFound):
        agree_platform(
            actor=actor_with(world, HEAD),
            now=now,
            school_id=world.hill.pk,
            **AGREED | {"platform": "nonsense"},
        )


# -- settings

LOOSER = {"community_tie_with_pupil": "accept"}
STRICTER = {"unknown_birth_date": "as_under_18"}


def propose(world: World, now, values, role: Role = Role.TRUST_HR, reason: str = "The board asked for it"):
    return propose_settings(actor=actor_with(world, role), now=now, values=values, reason=reason)


def test_a_stricter_setting_takes_effect_at_once_and_is_filed(world: World, now) -> None:
    proposed = propose(world, now, STRICTER)
    assert not proposed.waits
    assert get_settings(now).unknown_birth_date == "as_under_18"
    assert Entry.objects.get().kind == "settings.changed"
    (change,) = list_settings_changes()
    assert change.changes == (("unknown_birth_date", "advice", "as_under_18"),)


def test_loosening_something_about_pupils_waits_for_a_safeguarding_lead(world: World, now) -> None:
    proposed = propose(world, now, LOOSER)
    assert proposed.waits
    assert get_settings(now) == DEFAULTS
    assert Notice.objects.get().kind == "settings.proposed"
    with pytest.raises(NotAllowed, match="safeguarding"):
        confirm_settings(
            actor=actor_with(world, Role.TRUST_LEADER), now=now, revision_id=proposed.revision_id
        )
    confirm_settings(actor=actor_with(world, DSL), now=now, revision_id=proposed.revision_id)
    assert get_settings(now).community_tie_with_pupil == "accept"
    with pytest.raises(StaleState):
        confirm_settings(actor=actor_with(world, DSL), now=now, revision_id=proposed.revision_id)


def test_whoever_asked_never_confirms_even_as_a_safeguarding_lead(world: World, now) -> None:
    person = world.staff("", Role.TRUST_HR, DSL, central=True)
    proposed = propose_settings(actor=world.actor(person), now=now, values=LOOSER, reason="Because")
    with pytest.raises(NotAllowed, match="second_person"):
        confirm_settings(actor=world.actor(person), now=now, revision_id=proposed.revision_id)
    confirm_settings(actor=actor_with(world, Role.TRUST_LEADER), now=now, revision_id=proposed.revision_id)
    assert get_settings(now).community_tie_with_pupil == "accept"


def test_a_change_can_be_withdrawn(world: World, now) -> None:
    proposed = propose(world, now, LOOSER)
    waiting = get_proposed_change(now)
    assert waiting is not None
    assert waiting.changes == (("community_tie_with_pupil", "advice", "accept"),)
    withdraw_settings(actor=actor_with(world, DSL), now=now, revision_id=proposed.revision_id)
    assert get_proposed_change(now) is None
    assert get_settings(now) == DEFAULTS


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TRUST_HR, Role.TRUST_LEADER, Role.STAFF_MEMBER}))
def test_nobody_else_proposes(world: World, role: Role, now) -> None:
    with pytest.raises(NotAllowed):
        propose(world, now, STRICTER, role)


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.TRUST_HR, Role.TRUST_LEADER, DSL, Role.STAFF_MEMBER})
)
def test_nobody_else_confirms_or_withdraws(world: World, role: Role, now) -> None:
    proposed = propose(world, now, LOOSER)
    for step in (confirm_settings, withdraw_settings):
        with pytest.raises(NotAllowed):
            step(actor=actor_with(world, role), now=now, revision_id=proposed.revision_id)


def test_a_change_needs_a_reason_and_something_to_change_and_no_other_waiting(world: World, now) -> None:
    with pytest.raises(WrongState, match="why"):
        propose(world, now, STRICTER, reason=" ")
    with pytest.raises(WrongState, match="Nothing"):
        propose(world, now, {"unknown_birth_date": "advice"})
    with pytest.raises(SettingsError):
        propose(world, now, {"unknown_birth_date": "nonsense"})
    propose(world, now, LOOSER)
    with pytest.raises(WrongState, match="Another"):
        propose(world, now, STRICTER)


def test_only_what_differs_from_the_defaults_is_kept(world: World, now) -> None:
    propose(world, now, DEFAULTS.as_json() | STRICTER)
    assert SettingsRevision.objects.get().values == STRICTER


# -- the trust


def test_somebody_added_is_invited_and_can_choose_a_password(
    world: World, admin: Actor, now, commit_hooks, client
) -> None:
    with commit_hooks():
        invited = add_member_of_staff(
            actor=admin,
            now=now,
            given_name="New",
            family_name="Comer",
            email="New.Comer@Example.Test",
            school_id=world.hill.pk,
            category=Category.PERMANENT,
            job_title="Teacher",
            from_on=world.on,
        )
    (message,) = mail.outbox
    assert message.to == ["New.Comer@example.test"]
    assert client.get(invited.link.split("8000")[1]).headers["Location"].endswith("set-password/")
    with pytest.raises(WrongState):
        add_member_of_staff(
            actor=admin,
            now=now,
            given_name="New",
            family_name="Again",
            email="new.comer@example.test",
            school_id=None,
            category=Category.PERMANENT,
            job_title="",
            from_on=world.on,
        )


def test_a_school_joins_once(world: World, admin: Actor, now) -> None:
    assert add_school(actor=admin, now=now, name="Moor End Primary").key == "moor-end-primary"
    with pytest.raises(WrongState):
        add_school(actor=admin, now=now, name="Moor End Primary")


def test_every_decision_can_be_verified_against_the_ledger(world: World, admin: Actor, now) -> None:
    person = world.staff()
    (filed,) = grant(admin, world, now, person_id=person.pk)
    mine = {source.kind: source for source in list_sources() if source.kind in ALL_KINDS}
    assert set(mine) == set(ALL_KINDS)
    assert list(mine["role.granted"].iterate()) == [filed.reference]
    assert list(mine["role.granted"].for_person(person.reference)) == [filed.reference]
    mine["role.granted"].erase(filed.reference, now=now)
    assert RecordedDecision.objects.get().words == ""
