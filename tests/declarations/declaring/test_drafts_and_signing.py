"""Nothing typed is lost, nothing is filed twice, and nothing is signed but what was seen."""

import pytest
from tests.declarations.declaring.conftest import (
    BEGINNING,
    CONTACT,
    FRIEND,
    SmallSchool,
    Walk,
    declare_friend,
)
from tests.pages import Pages

from aboveboard.declarations.models import Declaration, Draft
from aboveboard.people.services.settings import propose_settings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fixed_clock")]


def test_a_draft_is_resumed_where_it_stopped_with_what_was_typed(small: SmallSchool):
    walk = Walk.begin(small.teacher).fill(**FRIEND)
    again = Pages.of(small.teacher.user)
    page = again.get("/declare/")
    where = again.leads_to(page.follow("Priya Example"))
    assert where.endswith("/beginning/")
    assert 'value="Priya Example"' in again.get(f"/declare/{walk.draft}/who/").html


def test_what_is_wrong_is_said_and_kept(small: SmallSchool):
    walk = Walk.begin(small.teacher)
    page = walk.pages.post(walk.address, {"version": "1", "other_name": "Priya Example", "kinds": ["parent"]})
    assert page.problems == ["Choose the school they are or were at, or their child is at"]
    assert Draft.objects.get().answers["other_name"] == ["Priya Example"]


def test_a_draft_of_somebody_else_is_not_found(small: SmallSchool):
    walk = Walk.begin(small.teacher)
    assert Pages.of(small.office.user).get(walk.address, status=404)


def test_two_windows_on_one_draft_do_not_overwrite_each_other(small: SmallSchool):
    walk = Walk.begin(small.teacher)
    shown = walk.page.hidden()
    walk.fill(**FRIEND)
    page = walk.pages.post(
        f"/declare/{walk.draft}/who/", {**shown, **FRIEND, "other_name": "Somebody Else"}, status=409
    )
    assert "Somebody Else" in page.text
    assert Draft.objects.get().answers["other_name"] == ["Priya Example"]


def test_signing_twice_files_once_and_leads_to_what_was_filed(small: SmallSchool):
    walk = declare_friend(small.teacher)
    check = walk.address
    walk.sign()
    again = walk.pages.send(check, {"seen": "x", "typed_name": "Tess Teacher", "code": "1"})
    assert "Signed and sent" in again.text
    assert Declaration.objects.count() == 1


def test_a_setting_changed_between_showing_and_signing_stops_the_signature(small: SmallSchool, now):
    walk = declare_friend(small.teacher, kinds=["parent", "co_parent"])
    propose_settings(
        actor=small.world.actor(small.hr), now=now, values={"co_parents": "nothing"}, reason="Harmless."
    )
    page = walk.pages.post(walk.address, walk.signature(), status=409)
    assert "The answer to your case has changed since you read it." in page.text
    assert not Declaration.objects.exists()


def test_a_signature_needs_the_name_as_the_account_has_it(small: SmallSchool):
    walk = declare_friend(small.teacher)
    page = walk.pages.post(walk.address, {"seen": walk.page.hidden()["seen"], "typed_name": "T"})
    assert any("Type your name" in problem for problem in page.problems)
    assert not Declaration.objects.exists()


def test_what_is_left_out_goes_one_level_up(small: SmallSchool):
    walk = Walk.begin(small.teacher).fill(**FRIEND).fill(**BEGINNING).fill(**CONTACT).fill(context="Friends.")
    assert "Olive Office, school operations manager" in walk.page.text
    walk.fill(ready="yes", leave_out=[str(small.office.pk)], go="show")
    assert walk.address.endswith("/recipients/")
    walk.fill(ready="yes", leave_out=[str(small.office.pk)]).sign()
    filed = Declaration.objects.get()
    assert small.office not in {row.person for row in filed.recipients.all()}
    assert filed.bars.get().by_author


def test_a_named_role_holder_is_held_back_silently(small: SmallSchool):
    walk = Walk.begin(small.teacher).fill(**{**FRIEND, "other_name": "Olive Office"})
    walk.fill(**BEGINNING).fill(**CONTACT).fill(context="Friends.")
    assert "Olive Office, school operations manager" not in walk.page.text
    walk.fill(ready="yes").sign()
    filed = Declaration.objects.get()
    assert small.office not in {row.person for row in filed.recipients.all()}
    assert not filed.bars.get().by_author
    page = walk.pages.get(f"/declarations/{filed.reference}/")
    received = page.texts("div[dt[contains(., 'Who has received it')]]/dd")
    assert received == ["Simon Senior"]
