"""One's own file and another's, in a real browser, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.browser.looks import assert_accessible, picture, sign_in
from tests.people_of_a_school import actor_of, make_person
from tests.personnel.filing import put_on_file

from aboveboard.rules.actor import Role
from aboveboard.web import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_human_resources_open_a_file_and_its_owner_sees_that_they_did(request, live_server, size):
    page: Page = request.getfixturevalue(size)
    owner = make_person("Rowan", "Ellery", roles=(Role.STAFF_MEMBER,))
    hr = make_person("Harriet", "Moss", roles=(Role.TRUST_HR,))
    for title in ("Declaration about Amina Yusuf", "Declaration about Łukasz Żółć"):
        put_on_file(owner, actor=actor_of(owner), now=clock.now(), title=title)

    sign_in(page, hr, live_server)
    page.goto("/files")
    assert_accessible(page)
    page.get_by_label("Whose file do you need?").fill("ellery")
    page.get_by_role("button", name="Search").click()
    picture(page, f"personnel-find-{size}")
    assert_accessible(page)
    page.get_by_role("link", name="Rowan Ellery").click()
    page.get_by_role("button", name="Open the file").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("Why do you need to open this file?").fill("A reference was asked for.")
    picture(page, f"personnel-open-{size}")
    page.get_by_role("button", name="Open the file").click()
    expect(page.get_by_role("heading", name="File of Rowan Ellery")).to_be_visible()
    picture(page, f"personnel-opened-{size}")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").first.click()
    assert download.value.suggested_filename.endswith(".pdf")

    sign_in(page, owner, live_server)
    page.goto("/my-file")
    picture(page, f"personnel-my-file-{size}")
    assert_accessible(page)
    page.get_by_role("link", name="See who has looked at your file").click()
    expect(page.get_by_text("A reference was asked for.").first).to_be_visible()
    picture(page, f"personnel-looks-{size}")
    assert_accessible(page)
