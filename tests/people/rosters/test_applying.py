"""A roster beside what is on record: who is new, changes, leaves and comes back; and all of it or nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.people.rosters.exports import (
    DEMOGRAPHICS,
    ROLES,
    UPN_MIA,
    USERS,
    common_transfer,
    oneroster,
    role,
    without,
)
from tests.people.world import World

from aboveboard.ledger.models import Entry
from aboveboard.people.models import (
    Engagement,
    Enrolment,
    ParentLink,
    Person,
    PersonSource,
    RecordedDecision,
    School,
    Trust,
    User,
)
from aboveboard.people.roster_files.lists import read_headings, recognise
from aboveboard.people.roster_files.reading import HowToRead, digest, read_roster
from aboveboard.people.roster_files.shape import RosterFormat, RosterScope
from aboveboard.people.roster_files.sources import Source
from aboveboard.people.selectors.rosters.changes import RosterChanges
from aboveboard.people.selectors.rosters.compare import compare_roster
from aboveboard.people.services.rosters.apply import TakenIn, apply_roster, change_roster_scope
from aboveboard.rules.actor import Role, SystemActor
from aboveboard.rules.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db(transaction=True)

JOB = SystemActor(job="roster")


@pytest.fixture
def wide(world: World) -> World:
    Trust.objects.update(roster_scope=RosterScope.PARENTS)
    return world


def preview(source: Source, on: date, scope: RosterScope = RosterScope.PARENTS) -> RosterChanges:
    return compare_roster(read_roster(source, HowToRead(RosterFormat.ONEROSTER, scope)), source="mis", on=on)


def take_in(
    source: Source,
    now: datetime,
    *,
    scope: RosterScope = RosterScope.PARENTS,
    format: RosterFormat = RosterFormat.ONEROSTER,
    is_whole: bool = True,
    name: str = "mis",
    **how,
) -> TakenIn:
    columns = recognise(format, read_headings(source)) if format.value.endswith("list") else {}
    roster = read_roster(source, HowToRead(format, scope, is_whole, columns))
    return apply_roster(actor=JOB, now=now, roster=roster, source=name, sha256=digest(source), **how)


def person(source_id: str) -> Person:
    return PersonSource.objects.get(source="mis", source_id=source_id).person


def test_the_first_roster_brings_schools_staff_pupils_and_parents(wide: World, now: datetime) -> None:
    done = take_in(oneroster(), now)
    assert {key: count for key, count in done.counts.items() if count} == {
        "schools_changed": 2,  # known by name; they get their URN
        "staff_new": 3,
        "pupils_new": 1,
        "parents_new": 1,
    }
    ada = person("u-ada")
    assert [(job.school.key, job.from_on, job.until_on) for job in ada.engagements.order_by("from_on")] == [
        ("hill", date(2020, 9, 1), None),
        ("lake", date(2026, 9, 1), date(2027, 7, 20)),
    ]
    assert person("u-cleo").engagements.get().school is None
    assert User.objects.get(person=ada).email == "ada.okafor@example.test"
    assert not User.objects.get(person=ada).has_usable_password()
    mia = person("u-mia")
    assert (mia.born_on, mia.email) == (date(2014, 5, 5), "")
    assert mia.enrolments.get().from_on == date(2024, 9, 3)
    assert ParentLink.objects.get().parent == person("u-mum")
    assert person("u-mum").email == ""
    assert School.objects.get(key="hill").urn == "900201"


def test_what_is_filed_has_figures_and_a_hash_and_nobodys_name(wide: World, now: datetime) -> None:
    source = oneroster()
    done = take_in(source, now)
    entry = Entry.objects.get(reference=done.filed.reference)
    content = bytes(entry.parts.get().content).decode()
    assert digest(source) in content
    assert '"staff_new": 3' in content
    assert "system:roster" in content
    for name in ("Ada", "Okafor", "Mia", "example.test", UPN_MIA):
        assert name not in content
    words = RecordedDecision.objects.get(reference=done.filed.reference).words
    assert words.startswith("From mis: Schools that change: 2, new staff: 3")


def test_the_same_roster_again_changes_nothing(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    assert not preview(oneroster(), now.date()).changes_anything
    with pytest.raises(WrongState, match="Nothing would change"):
        take_in(oneroster(), now)


def test_what_changes_at_its_source_changes_here(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    ada = person("u-ada")
    users = [{**USERS[0], "familyName": "Marsh"}, *USERS[1:]]
    born = [{**DEMOGRAPHICS[0], "birthDate": "04/05/2014"}]
    done = take_in(oneroster(users=users, demographics=born), now)
    assert (done.counts["staff_changed"], done.counts["pupils_changed"]) == (1, 1)
    ada.refresh_from_db()
    assert str(ada) == "Ada Marsh"
    assert person("u-mia").born_on == date(2014, 5, 4)


def test_who_is_no_longer_in_a_whole_roster_left_yesterday(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    gone = oneroster(users=without(USERS, "u-ben"), roles=without(ROLES, "r-ben", "r-ada2", "r-mia"))
    changes = preview(gone, now.date())
    assert changes.names["staff_leaving"] == ["Ben Nguyễn"]
    assert changes.counts["staff_changed"] == 1  # Ada has one school fewer
    assert changes.counts["pupils_leaving"] == 1
    take_in(gone, now)
    yesterday = now.date() - timedelta(days=1)
    assert person("u-ben").engagements.get().until_on == yesterday
    assert person("u-ada").engagements.get(school=wide.lake).until_on == yesterday
    assert person("u-ada").engagements.get(school=wide.hill).until_on is None
    assert person("u-mia").enrolments.get().until_on == yesterday


def test_the_last_day_of_those_who_left_can_be_said(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    take_in(oneroster(roles=without(ROLES, "r-ben")), now, last_on=date(2026, 11, 6))
    assert person("u-ben").engagements.get().until_on == date(2026, 11, 6)


def test_a_job_that_never_began_goes_without_a_trace(wide: World, now: datetime) -> None:
    later = [*ROLES, role("r-ben2", "u-ben", "teacher", "o-lake", "2027-01-04")]
    take_in(oneroster(roles=later), now)
    take_in(oneroster(), now)
    assert not person("u-ben").engagements.filter(school=wide.lake).exists()


def test_changes_end_only_what_they_name(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    done = take_in(oneroster("delta", roles=[{"sourcedId": "r-ben", "status": "tobedeleted"}]), now)
    assert done.counts["staff_leaving"] == 1
    assert Engagement.objects.filter(source="mis", until_on__isnull=True).count() == 2


def test_a_deleted_user_loses_every_job(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    take_in(oneroster("delta", users=[{"sourcedId": "u-ada", "status": "tobedeleted"}]), now)
    assert not person("u-ada").engagements.filter(until_on__gt=now.date()).exists()


def test_changes_may_name_somebody_without_their_roles(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    done = take_in(oneroster("delta", users=[{**USERS[3], "givenName": "Maya"}]), now)
    mia = person("u-mia")
    assert (mia.given_name, mia.email) == ("Maya", "")
    assert done.counts["pupils_changed"] == 1
    strangers = oneroster("delta", users=[{**USERS[0], "sourcedId": "u-new"}])
    assert not preview(strangers, now.date()).changes_anything


def test_who_comes_back_has_a_second_job_and_the_gap_stays_true(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    take_in(oneroster(roles=without(ROLES, "r-ben")), now)
    back = [*without(ROLES, "r-ben"), role("r-ben", "u-ben", "ext:supply_teacher", "o-hill")]
    later = now + timedelta(days=30)
    done = take_in(oneroster(roles=back), later)
    assert done.counts["staff_back"] == 1
    jobs = person("u-ben").engagements.order_by("from_on")
    assert [(job.from_on, job.until_on) for job in jobs] == [
        (date(2026, 11, 2), now.date() - timedelta(days=1)),
        (later.date(), None),
    ]
    assert not preview(oneroster(roles=back), later.date()).changes_anything


def test_an_end_that_was_a_mistake_is_taken_back_by_the_first_day(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    take_in(oneroster(roles=without(ROLES, "r-ben")), now)
    take_in(oneroster(), now)
    assert person("u-ben").engagements.get().until_on is None


def test_a_job_that_moves_to_another_school_leaves_its_history(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    moved = [*without(ROLES, "r-ben"), role("r-ben", "u-ben", "teacher", "o-lake", "2026-11-16")]
    take_in(oneroster(roles=moved), now)
    jobs = person("u-ben").engagements.order_by("from_on")
    assert [(job.school.key, job.until_on) for job in jobs] == [("hill", date(2026, 11, 15)), ("lake", None)]


def test_two_records_of_one_address_are_one_person(wide: World, now: datetime) -> None:
    twin = {**USERS[0], "sourcedId": "u-ada-lake"}
    roles = [ROLES[0], {**ROLES[1], "userSourcedId": "u-ada-lake"}, *ROLES[2:]]
    take_in(oneroster(users=[*USERS, twin], roles=roles), now)
    assert person("u-ada") == person("u-ada-lake")
    # When the other system merges them, nobody leaves and nothing moves here.
    assert not preview(oneroster(), now.date()).changes_anything


def test_somebody_elses_address_is_not_taken(wide: World, now: datetime) -> None:
    users = [*USERS[:1], {**USERS[1], "email": USERS[0]["email"]}, *USERS[2:]]
    changes = preview(oneroster(users=users), now.date())
    assert not changes.is_refused
    assert [problem.what for problem in changes.problems] == ["Somebody of another name has this address."]
    take_in(oneroster(users=users), now)
    assert person("u-ben").email == ""


def test_somebody_added_by_hand_is_found_by_their_address_and_their_job_taken_over(
    wide: World, now: datetime
) -> None:
    by_hand = wide.staff("Ada Okafor")
    Person.objects.filter(pk=by_hand.pk).update(email="ada.okafor@example.test")
    done = take_in(oneroster(), now)
    assert (done.counts["staff_found"], done.counts["staff_new"]) == (1, 2)
    assert person("u-ada") == by_hand
    assert by_hand.engagements.get(school=wide.hill).source == "mis"


def test_people_added_by_hand_and_of_other_sources_are_left_alone(wide: World, now: datetime) -> None:
    supply = wide.staff("Supply Teacher")
    take_in(oneroster(), now, name="other")
    roles = [role("r-cleo", "u-cleo", "teacher", "o-hill")]
    take_in(oneroster(users=[USERS[2]], roles=roles), now)
    assert supply.engagements.get().until_on is None
    assert Engagement.objects.filter(source="other", until_on__isnull=True).count() == 3


def test_a_pupil_of_another_system_is_the_same_pupil_by_upn(wide: World, now: datetime) -> None:
    School.objects.filter(key="lake").update(establishment="9002001")
    take_in(oneroster(), now)
    mia = person("u-mia")
    pupil = f"<Pupil><UPN>{UPN_MIA}</UPN><Surname>Shaw</Surname><Forename>Mia</Forename><DOB>2014-05-05</DOB></Pupil>"
    take_in(common_transfer(pupil), now, format=RosterFormat.COMMON_TRANSFER_FILE, is_whole=False, name="ctf")
    assert set(mia.enrolments.values_list("school__key", flat=True)) == {"hill", "lake"}


def test_a_list_of_one_school_ends_nothing_at_another(wide: World, now: datetime) -> None:
    both = "Staff code,Forename,Surname,School\nA,Ada,Okafor,Hill School\nB,Ben,Marsh,Lake School\n"
    staff_list = RosterFormat.STAFF_LIST
    take_in(Source("a.csv", content=both.encode()), now, format=staff_list)
    hill = "Staff code,Forename,Surname,School\nC,Cleo,Stone,Hill School\n"
    take_in(Source("a.csv", content=hill.encode()), now, format=staff_list)
    assert person("A").engagements.get().until_on == now.date() - timedelta(days=1)
    assert person("B").engagements.get().until_on is None


def test_an_unknown_school_refuses_a_list_and_is_named_once(wide: World, now: datetime) -> None:
    text = "Staff code,Forename,Surname,School\nA,Ada,Okafor,Moon\nB,Ben,Marsh,Moon\n"
    source = Source("a.csv", content=text.encode())
    columns = recognise(RosterFormat.STAFF_LIST, read_headings(source))
    roster = read_roster(source, HowToRead(RosterFormat.STAFF_LIST, columns=columns))
    changes = compare_roster(roster, source="mis", on=now.date())
    assert [problem.what for problem in changes.problems] == ["The trust has no school called “moon”."]


def test_a_roster_with_problems_changes_nothing_at_all(wide: World, now: datetime) -> None:
    before = Person.objects.count()
    with pytest.raises(WrongState, match="has problems"):
        take_in(oneroster(users=[*USERS, USERS[0]]), now)
    assert Person.objects.count() == before
    assert not Entry.objects.exists()


def test_an_export_that_was_cut_short_must_be_confirmed(wide: World, now: datetime) -> None:
    many = [{**USERS[1], "sourcedId": f"u-{n}", "email": f"t{n}@example.test"} for n in range(20)]
    roles = [role(f"r-{n}", f"u-{n}", "teacher", "o-hill") for n in range(20)]
    take_in(oneroster(users=many, roles=roles), now)
    short = oneroster(users=many[:10], roles=roles[:10])
    with pytest.raises(WrongState, match="10 people would leave, 50% of those here"):
        take_in(short, now)
    assert take_in(short, now, leaving_is_confirmed=True).counts["staff_leaving"] == 10
    take_in(oneroster(users=many[:4], roles=roles[:4]), now, most_leaving_percent=60)


def test_a_parent_who_is_no_longer_named_is_no_longer_linked(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    users = [*USERS[:3], {**USERS[3], "agentSourcedIds": ""}, USERS[4]]
    assert take_in(oneroster(users=users), now).counts["parents_over"] == 1
    assert not ParentLink.objects.exists()


def test_a_trust_takes_in_staff_alone_until_it_says_otherwise(world: World, now: datetime) -> None:
    with pytest.raises(WrongState, match="no longer takes in"):
        take_in(oneroster(), now)
    take_in(oneroster(), now, scope=RosterScope.STAFF)
    assert not Enrolment.objects.exists()
    lucy = world.actor(world.staff("", Role.ADMINISTRATOR, central=True))
    filed = change_roster_scope(actor=lucy, now=now, scope=RosterScope.PUPILS)
    assert RecordedDecision.objects.get(reference=filed.reference).words.endswith("schools, staff and pupils")
    with pytest.raises(WrongState):
        change_roster_scope(actor=lucy, now=now, scope=RosterScope.PUPILS)


def test_only_administrators_and_hr_take_rosters_in(world: World, now: datetime) -> None:
    roster = read_roster(oneroster(), HowToRead(RosterFormat.ONEROSTER))
    head = world.actor(world.staff("", Role.HEADTEACHER))
    with pytest.raises(NotAllowed):
        apply_roster(actor=head, now=now, roster=roster, source="mis", sha256="")
    with pytest.raises(NotAllowed):
        change_roster_scope(actor=head, now=now, scope=RosterScope.PUPILS)
    hr = world.actor(world.staff("", Role.TRUST_HR, central=True))
    assert apply_roster(actor=hr, now=now, roster=roster, source="mis", sha256="").counts["staff_new"] == 3


def test_the_roles_of_somebody_who_leaves_end_with_their_job(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    ben, cleo = person("u-ben"), person("u-cleo")
    wide.hold(ben, Role.HEADTEACHER, wide.hill)
    wide.hold(ben, Role.BOARD_MEMBER, None)
    wide.hold(cleo, Role.ADMINISTRATOR, None)
    left = oneroster(roles=without(ROLES, "r-ben", "r-cleo"))
    changes = preview(left, now.date())
    assert changes.names["roles_over"] == ["Ben Nguyễn: headteacher, Hill School"]
    take_in(left, now)
    yesterday = now.date() - timedelta(days=1)
    assert dict(ben.role_holdings.values_list("role", "until_on")) == {
        "headteacher": yesterday,
        "board_member": None,
    }
    # Nobody else administers, so that role stays until somebody does.
    assert cleo.role_holdings.get().until_on is None
    assert RecordedDecision.objects.filter(kind="role.ended", about=ben).count() == 1


def test_an_address_that_changes_leaves_the_way_to_sign_in(wide: World, now: datetime) -> None:
    take_in(oneroster(), now)
    users = [{**USERS[0], "email": "ada.marsh@example.test"}, *USERS[1:]]
    changes = preview(oneroster(users=users), now.date())
    assert "They go on signing in with the old one" in changes.problems[0].mend
    take_in(oneroster(users=users), now)
    assert person("u-ada").email == "ada.marsh@example.test"
    assert person("u-ada").user.email == "ada.okafor@example.test"
