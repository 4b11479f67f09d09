"""What is put on a file, who opens it, and what that leaves behind."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.people_of_a_school import actor_of, make_person
from tests.personnel.filing import put_on_file
from tests.personnel.reading import text_of

from aboveboard.ledger.filing import Filed, filing
from aboveboard.ledger.receipts import get_part
from aboveboard.ledger.sources import list_sources
from aboveboard.people.models import Person
from aboveboard.personnel.models import FileEntry, FileLook
from aboveboard.personnel.seal import check_seal
from aboveboard.personnel.selectors.files import (
    get_my_document,
    get_opened_file,
    list_files_to_open,
    list_looks_at_my_file,
    list_my_file,
)
from aboveboard.personnel.selectors.receipts import get_my_bare_receipt, get_my_receipt
from aboveboard.personnel.services.entries import add_file_entry, add_file_mention
from aboveboard.personnel.services.looks import open_file_entry, open_personnel_file
from aboveboard.personnel.views import LOOKS, MY_FILE
from aboveboard.rules.actor import Role
from aboveboard.rules.errors import NotAllowed, NotFound
from aboveboard.rules.personnel_files import LOOK_LASTS
from aboveboard.rules.retention import FileEntryKind

WHY = "A reference was asked for."


@pytest.fixture
def reference(teacher, now):
    return put_on_file(teacher, actor=actor_of(teacher), now=now)


def look_at(owner, reader, now, reason=WHY):
    return open_personnel_file(
        actor=actor_of(reader), person_reference=owner.reference, reason=reason, now=now
    ).filed.reference


def test_what_is_put_on_a_file_is_found_there_by_its_owner_sealed_and_as_it_was_filed(teacher, reference):
    listing = list_my_file(actor_of(teacher), MY_FILE.read({}))
    assert [(entry.title, entry.reference) for entry in listing.rows] == [
        ("Declaration about Amina Yusuf", reference)
    ]
    pdf = get_my_document(actor_of(teacher), reference).content
    assert reference in text_of(pdf)
    check = check_seal(pdf)
    assert check.intact
    assert check.ours


def test_the_receipt_of_an_entry_is_a_zip_with_the_document(teacher, reference):
    receipt = get_my_receipt(actor_of(teacher), reference)
    assert receipt.name == f"{reference}-receipt.zip"
    assert receipt.content.startswith(b"PK")
    assert b"document.pdf" in receipt.content


def test_the_bytes_of_a_document_are_kept_once_in_the_ledger():
    assert not [
        field.name for field in FileEntry._meta.local_fields if field.get_internal_type() == "BinaryField"
    ]


def test_nothing_is_on_the_file_when_its_filing_fails(teacher, now, monkeypatch):
    def fail(self):
        raise RuntimeError

    monkeypatch.setattr("aboveboard.ledger.filing.Filing._append", fail)
    with pytest.raises(RuntimeError):
        put_on_file(teacher, actor=actor_of(teacher), now=now)
    assert not FileEntry.objects.exists()


def test_nobody_gets_a_document_from_anothers_file_as_if_it_were_their_own(hr, head, reference):
    for stranger in (hr, head):
        for get in (get_my_document, get_my_receipt, get_my_bare_receipt):
            with pytest.raises(NotFound):
                get(actor_of(stranger), reference)


def test_a_look_is_on_record_with_its_reason_before_the_file_is_shown(teacher, hr, reference, now):
    look = look_at(teacher, hr, now)
    assert json.loads(get_part(look, "record.json"))["reason"] == WHY
    page = get_opened_file(actor_of(hr), look, now=now)
    assert (page.name, page.schools, page.reason) == ("Rowan Ellery", ("Oak Primary School",), WHY)
    assert [entry.reference for entry in page.entries] == [reference]
    seen = list_looks_at_my_file(actor_of(teacher), LOOKS.read({})).rows
    assert [(each.by, each.reason, each.looked_at) for each in seen] == [
        ("Harriet Moss", WHY, "The whole file")
    ]


def test_taking_a_document_from_a_file_is_recorded_too(teacher, head, reference, now):
    look = look_at(teacher, head, now)
    taken = open_file_entry(
        actor=actor_of(head), look_reference=look, entry_reference=reference, now=now + timedelta(minutes=1)
    )
    assert reference in text_of(taken.content)
    seen = list_looks_at_my_file(actor_of(teacher), LOOKS.read({})).rows
    assert [each.looked_at for each in seen] == ["Declaration about Amina Yusuf", "The whole file"]


def test_whoever_is_mentioned_sees_neither_the_entry_nor_a_sign_of_it(teacher, hr, now):
    reference = put_on_file(teacher, actor=actor_of(teacher), now=now, mentioned=(hr,))
    look = look_at(teacher, hr, now)
    assert get_opened_file(actor_of(hr), look, now=now).entries == ()
    with pytest.raises(NotFound):
        open_file_entry(actor=actor_of(hr), look_reference=look, entry_reference=reference, now=now)
    assert FileLook.objects.count() == 1


def test_whoever_is_matched_to_a_name_later_no_longer_sees_the_entry_but_its_owner_does(
    teacher, hr, reference, now
):
    for _ in range(2):
        with filing(actor=actor_of(hr), now=now) as current:
            for person in (hr, teacher):
                add_file_mention(filing=current, reference=reference, person_id=person.pk)
    look = look_at(teacher, hr, now)
    assert get_opened_file(actor_of(hr), look, now=now).entries == ()
    assert list_my_file(actor_of(teacher), MY_FILE.read({})).total == 1


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_file_does_not_open_without_a_reason(teacher, hr, now, reason):
    with pytest.raises(NotAllowed):
        look_at(teacher, hr, now, reason)
    assert not FileLook.objects.exists()


@pytest.mark.parametrize(
    "role", [Role.SENIOR_LEADER, Role.SCHOOL_OPERATIONS_MANAGER, Role.ADMINISTRATOR, Role.AUDITOR]
)
def test_a_role_that_opens_no_file_cannot_tell_it_from_one_that_does_not_exist(teacher, school, now, role):
    somebody = make_person("Sam", roles=(role,), school=school)
    with pytest.raises(NotFound):
        look_at(teacher, somebody, now)
    with pytest.raises(NotFound):
        open_personnel_file(actor=actor_of(somebody), person_reference="person-none", reason=WHY, now=now)
    assert list_files_to_open(actor_of(somebody), "Ellery", now=now) == ()


def test_a_file_closes_after_half_an_hour_and_says_so(teacher, hr, reference, now):
    look = look_at(teacher, hr, now)
    assert get_opened_file(actor_of(hr), look, now=now + LOOK_LASTS - timedelta(seconds=1))
    with pytest.raises(NotAllowed):
        get_opened_file(actor_of(hr), look, now=now + LOOK_LASTS)


def test_an_opened_file_is_open_to_nobody_else_and_not_after_the_right_is_gone(
    teacher, hr, head, reference, now
):
    look = look_at(teacher, hr, now)
    with pytest.raises(NotFound):
        get_opened_file(actor_of(head), look, now=now)
    hr.role_holdings.all().delete()
    with pytest.raises(NotFound):
        get_opened_file(actor_of(hr), look, now=now)


def test_a_search_finds_only_people_whose_files_one_may_open(teacher, hr, head, school, now):
    Person.objects.filter(pk=hr.pk).update(line_manager=head)
    manager = make_person("Rowan", "Above", roles=(Role.STAFF_MEMBER,), school=school)
    Person.objects.filter(pk=head.pk).update(line_manager=manager)
    make_person("Rowan", "Parent")
    found = list_files_to_open(actor_of(head), "rowan", now=now)
    assert [(each.name, each.works_as) for each in found] == [("Rowan Ellery", "Teacher, Oak Primary School")]
    assert list_files_to_open(actor_of(head), "grace", now=now) == ()
    assert list_files_to_open(actor_of(head), "  ", now=now) == ()
    assert {each.name for each in list_files_to_open(actor_of(hr), "rowan", now=now)} == {"Rowan Ellery"}


def test_the_ledger_can_ask_for_every_look_and_for_those_at_one_persons_file(teacher, head, hr, now):
    at_teacher, at_head = look_at(teacher, hr, now), look_at(head, hr, now)
    source = next(source for source in list_sources() if source.kind == "personnel_file.opened")
    assert set(source.iterate()) == {at_teacher, at_head}
    assert list(source.for_person(teacher.reference)) == [at_teacher]
    source.erase(at_teacher, now=now)
    assert not FileLook.objects.filter(reference=at_teacher).exists()


def test_an_entry_is_on_a_file_once(teacher, reference, now):
    with pytest.raises(IntegrityError), filing(actor=actor_of(teacher), now=now) as current:
        add_file_entry(
            filing=current,
            filed=Filed(reference),
            person_id=teacher.pk,
            kind=FileEntryKind.DECLARATION,
            title="Again",
            part_name="document.pdf",
        )
