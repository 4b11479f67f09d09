"""The auditors' pages in a real browser, with their chart and without JavaScript, on a desk and on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.browser.looks import assert_accessible, picture, sign_in
from tests.ledger.conftest import NOTED, Somebody
from tests.ledger.tampering import behind_the_guards
from tests.people_of_a_school import make_person

from aboveboard.journeys.services.verifying import verify_ledger
from aboveboard.ledger.filing import Part, filing
from aboveboard.ledger.models import FiledPart
from aboveboard.ledger.receipts import sign_head
from aboveboard.rules.actor import Role, SystemActor
from aboveboard.web import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def grown(live_server):
    """A ledger that has grown over a year, and an auditor."""
    for months_ago in range(14, -1, -1):
        with filing(actor=Somebody(), now=clock.now() - timedelta(days=30 * months_ago)) as current:
            for _ in range(1 + months_ago * 7 % 5):
                current.file(kind=NOTED, parts=[Part("note.txt", "text/plain", b"noted")])
        sign_head()
    verify()
    return make_person("Iris", "Bell", roles=(Role.AUDITOR,))


def verify() -> None:
    verify_ledger(actor=SystemActor("verify_ledger"), now=clock.now())


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_auditor_sees_the_ledger_with_its_growth(request, live_server, grown, size):
    page: Page = request.getfixturevalue(size)
    sign_in(page, grown, live_server)
    page.goto("/")
    page.get_by_role("link", name="See the ledger").click()
    chart = page.locator("#growth-chart")
    expect(chart.locator("svg")).to_be_visible()
    assert "The table below has the same figures." in (chart.get_attribute("aria-label") or "")
    picture(page, f"ledger-{size}")
    assert_accessible(page)
    page.get_by_role("link", name="Checkpoints").click()
    picture(page, f"ledger-checkpoints-{size}")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the checkpoint of size").first.click()
    assert download.value.suggested_filename.startswith("checkpoint-")
    page.goto("/ledger/")
    page.get_by_role("button", name="Verify now").click()
    expect(page.get_by_text("It will be verified within a minute")).to_be_visible()
    with behind_the_guards():
        FiledPart.objects.filter(entry__index__lt=3).update(content=b"other")
    verify()
    page.goto("/ledger/")
    expect(page.get_by_text("Not sound", exact=True)).to_be_visible()
    picture(page, f"ledger-not-sound-{size}")
    assert_accessible(page)


def test_without_javascript_the_table_says_it_all(without_javascript, live_server, grown):
    page: Page = without_javascript
    sign_in(page, grown, live_server)
    page.goto("/ledger/")
    expect(page.locator("#growth-chart")).to_be_hidden()
    expect(page.get_by_role("table", name="Entries filed each month")).to_be_visible()
