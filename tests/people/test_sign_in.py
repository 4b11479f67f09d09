import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver, reverse
from tests.pages import Pages
from tests.people.world import World

import aboveboard
from aboveboard.people.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture
def teacher(world: World) -> User:
    user = User.objects.get(person=world.staff("Priya Raman"))
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in_page() -> str:
    return reverse("account_login")


def test_a_password_lets_somebody_in(teacher: User) -> None:
    client = Pages().client
    answer = client.post(sign_in_page(), {"login": teacher.email, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(teacher.pk)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(teacher: User) -> None:
    wrong = Pages().post(sign_in_page(), {"login": teacher.email, "password": "not this one"})
    unknown = Pages().post(sign_in_page(), {"login": "nobody@example.test", "password": "not this one"})
    assert wrong.problems == unknown.problems
    assert "not right" in wrong.problems[0]


def test_an_empty_form_says_what_to_fill_in() -> None:
    page = Pages().post(sign_in_page(), {})
    assert len(page.problems) == 2


def test_a_code_by_e_mail_lets_somebody_in(teacher: User) -> None:
    pages = Pages()
    page = pages.send(reverse("account_request_login_code"), {"email": teacher.email})
    assert page.h1 == "Type the code"
    code = re.search(r"Your code is (\S+)", mail.outbox[0].body)
    assert code
    answer = pages.client.post(reverse("account_confirm_login_code"), {"code": code[1]})
    assert answer.headers["Location"] == "/"
    assert mail.outbox[0].subject == "Aboveboard: Your code to sign in"


def test_a_wrong_code_says_so(teacher: User) -> None:
    pages = Pages()
    pages.send(reverse("account_request_login_code"), {"email": teacher.email})
    page = pages.post(reverse("account_confirm_login_code"), {"code": "nonsense"})
    assert "not right" in page.problems[0]


def test_an_unknown_address_gets_no_mail_and_the_same_page(world: World) -> None:
    page = Pages().send(reverse("account_request_login_code"), {"email": "nobody@example.test"})
    assert page.h1 == "Type the code"
    assert mail.outbox == []


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_email_verification_sent"])
def test_nobody_can_sign_up_or_change_their_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_somebody_closed_out_cannot_sign_in(teacher: User) -> None:
    User.objects.update(is_active=False)
    answer = Pages().client.post(sign_in_page(), {"login": teacher.email, "password": PASSWORD})
    assert answer.status_code in (200, 302)
    assert reverse("account_inactive") in answer.headers.get("Location", reverse("account_inactive"))
    Pages().get(reverse("account_inactive"))


def test_a_forgotten_password_is_chosen_anew_with_a_link(teacher: User) -> None:
    pages = Pages()
    assert pages.send(reverse("account_reset_password"), {"email": teacher.email}).h1 == "Look at your e-mail"
    link = re.search(r"https?://testserver(\S+)", mail.outbox[0].body)
    assert link
    form = pages.leads_to(link[1])
    assert pages.get(form).h1 == "Choose a password"
    short = pages.post(form, {"password1": "short", "password2": "short"})
    assert short.problems
    new = "four random words here"
    assert pages.send(form, {"password1": new, "password2": new}).h1 == "Your password is set"
    assert pages.get(link[1]).h1 == "This link does not work any more"


def _code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_an_authenticator_app_is_asked_for_after_the_password(teacher: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(teacher, secret)
    pages = Pages()
    page = pages.send(sign_in_page(), {"login": teacher.email, "password": PASSWORD})
    assert page.h1 == "Type a second code"
    assert pages.post(reverse("mfa_authenticate"), {"code": "000000"}).problems
    answer = pages.client.post(reverse("mfa_authenticate"), {"code": _code(secret)})
    assert answer.headers["Location"] == "/"


def test_a_form_sent_after_signing_out_leads_back_to_its_page_and_says_that_it_was_not_saved(
    db: None,
) -> None:
    pages = Pages()
    came_from = {"referer": "http://testserver/declare/?mode=one"}
    answer = pages.client.post("/declare/", {"mode": "one"}, headers=came_from)
    assert answer.headers["Location"] == f"{sign_in_page()}?next=%2Fdeclare%2F"
    assert "it was not saved" in pages.get(answer.headers["Location"]).text
    elsewhere = {"referer": "https://elsewhere.example/declare/"}
    assert pages.client.post("/declare/", headers=elsewhere).headers["Location"] == sign_in_page()


def test_a_recovery_code_lets_somebody_in_once(teacher: User) -> None:
    TOTP.activate(teacher, generate_totp_secret())
    code = RecoveryCodes.activate(teacher).get_unused_codes()[0]
    for expected in (302, 200):
        pages = Pages()
        pages.send(sign_in_page(), {"login": teacher.email, "password": PASSWORD})
        answer = pages.client.post(reverse("mfa_authenticate"), {"code": code})
        assert answer.status_code == expected


def _signed_in(teacher: User) -> Pages:
    pages = Pages()
    pages.client.post(sign_in_page(), {"login": teacher.email, "password": PASSWORD})
    if pages.client.session.get("_auth_user_id") is None:  # a second step waits
        secret = Authenticator.objects.get(user=teacher, type="totp").wrap().instance.data["secret"]
        pages.client.post(reverse("mfa_authenticate"), {"code": _code(secret)})
    return pages


def test_every_page_of_the_account_is_whole(teacher: User) -> None:
    pages = _signed_in(teacher)
    reauthenticate = reverse("account_reauthenticate")
    assert pages.get(reauthenticate).h1 == "Show that it is you"
    assert pages.post(reauthenticate, {"password": "wrong"}).problems
    pages.client.post(reauthenticate, {"password": PASSWORD})
    for name in (
        "account_logout",
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
    ):
        pages.get(reverse(name))
    secret = pages.client.session["mfa.totp.secret"]
    pages.client.post(reverse("mfa_activate_totp"), {"code": _code(secret)})
    RecoveryCodes.activate(teacher)
    for name in (
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    ):
        pages.get(reverse(name))
    key = Authenticator.objects.create(
        user=teacher, type=Authenticator.Type.WEBAUTHN, data={"name": "My phone", "credential": {}}
    )
    assert "My phone" in pages.get(reverse("mfa_list_webauthn")).text
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        pages.get(reverse(name, kwargs={"pk": key.pk}))


def test_somebody_without_a_password_can_set_one(world: World) -> None:
    pages = Pages.of(User.objects.get(person=world.staff()))
    assert pages.get(reverse("account_set_password")).h1 == "Choose a password"


def test_every_template_that_allauth_may_show_is_ours() -> None:
    # An allauth page that is not ours would look like nothing of the design system.
    ours = Path(aboveboard.__file__).parent / "people" / "templates"
    shown = {str(path.relative_to(ours)) for path in ours.rglob("*.html") if path.parts[-2] != "people"}
    for view in _allauth_views():
        name = getattr(view, "template_name", None)
        if name and name.endswith(".html"):
            assert name in shown, f"{view} shows allauth's own {name}"
            assert str(ours) in get_template(name).origin.name


def _allauth_views() -> list[type]:
    found = []

    def walk(patterns: list) -> None:
        for entry in patterns:
            if hasattr(entry, "url_patterns"):
                walk(entry.url_patterns)
                continue
            view = getattr(entry.callback, "view_class", None)
            if view is not None and view.__module__.startswith("allauth"):
                found.append(view)

    walk(get_resolver().url_patterns)
    assert len(found) > 10
    return found
