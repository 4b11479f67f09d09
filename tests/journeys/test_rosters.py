"""Taking a roster in, on the web and from the command line, and what follows from it."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from tests.declarations.declared import declare
from tests.pages import Page, Pages
from tests.people.rosters.exports import ROLES, UPN_MIA, USERS, oneroster, role, without
from tests.people.world import World

from aboveboard.declarations.models import DeclarationRecipient
from aboveboard.people.models import ColumnMapping, Engagement, Enrolment, Person, RosterUpload, Trust
from aboveboard.people.roster_files.shape import RosterScope
from aboveboard.people.roster_files.sources import Source
from aboveboard.people.selectors.rosters.uploads import get_roster_scope
from aboveboard.people.services.rosters.uploads import delete_old_uploads
from aboveboard.rules.actor import Role, SystemActor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fixed_clock")]

STAFF_LIST = (
    "Staff code,Forename,Surname,Work email,School,Start date\n"
    "AO,Ada,Okafor,ada@example.test,Hill School,01/09/2020\n"
)


@pytest.fixture
def admin(world: World) -> Pages:
    return Pages.of(world.staff("Lucy Ferrand", Role.ADMINISTRATOR, central=True).user)


def hand_in(pages: Pages, source: Source | str, format: str = "oneroster", name: str = "Arbor") -> Page:
    content = source.encode() if isinstance(source, str) else source.content or b""
    file = SimpleUploadedFile("staff.csv" if isinstance(source, str) else source.name, content)
    fields = {"format": format, "source": name, "file": file}
    return pages.send(reverse("journeys:roster_hand_in"), fields)


def address(page: Page) -> str:
    return page.response.request["PATH_INFO"]


def test_an_administrator_takes_in_oneroster(admin: Pages) -> None:
    assert "Nothing yet" in admin.get(reverse("journeys:rosters")).text
    page = hand_in(admin, oneroster())
    assert page.h1 == "What would change"
    assert "Ada Okafor" in page.text
    assert "parents and carers: 1" in page.text
    assert not Engagement.objects.filter(source="arbor").exists()
    done = admin.send(address(page))
    assert done.h1 == "The roster is taken in"
    assert "new staff: 3" in done.text
    assert Engagement.objects.filter(source="arbor").count() == 4
    assert not RosterUpload.objects.exists()
    assert "Lucy Ferrand" in admin.get(reverse("journeys:rosters")).text


def test_the_columns_of_a_list_are_asked_for_and_remembered(admin: Pages) -> None:
    page = hand_in(admin, STAFF_LIST.replace("Staff code", "Ref"), "staff_list")
    assert page.h1 == "Which column holds what?"
    assert page.texts("select[@name='column_email']/option[@selected]") == ["Work email"]
    assert page.texts("select[@name='column_id']/option[@selected]") == ["Not in this list"]
    fields = {
        box.get("name"): next((one.get("value") for one in box.xpath(".//option[@selected]")), "")
        for box in page.all("select")
    }
    assert admin.post(address(page), fields).problems  # whether everybody is in it is not said
    preview = admin.send(address(page), {**fields, "column_id": "Ref", "whole": "yes"})
    assert "New staff" in preview.text
    admin.send(address(preview))
    assert ColumnMapping.objects.get().columns["id"] == "Ref"
    again = hand_in(admin, STAFF_LIST.replace("Staff code", "Ref"), "staff_list")
    assert again.texts("select[@name='column_id']/option[@selected]") == ["Ref"]


def test_a_list_without_a_column_that_is_needed_says_which(admin: Pages) -> None:
    page = hand_in(admin, "Nickname,Colour\nAda,red\n", "staff_list")
    assert admin.post(address(page), {"whole": "yes"}).problems == ["Choose first name", "Choose family name"]
    fields = {"whole": "yes", "column_given_name": "Nickname", "column_family_name": "Colour"}
    problems = admin.post(address(page), fields).problems
    assert problems == ["Choose a column for: Their number or code or Work e-mail address."]


def test_a_refused_file_says_which_rows_and_why_and_can_be_downloaded(admin: Pages) -> None:
    page = hand_in(admin, oneroster(users=[*USERS, {**USERS[0], "givenName": "=cmd()"}]))
    assert page.h1 == "This file cannot be taken in"
    assert "This id stands in row 2 already" in page.text
    assert "Take it in" not in page.text
    rows = list(
        csv.reader(
            io.StringIO(
                admin.download(page.follow("Download them as a list (CSV)")).content.decode("utf-8-sig")
            )
        )
    )
    assert rows[1][:3] == ["users.csv", "7", "sourcedId"]
    assert admin.client.post(address(page)).status_code == 409
    assert (
        "deleted" in admin.send(reverse("journeys:roster_withdraw", args=[address(page).split("/")[3]])).html
    )


def test_a_file_that_cannot_be_read_says_why(admin: Pages) -> None:
    page = hand_in(admin, Source("a.zip", content=b"PK\x03\x04 not a zip"))
    assert page.h1 == "This file cannot be read"
    assert "damaged" in page.text
    lost = hand_in(admin, "\n\n", "staff_list")
    assert "is empty" in lost.text


def test_many_who_leave_must_be_confirmed(admin: Pages) -> None:
    many = [{**USERS[1], "sourcedId": f"u-{n}", "email": f"t{n}@example.test"} for n in range(12)]
    roles = [role(f"r-{n}", f"u-{n}", "teacher", "o-hill") for n in range(12)]
    admin.send(address(hand_in(admin, oneroster(users=many, roles=roles))))
    page = hand_in(admin, oneroster(users=many[:6], roles=roles[:6]))
    assert "6 people would leave, 50% of those here" in page.text
    assert admin.post(address(page)).problems
    assert admin.send(address(page), {"leaving": "on"}).h1 == "The roster is taken in"


def test_pupils_come_only_once_an_administrator_says_so(admin: Pages, world: World) -> None:
    assert "A list of pupils" not in admin.get(reverse("journeys:roster_hand_in")).text
    page = admin.get(reverse("journeys:roster_scope"))
    assert "Rarely needed" in page.text
    assert admin.post(reverse("journeys:roster_scope"), {"scope": "staff"}).problems
    assert (
        "Schools, staff and pupils" in admin.send(reverse("journeys:roster_scope"), {"scope": "pupils"}).text
    )
    pupils = f"Forename,Surname,UPN,DOB\nMia,Shaw,{UPN_MIA},05/05/2014\n"
    page = hand_in(admin, pupils, "pupil_list")
    columns = {"column_given_name": "Forename", "column_family_name": "Surname", "column_upn": "UPN"}
    fields = {**columns, "column_born_on": "DOB", "whole": "no", "school": world.hill.pk}
    preview = admin.send(address(page), fields)
    assert "New pupils" in preview.text
    assert "Mia" not in preview.text  # pupils are counted, never named
    admin.send(address(preview))
    assert Enrolment.objects.get().school == world.hill


def test_nobody_sees_a_file_that_somebody_else_handed_in(admin: Pages, world: World) -> None:
    page = hand_in(admin, oneroster())
    hr = Pages.of(world.staff("", Role.TRUST_HR, central=True).user)
    assert hr.client.get(address(page)).status_code == 404
    assert hr.get(reverse("journeys:rosters"))


def test_a_file_that_is_left_goes_after_a_day(admin: Pages, now: datetime) -> None:
    hand_in(admin, oneroster())
    sweeper = SystemActor("sweep")
    assert delete_old_uploads(actor=sweeper, now=now + timedelta(hours=23)) == 0
    assert delete_old_uploads(actor=sweeper, now=now + timedelta(hours=25)) == 1


def test_schools_come_from_the_register(admin: Pages, world: World) -> None:
    register = (
        "URN,EstablishmentName,Trusts (code)\n900201,Hill School,7\n900203,Brook School,7\n900999,Other,8\n"
    )
    page = hand_in(admin, register, "schools")
    assert "several trusts" in admin.send(address(page), {}).text
    preview = admin.send(address(page), {"trust_code": "7"})
    assert "Brook School" in preview.text
    admin.send(address(preview))
    world.hill.refresh_from_db()
    assert world.hill.urn == "900201"


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    path = tmp_path / "roster.zip"
    path.write_bytes(oneroster().content or b"")
    return path


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("roster", "import", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_line_takes_a_roster_in(world: World, zipped: Path, capsys) -> None:
    assert "dry run" in run(zipped, "--dry-run")
    assert "New staff" in capsys.readouterr().out
    assert not Engagement.objects.filter(source="mis").exists()
    assert "Taken in, under the reference" in run(zipped)
    assert Engagement.objects.filter(source="mis").count() == 4
    assert "Nothing to change" in run(zipped)


def test_the_command_line_says_by_its_exit_code_why_it_stopped(world: World, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(oneroster(users=[*USERS, USERS[0]]).content or b"")
    problems = tmp_path / "problems.csv"
    with pytest.raises(CommandError) as refused:
        run(wrong, "--problems-file", problems)
    assert refused.value.returncode == 2
    assert "This id stands in row 2 already" in problems.read_text(encoding="utf-8-sig")
    with pytest.raises(CommandError) as unreadable:
        run(tmp_path / "nothing.zip")
    assert unreadable.value.returncode == 3


def test_the_command_line_stops_when_too_many_would_leave(world: World, tmp_path: Path) -> None:
    many = [{**USERS[1], "sourcedId": f"u-{n}", "email": f"t{n}@example.test"} for n in range(12)]
    roles = [role(f"r-{n}", f"u-{n}", "teacher", "o-hill") for n in range(12)]
    path = tmp_path / "roster.zip"
    path.write_bytes(oneroster(users=many, roles=roles).content or b"")
    run(path)
    path.write_bytes(oneroster(users=many[:6], roles=roles[:6]).content or b"")
    with pytest.raises(CommandError) as stopped:
        run(path)
    assert stopped.value.returncode == 4
    run(path, "--confirm-leaving", "--last-day", "2026-11-20")
    assert Engagement.objects.filter(until_on="2026-11-20").count() == 6


def test_the_command_line_reads_a_list_with_its_columns_named(world: World, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(STAFF_LIST.replace("Staff code,Forename", "Ref,Known as"))
    with pytest.raises(CommandError, match="First name"):
        run(path, "--format", "staff_list")
    with pytest.raises(CommandError, match="no column"):
        run(path, "--format", "staff_list", "--column", "shoe_size=Ref")
    run(path, "--format", "staff_list", "--column", "id=Ref", "--column", "given_name=Known as")
    assert Person.objects.get(sources__source_id="AO").given_name == "Ada"


def test_the_scope_of_a_new_trust_is_staff(world: World) -> None:
    assert get_roster_scope() is RosterScope.STAFF
    Trust.objects.all().delete()
    assert get_roster_scope() is RosterScope.STAFF


def test_what_waited_for_somebody_who_left_goes_to_the_next_in_line(world: World, zipped: Path, now) -> None:
    run(zipped)
    office = Person.objects.get(sources__source_id="u-ben")
    world.hold(office, Role.SCHOOL_OPERATIONS_MANAGER, world.hill)
    head = world.staff("", Role.HEADTEACHER)
    author = world.staff("Priya Raman")
    reference = declare(author, now=now, name="Sam Example")
    held = DeclarationRecipient.objects.filter(declaration__reference=reference, until_at__isnull=True)
    assert office.pk in held.values_list("person_id", flat=True)
    zipped.write_bytes(oneroster(users=without(USERS, "u-ben"), roles=without(ROLES, "r-ben")).content or b"")
    run(zipped)
    assert head.pk in held.values_list("person_id", flat=True)
    assert office.pk not in held.values_list("person_id", flat=True)
