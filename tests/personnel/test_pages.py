"""The pages of the personnel file, as their readers walk through them."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.pages import Pages
from tests.people_of_a_school import actor_of
from tests.personnel.filing import put_on_file

from aboveboard.personnel.models import FileLook
from aboveboard.web import clock

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture
def reference(teacher, now):
    return put_on_file(teacher, actor=actor_of(teacher), now=now)


def opened_by(reader, teacher):
    return Pages.of(reader.user).send(
        f"/files/open/{teacher.reference}", {"reason": "A reference was asked for."}
    )


def test_a_member_of_staff_reads_their_file_and_downloads_document_and_receipt(teacher, reference):
    pages = Pages.of(teacher.user)
    page = pages.get("/my-file")
    assert page.h1 == "My file"
    assert "Declaration about Amina Yusuf" in page.text
    assert "until 6 years after you stop working for the trust" in page.text
    document = pages.download(page.follow(f"Document {reference}, PDF"))
    assert document["Content-Type"] == "application/pdf"
    assert document["Content-Disposition"].startswith("attachment;")
    receipt = pages.download(page.follow(f"Receipt for {reference}"))
    assert receipt["Content-Type"] == "application/zip"


def test_an_empty_file_says_what_will_be_there(teacher):
    pages = Pages.of(teacher.user)
    assert "Nothing on your file yet" in pages.get("/my-file").text
    assert "Nobody has opened your file" in pages.get("/my-file/looks").text


def test_a_filter_that_nothing_matches_says_how_to_go_on(teacher, reference):
    pages = Pages.of(teacher.user)
    assert "Clear the filters" in pages.get("/my-file", {"q": "zebra"}).text
    assert "Declaration about" not in pages.get("/my-file", {"kind": "decision"}).text
    assert "Declaration about" in pages.get("/my-file", {"q": "amina", "kind": "declaration"}).text


@pytest.mark.parametrize("export", ["xlsx", "csv"])
def test_what_the_lists_show_can_be_downloaded(teacher, hr, reference, export):
    opened_by(hr, teacher)
    pages = Pages.of(teacher.user)
    for address in ("/my-file", "/my-file/looks"):
        assert pages.download(f"{address}?export={export}").content


def test_human_resources_find_a_person_say_why_and_download_and_the_person_sees_all_of_it(
    teacher, hr, reference
):
    pages = Pages.of(hr.user)
    found = pages.post("/files", {"q": "ellery"})
    asked = pages.get(found.follow("Rowan Ellery"))
    assert asked.h1 == "Open the file of Rowan Ellery"
    page = pages.send(f"/files/open/{teacher.reference}", {"reason": "A reference was asked for."})
    assert page.h1 == "File of Rowan Ellery"
    assert "10:30am" in page.text
    address = page.all("main//form")[0].get("action")
    taken = pages.client.post(address)
    assert taken["Content-Type"] == "application/pdf"
    looks = Pages.of(teacher.user).get("/my-file/looks").text
    assert "Harriet Moss" in looks
    assert "A reference was asked for." in looks
    assert "The whole file" in looks
    assert "Declaration about Amina Yusuf" in looks


def test_without_a_reason_the_page_says_what_to_mend_and_nothing_is_opened(teacher, hr):
    page = Pages.of(hr.user).post(f"/files/open/{teacher.reference}", {"reason": " "})
    assert page.problems == ["Answer “Why do you need to open this file?”"]
    assert not FileLook.objects.exists()


def test_a_search_that_finds_nobody_says_what_to_try(hr):
    assert "Nobody found" in Pages.of(hr.user).post("/files", {"q": "zebra"}).text


def test_a_file_that_has_closed_says_to_open_it_again(teacher, hr, now):
    page = opened_by(hr, teacher)
    address = page.response.request["PATH_INFO"]
    with clock.stopped_at(now + timedelta(minutes=31)):
        assert "open it again and say why" in Pages.of(hr.user).get(address, status=403).text


def test_a_document_of_anothers_file_cannot_be_taken_by_following_a_link(teacher, hr, reference):
    page = opened_by(hr, teacher)
    client = Client()
    client.force_login(hr.user)
    assert client.get(page.all("main//form")[0].get("action")).status_code == 405


@pytest.mark.parametrize(
    "address", ["/my-file/AB-0000-0000-0000/document", "/my-file/AB-0000-0000-0000/receipt"]
)
def test_what_is_not_on_ones_file_is_not_found(teacher, address):
    Pages.of(teacher.user).get(address, status=404)


@pytest.mark.parametrize("address", ["/my-file", "/my-file/looks"])
def test_a_longer_list_costs_no_more_queries(teacher, hr, now, address, django_assert_max_num_queries):
    pages = Pages.of(teacher.user)

    def cost():
        with django_assert_max_num_queries(100) as counted:
            pages.get(address)
        return len(counted.captured_queries)

    put_on_file(teacher, actor=actor_of(teacher), now=now)
    opened_by(hr, teacher)
    with_one = cost()
    for _ in range(2):
        put_on_file(teacher, actor=actor_of(teacher), now=now)
        opened_by(hr, teacher)
    assert cost() == with_one
