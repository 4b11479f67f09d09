"""Documents of an invented trust, for the tests of this room."""

from datetime import UTC, date, datetime

import pytest
from tests.people_of_a_school import make_person, make_school

from aboveboard.people.models import Person, School
from aboveboard.personnel.documents import BlankForm, DeclarationForm, Facts, RecordDocument, Reminders, Words
from aboveboard.rules.actor import Role

NOW = datetime(2026, 11, 23, 12, 33, tzinfo=UTC)


@pytest.fixture
def reminders() -> tuple[Reminders, ...]:
    return (
        Reminders(heading="Your job comes first", points=("Declare in writing.", "It is kept on your file.")),
        Reminders(heading="Pupils", points=("Not with a child you know only as staff, until 18.",)),
    )


@pytest.fixture
def declaration_form(reminders) -> DeclarationForm:
    return DeclarationForm(
        trust_name="Lantern Learning Trust",
        operations_manager="School Operations Manager",
        reference="D-7K4M-QX2P",
        filed_at=NOW,
        staff_name="Rowan Ellery",
        school="Hollow Oak Primary School",
        relationship_with="Amina Yusuf",
        context="Friends since university.\n\nWe write most weeks.",
        signed_name="R. Ellery",
        signed_on=date(2026, 11, 22),
        statement="What I have written is true as far as I know.",
        answer_heading="You may keep in contact.",
        answer="You know this person as a friend, not only as a parent.",
        guidance_revision="Revision 0, 24 October 2024",
        reminders=reminders,
    )


@pytest.fixture
def blank_form(reminders) -> BlankForm:
    return BlankForm(
        trust_name="Lantern Learning Trust",
        operations_manager="School Operations Manager",
        guidance_revision="Revision 0, 24 October 2024",
        dated_at=NOW,
        reminders=reminders,
    )


@pytest.fixture
def record_document() -> RecordDocument:
    return RecordDocument(
        trust_name="Lantern Learning Trust",
        title="Kept answer",
        reference="A-2B3C-4D5E",
        filed_at=NOW,
        sections=(
            Facts(heading="What was asked", rows=(("How do you know them?", "Friend"),)),
            Words(heading="What was answered", text="You may keep in contact.", as_shown=True),
        ),
    )


@pytest.fixture
def school(db) -> School:
    return make_school()


@pytest.fixture
def teacher(school) -> Person:
    return make_person("Rowan", "Ellery", roles=(Role.STAFF_MEMBER,), school=school)


@pytest.fixture
def hr(school) -> Person:
    return make_person("Harriet", "Moss", roles=(Role.TRUST_HR,))


@pytest.fixture
def head(school) -> Person:
    return make_person("Grace", "Adeyemi", roles=(Role.STAFF_MEMBER, Role.HEADTEACHER), school=school)
