"""Files of other systems, as they really come: well, oddly, and wrong."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from tests.people.rosters.exports import (
    HEADINGS,
    ORGS,
    ROLES,
    UPN_MIA,
    USERS,
    as_csv,
    common_transfer,
    in_zip,
    manifest,
    oneroster,
)

from aboveboard.people.roster_files.lists import name_system, read_headings, recognise
from aboveboard.people.roster_files.reading import HowToRead, digest, read_roster
from aboveboard.people.roster_files.shape import Roster, RosterFileError, RosterFormat, RosterScope
from aboveboard.people.roster_files.sources import Files, Source
from aboveboard.people.roster_files.values import NotADate, read_category, read_date, upn_problem
from aboveboard.rules.relationships.facts import Category, Responsibility

pytestmark = pytest.mark.one_database

STAFF, PUPILS, PARENTS = RosterScope.STAFF, RosterScope.PUPILS, RosterScope.PARENTS


def read(source: Source, scope: RosterScope = STAFF) -> Roster:
    return read_roster(source, HowToRead(RosterFormat.ONEROSTER, scope))


def read_list(text: str | bytes, format: RosterFormat = RosterFormat.STAFF_LIST, **how) -> Roster:
    source = Source("list.csv", content=text.encode() if isinstance(text, str) else text)
    columns = how.pop("columns", None) or recognise(format, read_headings(source))
    return read_roster(source, HowToRead(format, PUPILS, True, columns, **how))


def said(roster: Roster) -> list[str]:
    return [f"{p.place.file} {p.place.row} {p.field}: {p.what}" for p in roster.problems]


def test_staff_come_with_a_job_for_each_role_and_its_dates() -> None:
    roster = read(oneroster())
    assert not roster.problems
    assert set(roster.people) == {"u-ada", "u-ben", "u-cleo"}
    assert roster.people["u-ada"].email == "ada.okafor@example.test"
    assert roster.jobs["r-ada2"].until_on == date(2027, 7, 20)
    assert roster.jobs["r-ben"].category is Category.AGENCY
    assert roster.jobs["r-cleo"].school == ""
    assert roster.dropped == {"pupils": 1, "parents and carers": 1}


def test_pupils_come_with_birth_date_and_first_day_and_without_an_address() -> None:
    roster = read(oneroster(), PUPILS)
    mia = roster.people["u-mia"]
    assert (mia.born_on, mia.upn, mia.email) == (date(2014, 5, 5), UPN_MIA, "")
    assert roster.enrolments["r-mia"].from_on == date(2024, 9, 3)
    assert not roster.parents


def test_parents_come_only_where_the_trust_takes_them_in() -> None:
    roster = read(oneroster(), PARENTS)
    assert roster.parents["u-mum", "u-mia"].responsibility is Responsibility.PARENTAL
    assert roster.people["u-mum"].email == ""


def test_a_folder_is_read_as_a_zip_is(tmp_path) -> None:
    with zipfile.ZipFile(io.BytesIO(oneroster().content or b"")) as archive:
        archive.extractall(tmp_path)
    folder = Source("roster", tmp_path)
    assert read(folder).jobs == read(oneroster()).jobs
    assert len(digest(folder)) == 64


def test_changes_say_who_is_gone_and_need_no_more_than_their_own_rows() -> None:
    gone = [{"sourcedId": "r-ben", "status": "tobedeleted"}]
    renamed = [{**USERS[0], "familyName": "Marsh"}]
    roster = read(oneroster("delta", roles=gone, users=renamed))
    assert not roster.is_whole
    assert roster.gone_jobs == {"r-ben"}
    assert roster.people["u-ada"].family_name == "Marsh"


def test_a_role_without_its_user_or_school_refuses_the_file_and_says_where() -> None:
    roles = [{**ROLES[0], "userSourcedId": "u-nobody"}, {**ROLES[2], "orgSourcedId": "o-none"}]
    roster = read(oneroster(roles=roles))
    assert roster.is_refused
    assert said(roster) == [
        "roles.csv 3 orgSourcedId: No school in orgs.csv has this id.",
        "roles.csv 2 userSourcedId: No user in users.csv has this id.",
    ]


def test_an_id_that_stands_twice_refuses_the_file() -> None:
    roster = read(oneroster(users=[*USERS, USERS[0]]))
    assert said(roster) == ["users.csv 7 sourcedId: This id stands in row 2 already."]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"users.csv": b"x"}, "no manifest.csv"),
        ({"manifest.csv": manifest({"users": "bulk"})}, "users.csv, which is not there"),
        ({"manifest.csv": b"oneroster.version,0.9"}, "not OneRoster 1.2"),
        (
            {
                "manifest.csv": manifest({"orgs": "bulk", "users": "bulk", "roles": "delta"}),
                **{f"{name}.csv": as_csv(HEADINGS[name].split(), []) for name in ("orgs", "users", "roles")},
            },
            "Export both in the same way",
        ),
    ],
)
def test_an_export_that_cannot_be_right_is_refused_whole(files: dict[str, bytes], words: str) -> None:
    with pytest.raises(RosterFileError, match=words):
        read(in_zip(files))


def test_a_zip_bomb_is_not_unpacked() -> None:
    with pytest.raises(RosterFileError, match="far more than any roster"):
        read(in_zip({"manifest.csv": b"0" * (5 * 1024 * 1024)}))


def test_a_zip_that_lies_about_its_sizes_stops_at_what_it_said() -> None:
    content = bytearray(in_zip({"manifest.csv": b"a,b\n" * 9000}).content or b"")
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    with pytest.raises(RosterFileError):
        read(Source("roster.zip", content=bytes(content)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    text = "FirstName;LastName;Email;School\r\nZoë;D’Arcy;zoe@example.test;Hill School\r\n"
    roster = read_list(text.encode(encoding))
    assert roster.people["zoe@example.test"].given_name == "Zoë"
    assert roster.people["zoe@example.test"].family_name == "D’Arcy"


def test_headings_of_each_system_are_recognised() -> None:
    for headings, system in (
        (("Forename", "Surname", "UPN", "Year", "Reg", "DOB"), "SIMS"),
        (("First name", "Last name", "UPN", "Year group", "Registration form", "Date of birth"), "Arbor"),
        (("FirstName", "LastName", "UPN", "YearGroup", "Form", "DateOfBirth"), "Bromcom"),
    ):
        found = recognise(RosterFormat.PUPIL_LIST, headings)
        assert found["given_name"] == headings[0]
        assert set(found) == {"given_name", "family_name", "upn", "born_on"}
        assert name_system(headings) == system


def test_a_spreadsheet_is_read_with_its_dates() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Forename", "Surname", "UPN", "DOB", "URN"])
    book.active.append(["Mia", "Shaw", UPN_MIA, date(2014, 5, 5), 900201])
    packed = io.BytesIO()
    book.save(packed)
    source = Source("pupils.xlsx", content=packed.getvalue())
    columns = recognise(RosterFormat.PUPIL_LIST, read_headings(source))
    roster = read_roster(source, HowToRead(RosterFormat.PUPIL_LIST, PUPILS, True, columns))
    assert not roster.problems
    assert roster.people[UPN_MIA].born_on == date(2014, 5, 5)
    assert [row.school for row in roster.enrolments.values()] == ["urn:900201"]


def test_somebody_at_two_schools_is_one_person_with_two_jobs() -> None:
    roster = read_list(
        "Staff code,Forename,Surname,School,Start date\n"
        "AO1,Ada,Okafor,Hill School,01/09/2020\nAO1,Ada,Okafor,Lake School,01/09/2026\n"
    )
    assert not roster.problems
    assert len(roster.people) == 1
    assert [job.from_on for job in roster.jobs.values()] == [date(2020, 9, 1), date(2026, 9, 1)]


def test_what_is_wrong_with_a_list_is_said_by_row_and_field() -> None:
    roster = read_list(
        "Staff code,Forename,Surname,Email,School,Start date,End date\n"
        "AO1,Ada,Okafor,not an address,Hill,31/02/2020,\n"
        "AO1,Ben,Marsh,,Hill,,\n"
        ",Cleo,,,Hill,,\n"
        "DD1,Dov,Stein,,,02/09/2026,01/09/2026\n"
    )
    assert said(roster) == [
        "list.csv 2 email: It is not an e-mail address.",
        "list.csv 2 from_on: It is not a date.",
        "list.csv 3 id: Somebody of another name has the same number, in row 2.",
        "list.csv 4 family_name: It is empty.",
        "list.csv 4 id: There is nothing to know this person by next time.",
        "list.csv 5 school: No school is named.",
    ]
    assert [p.refuses for p in roster.problems] == [False, True, True, True, True, True]


def test_pupils_are_refused_where_the_trust_takes_in_staff_alone() -> None:
    with pytest.raises(RosterFileError, match="staff alone"):
        read_roster(common_transfer(""), HowToRead(RosterFormat.COMMON_TRANSFER_FILE, STAFF))


PUPIL = (
    f"<Pupil><UPN>{UPN_MIA}</UPN><Surname>Shaw</Surname><Forename>Mia</Forename><DOB>2014-05-05</DOB>"
    "<Contacts><Contact><Order>1</Order><Surname>Shaw</Surname><Forename>Sal</Forename>"
    "<Responsibility>true</Responsibility></Contact></Contacts>"
    "<SchoolHistory><School><LEA>900</LEA><Estab>2009</Estab><EntryDate>2019-09-02</EntryDate>"
    "<LeavingDate>2025-07-20</LeavingDate></School></SchoolHistory></Pupil>"
)


def read_transfer(pupils: str, scope: RosterScope = PUPILS) -> Roster:
    return read_roster(common_transfer(pupils), HowToRead(RosterFormat.COMMON_TRANSFER_FILE, scope))


def test_a_common_transfer_file_has_pupils_with_every_school_they_were_at() -> None:
    roster = read_transfer(PUPIL)
    assert roster.people[UPN_MIA].born_on == date(2014, 5, 5)
    assert [(row.school, row.until_on) for row in roster.enrolments.values()] == [
        ("laestab:9002009", date(2025, 7, 20)),
        ("laestab:9002001", None),
    ]
    assert roster.dropped == {"parents and carers": 1}
    [link] = read_transfer(PUPIL, PARENTS).parents.values()
    assert link.responsibility is Responsibility.PARENTAL


def test_a_upn_that_does_not_add_up_refuses_the_file() -> None:
    roster = read_transfer(PUPIL.replace(UPN_MIA, "A123456789010") + PUPIL + PUPIL)
    assert said(roster) == ["ctf.xml 1 UPN: The UPN is not right.", "ctf.xml 3 UPN: Pupil 2 has it already."]


@pytest.mark.parametrize(
    "text",
    [
        "<CTfile>",
        "<other/>",
        '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;&b;">]><CTfile>&d;</CTfile>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><CTfile/>',
        "<CTfile></CTfile>",
    ],
)
def test_xml_that_is_broken_or_malicious_is_refused(text: str) -> None:
    how = HowToRead(RosterFormat.COMMON_TRANSFER_FILE, PUPILS)
    with pytest.raises(RosterFileError):
        read_roster(Source("ctf.xml", content=text.encode()), how)


REGISTER = (
    "URN,LA (code),EstablishmentNumber,EstablishmentName,EstablishmentStatus (name),PhaseOfEducation (name),"
    "Trusts (code),OpenDate,CloseDate\n"
    "900201,900,2001,Hill School,Open,Primary,777,01-09-2015,\n"
    "900202,900,4002,St Mary’s Lake School,Closed,Secondary,777,01-09-2015,31-08-2026\n"
)


def test_the_register_of_schools_is_read_as_it_is_downloaded() -> None:
    source = Source("schools.csv", content=REGISTER.encode("cp1252"))
    schools = read_roster(source, HowToRead(RosterFormat.SCHOOLS)).schools
    assert schools["900202"].name == "St Mary’s Lake School"
    assert schools["900202"].establishment == "9004002"
    assert schools["900202"].closed_on == date(2026, 8, 31)


def test_schools_of_other_trusts_are_left_out_only_when_one_is_named() -> None:
    text = REGISTER + "900300,900,4003,Elsewhere,Open,Primary,888,,\n"
    source = Source("schools.csv", content=text.encode())
    with pytest.raises(RosterFileError, match="several trusts"):
        read_roster(source, HowToRead(RosterFormat.SCHOOLS))
    roster = read_roster(source, HowToRead(RosterFormat.SCHOOLS, trust_code="777"))
    assert len(roster.schools) == 2
    assert roster.dropped == {"schools of other trusts": 1}


@pytest.mark.parametrize(
    "text",
    ["2026-09-01", "01/09/2026", "1.9.2026", "1 Sep 2026", "01-September-2026", "2026-09-01T00:00:00Z"],
)
def test_a_day_is_read_however_it_is_written_in_england(text: str) -> None:
    assert read_date(text) == date(2026, 9, 1)


@pytest.mark.parametrize("text", ["09/31/2026", "1/9/26", "tomorrow", "0001-01-01", "1 Foo 2026", "²/9/2026"])
def test_what_is_not_a_day_is_not_guessed(text: str) -> None:
    with pytest.raises(NotADate):
        read_date(text)


def test_upns_are_held_to_their_check_letter() -> None:
    assert upn_problem(UPN_MIA) == ""
    assert "first letter" in upn_problem("A123456789010")
    assert "13 characters" in upn_problem("X12345")
    assert "13 characters" in upn_problem("I123456789010")


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("Agency supply", Category.AGENCY),
        ("Volunteer", Category.VOLUNTEER),
        ("Fixed term", Category.TEMPORARY),
        ("Casual - relief", Category.CASUAL),
        ("Permanent", Category.PERMANENT),
        ("", Category.PERMANENT),
    ],
)
def test_words_for_a_contract_give_a_category(words: str, category: Category) -> None:
    assert read_category(words) is category


def test_orgs_know_the_trust_from_a_school() -> None:
    roster = read(oneroster(orgs=ORGS))
    assert roster.schools["o-trust"].central
    assert roster.schools["o-hill"].urn == "900201"


def test_files_are_found_whatever_their_case_and_folder() -> None:
    files = Files(in_zip({"export/Users.CSV": b"a"}))
    assert files.names() == ("users.csv",)
