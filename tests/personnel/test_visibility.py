"""The predicate for one entry and the filter for many agree, whatever the people and their relations."""

from datetime import UTC, date, datetime

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people_of_a_school import SINCE, actor_of, make_school

from aboveboard.people.models import Engagement, Person, RoleHolding
from aboveboard.people.selectors.staff import get_staff_member
from aboveboard.personnel.models import FileEntry, FileMention
from aboveboard.personnel.selectors.visibility import files_open_to, owner_of, visible_to
from aboveboard.rules.actor import Role, SystemActor
from aboveboard.rules.personnel_files import may_open_file, may_see_entry
from aboveboard.rules.relationships.facts import Category
from aboveboard.rules.retention import FileEntryKind, RetentionRule

ON = date(2026, 11, 23)
PEOPLE = 5
OVER = date(2025, 7, 31)
ROLES = st.sampled_from([Role.TRUST_HR, Role.HEADTEACHER, Role.TRUST_LEADER, Role.CHAIR, Role.SENIOR_LEADER])
PLACES = st.sampled_from([None, "oak", "elm"])

someone = st.fixed_dictionaries(
    {
        "engagements": st.lists(st.tuples(PLACES, st.sampled_from([None, OVER])), min_size=1, max_size=2),
        "roles": st.lists(st.tuples(ROLES, PLACES, st.sampled_from([None, OVER])), max_size=2),
        "manager": st.none() | st.integers(0, PEOPLE - 1),
        "mentions": st.sets(st.integers(0, PEOPLE - 1), max_size=2),
    }
)


def make_people(world):
    schools = {"oak": make_school(), "elm": make_school("elm", "Elm School"), None: None}
    people = [
        Person.objects.create(given_name=f"P{number}", family_name="Example") for number in range(PEOPLE)
    ]
    for person, facts in zip(people, world, strict=True):
        manager = None if facts["manager"] is None else people[facts["manager"]]
        Person.objects.filter(pk=person.pk).update(line_manager=None if manager == person else manager)
        for school, until in facts["engagements"]:
            Engagement.objects.create(
                person=person,
                school=schools[school],
                category=Category.PERMANENT,
                from_on=SINCE,
                until_on=until,
            )
        for role, school, until in facts["roles"]:
            RoleHolding.objects.create(
                person=person, role=role, school=schools[school], from_on=SINCE, until_on=until
            )
        entry = FileEntry.objects.create(
            person=person,
            kind=FileEntryKind.DECLARATION,
            title="Declaration",
            filed_at=datetime(2026, 11, 23, tzinfo=UTC),
            reference=f"AB-{person.pk}",
            part_name="declaration.pdf",
            rule=RetentionRule.EMPLOYMENT,
        )
        for number in facts["mentions"]:
            FileMention.objects.create(entry=entry, person=people[number])
    return people


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=st.lists(someone, min_size=PEOPLE, max_size=PEOPLE))
def test_predicate_and_filter_agree_on_every_person_and_entry(db, world):
    with transaction.atomic():
        people = make_people(world)
        owners = {person.pk: owner_of(get_staff_member(person.reference, on=ON)) for person in people}
        for actor in [*(actor_of(person, on=ON) for person in people), SystemActor("test")]:
            opened = set(Person.objects.filter(files_open_to(actor, on=ON, person="pk")))
            assert opened == {person for person in people if may_open_file(actor, owners[person.pk])}
            seen = set(visible_to(actor, on=ON).values_list("reference", flat=True))
            assert seen == {
                entry.reference
                for entry in FileEntry.objects.all()
                if may_see_entry(
                    actor,
                    owners[entry.person_id],
                    frozenset(entry.mentions.values_list("person_id", flat=True)),
                )
            }
        transaction.set_rollback(True)
