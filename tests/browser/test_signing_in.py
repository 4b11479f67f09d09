"""Signing in by each way there is, in a real browser; passkeys with an authenticator that the browser plays."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from playwright.sync_api import Page, expect
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looks import assert_accessible, picture, sign_in
from tests.people_of_a_school import make_person

from aboveboard.people.models import Person
from aboveboard.rules.actor import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"


@pytest.fixture
def teacher() -> Person:
    person = make_person("Priya", "Raman", roles=(Role.STAFF_MEMBER,))
    person.user.set_password(PASSWORD)
    person.user.save()
    return person


def check(page: Page, name: str) -> None:
    before = page.viewport_size
    assert before
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        picture(page, f"signing-in-{name}-{size['width']}")
        assert_accessible(page)
    page.set_viewport_size(before)


def is_in(page: Page) -> None:
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_code_by_e_mail(phone: Page, teacher: Person) -> None:
    phone.goto("/account/login/?next=/account/")
    check(phone, "sign-in")
    phone.get_by_role("link", name="Send me a code by e-mail").click()
    phone.get_by_label("Work e-mail address").fill(teacher.email)
    phone.get_by_role("button", name="Send the code").click()
    check(phone, "code")
    phone.get_by_label("Code").fill("WRONG")
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.locator(".govuk-error-summary")).to_be_focused()
    check(phone, "wrong-code")
    code = re.search(r"Your code is (\S+)", str(mail.outbox[-1].body))
    assert code, mail.outbox[-1].body
    phone.get_by_label("Code").fill(code[1])
    phone.get_by_role("button", name="Sign in").click()
    is_in(phone)


def test_a_password_and_then_the_authenticator_app(desktop: Page, teacher: Person) -> None:
    TOTP.activate(teacher.user, generate_totp_secret())
    desktop.goto("/account/login/?next=/account/")
    desktop.get_by_role("button", name="Sign in", exact=True).click()
    check(desktop, "nothing-typed")
    desktop.get_by_label("Work e-mail address").fill(teacher.email)
    desktop.get_by_label("Password", exact=True).fill(PASSWORD)
    desktop.get_by_role("button", name="Sign in", exact=True).click()
    expect(desktop.get_by_role("button", name="Stop signing in")).to_be_visible()
    expect(desktop.get_by_role("button", name="Use a passkey")).to_have_count(0)
    check(desktop, "second-step")
    desktop.get_by_label("Code").fill("000")
    desktop.get_by_role("button", name="Sign in", exact=True).click()
    check(desktop, "wrong-second-step")


def play_an_authenticator(page: Page) -> None:
    """The browser answers for the fingerprint or the code of the device, and says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def test_a_passkey_is_added_and_signs_its_owner_in(
    desktop: Page, teacher: Person, live_server: object, settings: Any
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the test's server speaks http
    play_an_authenticator(desktop)
    sign_in(desktop, teacher, live_server)
    desktop.goto("/account/2fa/webauthn/add/")
    if desktop.get_by_label("Password", exact=True).is_visible():
        check(desktop, "show-that-it-is-you")
        desktop.get_by_label("Password", exact=True).fill(PASSWORD)
        desktop.locator("main").get_by_role("button").last.click()
    expect(desktop.get_by_label("Name of this passkey")).to_have_value("Passkey 1")
    check(desktop, "add-a-passkey")
    desktop.get_by_role("button", name="Add the passkey").click()
    desktop.wait_for_url(lambda address: "webauthn/add" not in address)
    desktop.goto("/account/2fa/webauthn/")
    expect(desktop.get_by_text("Not used yet.")).to_be_visible()
    check(desktop, "passkeys")
    desktop.context.clear_cookies()
    desktop.goto("/account/login/?next=/account/")
    desktop.get_by_role("button", name="Sign in with a passkey").click()
    is_in(desktop)
    expect(desktop.get_by_text("Priya Raman").first).to_be_visible()
    assert Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).last_used_at
    desktop.context.clear_cookies()
    desktop.goto("/account/login/?next=/account/")
    desktop.get_by_label("Work e-mail address").fill(teacher.email)
    desktop.get_by_label("Password", exact=True).fill(PASSWORD)
    desktop.get_by_role("button", name="Sign in", exact=True).click()
    check(desktop, "second-step-by-passkey")
    desktop.get_by_role("button", name="Use a passkey").click()
    is_in(desktop)
