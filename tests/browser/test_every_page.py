"""Every page of the access matrix, as somebody who may see it, on a phone and on a desk.

A new page is here as soon as it has its row there. A row whose page shows only after another, or to an account with
more to it than most, names the test that looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from playwright.sync_api import Page
from tests.architecture.access_matrix import MATRIX, NO_ROLE, VISITOR, Made, Row, Who
from tests.browser.broken_pages import STATUSES
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looks import assert_accessible, assert_fits, picture, sign_in
from tests.declarations.declared import declare
from tests.people_of_a_school import make_holders, make_person

from aboveboard.people.models import Person
from aboveboard.rules.actor import Role
from aboveboard.web import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [row for row in MATRIX if row.method == "get" and row.status == 200]
NO_PAGES = {
    "web:healthz",
    "journeys:readyz",
    "journeys:roster_problems",
    "personnel:my_document",
    "personnel:my_receipt",
    "personnel:my_bare_receipt",
    "personnel:all_my_receipts",
    "people:checkpoint",
    "journeys:checkpoint",
    "personnel:document",
    "declarations:blank_form",
    "declarations:desk_document",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",  # answers the script of the sign-in page
    "declarations:draft",  # leads to where the draft stopped
}
AN_ACCOUNT_WITH_EVERYTHING = {
    "account_reauthenticate": "/account/reauthenticate/",
    "mfa_reauthenticate": "/account/2fa/reauthenticate/",
    "mfa_reauthenticate_webauthn": "/account/2fa/reauthenticate/webauthn/",
    "account_change_password": "/account/password/change/",
    "mfa_deactivate_totp": "/account/2fa/totp/deactivate/",
    "mfa_view_recovery_codes": "/account/2fa/recovery-codes/",
    "mfa_edit_webauthn": "/account/2fa/webauthn/keys/{passkey}/edit/",
    "mfa_remove_webauthn": "/account/2fa/webauthn/keys/{passkey}/remove/",
}
ELSEWHERE = {
    "account_confirm_login_code": "test_signing_in.py",
    "mfa_authenticate": "test_signing_in.py",
    "declarations:check": "test_journey.py",
    "declarations:ask_alert": "test_can_i.py",
    "people:adopt_defaults": "test_what_comes_after_a_form",
    "people:propose_settings": "test_what_comes_after_a_form",
    "notices:one_sent_mail": "test_what_comes_after_a_form",
}
PASSWORD = "correct horse battery"


def who_looks(row: Row, made: Made, people: Mapping[Who, Person]) -> Person | None:
    """Somebody whom the record concerns, else the first role in the matrix, else a visitor."""
    known = {**made.people, **people}
    return None if VISITOR in row.gets_in else next(known[who] for who in known if who in row.gets_in)


def test_every_row_of_the_matrix_is_looked_at():
    """What is only sent, and leads on, has no page."""
    seen = {row.address for row in PAGES} | NO_PAGES | set(AN_ACCOUNT_WITH_EVERYTHING) | set(ELSEWHERE)
    pages = {row.address for row in MATRIX if not (row.method == "post" and row.status == 302)}
    assert pages == seen, "say where these are looked at, or take them out"


def pages_to_see(people: Mapping[Who, Person]) -> Iterator[tuple[str, Person | None]]:
    """The address of every page, and who looks at it."""
    for row in PAGES:
        if row.address in NO_PAGES:
            continue
        made = row.recipe(people) if row.recipe else Made()
        yield reverse(row.address, kwargs=dict(made.kwargs)) + made.query, who_looks(row, made, people)


def look(page: Page, name: str, wrong: list[str]) -> None:
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        picture(page, f"{name.strip('/').replace('/', '-')}-{size['width']}")
        try:
            assert_accessible(page)
        except AssertionError as found:
            wrong.append(f"{size['width']} px: {found}")


def test_every_page_is_accessible_and_fits_the_screen(desktop: Page, live_server: object) -> None:
    people: dict[Who, Person] = {**make_holders(), NO_ROLE: make_person("Nobody")}
    wrong: list[str] = []
    for address, person in pages_to_see(people):
        desktop.context.clear_cookies()
        if person:
            sign_in(desktop, person, live_server)
        answered = desktop.goto(address)
        assert answered
        assert answered.ok, address
        look(desktop, address, wrong)
    assert not wrong, "\n".join(wrong)


def test_the_pages_of_an_account_with_everything(desktop: Page, live_server: object) -> None:
    person = make_person("Ada")
    person.user.set_password(PASSWORD)
    person.user.save()
    TOTP.activate(person.user, generate_totp_secret())
    RecoveryCodes.activate(person.user)
    passkey = Authenticator.objects.create(
        user=person.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}}
    )
    sign_in(desktop, person, live_server)
    wrong: list[str] = []
    for name, address in AN_ACCOUNT_WITH_EVERYTHING.items():
        desktop.goto(address.format(passkey=passkey.pk))
        assert desktop.url.endswith(address.format(passkey=passkey.pk)), desktop.url
        look(desktop, name, wrong)
        if name == "mfa_reauthenticate_webauthn":
            desktop.goto("/account/reauthenticate/?next=/account/")
            desktop.get_by_label("Password", exact=True).fill(PASSWORD)
            desktop.locator("main").get_by_role("button").last.click()
            desktop.get_by_role("heading", name="Your account").wait_for()
    assert not wrong, "\n".join(wrong)


def test_what_comes_after_a_form(desktop: Page, live_server: object, settings: Any, tmp_path: Path) -> None:
    holders = make_holders()
    wrong: list[str] = []
    desktop.goto("/named/")
    desktop.get_by_label("Your name").fill("Nia Named")
    desktop.get_by_label("Your e-mail address").fill("nia@example.test")
    desktop.get_by_label("What would you like to say?").fill("Am I named?")
    desktop.locator("main").get_by_role("radio").first.check()
    desktop.get_by_role("button", name="Send").click()
    look(desktop, "named-sent", wrong)

    sign_in(desktop, holders[Role.TRUST_HR], live_server)
    desktop.goto(reverse("people:settings_topic", kwargs={"slug": "parents"}))
    desktop.locator("main input[type=radio]:not(:checked)").first.check()
    desktop.get_by_role("button", name="See what would change").click()
    look(desktop, "settings-check", wrong)
    desktop.locator("main").get_by_role("button").last.click()
    look(desktop, "settings-check-empty", wrong)
    desktop.get_by_label("Why do you change this?").fill("The board decided it.")
    desktop.locator("main").get_by_role("button").last.click()
    desktop.get_by_role("heading", name="Settings", exact=True).wait_for()
    look(desktop, "settings-changed", wrong)

    settings.EMAIL_FILE_PATH = str(tmp_path)
    (tmp_path / "20261125.log").write_text(
        "To: ada@example.test\nSubject: A notice\nDate: Wed, 25 Nov 2026 10:00:00 +0000\n\nPlease read it.\n"
    )
    desktop.goto("/demo/mail/")
    desktop.get_by_role("link", name="A notice").click()
    look(desktop, "one-sent-mail", wrong)
    assert not wrong, "\n".join(wrong)


def test_a_name_of_one_endless_word_fits_the_screen(desktop: Page, live_server: object) -> None:
    people = make_holders()
    reference = declare(people[Role.STAFF_MEMBER], now=clock.now(), name="Wolfeschlegelstein" * 10)
    looks = {
        Role.STAFF_MEMBER: ("/declarations/", f"/declarations/{reference}/", "/my-file"),
        Role.SCHOOL_OPERATIONS_MANAGER: ("/desk/", "/desk/all/", f"/desk/{reference}/"),
    }
    for role, addresses in looks.items():
        sign_in(desktop, people[role], live_server)
        for address in addresses:
            desktop.goto(address)
            for size in (DESKTOP, PHONE):
                desktop.set_viewport_size(size)
                assert_fits(desktop)


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "visitor"])
def test_every_error_is_accessible_and_fits_the_screen(
    desktop: Page, live_server: object, settings: Any, signed_in: bool
) -> None:
    settings.ROOT_URLCONF = "tests.browser.broken_pages"
    if signed_in:
        sign_in(desktop, make_person("Ada"), live_server)
    wrong: list[str] = []
    for status in STATUSES:
        answered = desktop.goto(f"/broken/{status}")
        assert answered
        assert answered.status == status
        look(desktop, f"/broken/{status}", wrong)
    assert not wrong, "\n".join(wrong)
