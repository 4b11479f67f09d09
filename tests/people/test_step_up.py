import re
from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse
from tests.pages import Pages
from tests.people.world import World

from aboveboard.people import step_up
from aboveboard.people.forms.signing import SigningForm, same_name
from aboveboard.people.models import Person, User
from aboveboard.people.step_up import Method

MINUTE = timedelta(minutes=1)


@pytest.fixture
def person(world: World) -> Person:
    return world.staff("Siobhán Ní Dhomhnaill")


@pytest.fixture
def request_of(rf: RequestFactory, person: Person):
    def make(user: User | None = None) -> HttpRequest:
        request = rf.get("/declare/sign/")
        request.user = user or person.user
        request.session = SessionStore()
        request._messages = FallbackStorage(request)
        return request

    return make


def signing(request: HttpRequest, world: World, person: Person, now, **fields) -> SigningForm:
    fields = {"typed_name": str(person), **fields}
    return SigningForm(fields, request=request, actor=world.actor(person), now=now)


def sent_code() -> str:
    found = re.search(r"Your code is (\d{6})", mail.outbox[-1].body)
    assert found
    return found[1]


def test_a_fresh_code_signs_once(world: World, person: Person, request_of, now) -> None:
    request = request_of()
    assert step_up.needs_step_up(request, now)
    step_up.begin_step_up(request, now=now)
    form = signing(request, world, person, now, code=f" {sent_code()[:3]} {sent_code()[3:]}")
    assert form.is_valid(), form.errors
    assert (form.step_up.method, form.step_up.at) == (Method.EMAILED_CODE, now)
    assert not signing(request, world, person, now, code=sent_code()).is_valid()


def test_a_slip_in_the_name_costs_no_new_code(world: World, person: Person, request_of, now) -> None:
    request = request_of()
    step_up.begin_step_up(request, now=now)
    wrong = signing(request, world, person, now, code=sent_code(), typed_name="Somebody Else")
    assert list(wrong.errors) == ["typed_name"]
    assert signing(request, world, person, now, code=sent_code()).is_valid()


def test_going_to_the_page_twice_sends_one_code(person: Person, request_of, now) -> None:
    request = request_of()
    for _ in range(2):
        step_up.begin_step_up(request, now=now)
    assert len(mail.outbox) == 1


def test_a_code_is_too_old_after_ten_minutes(world: World, person: Person, request_of, now) -> None:
    request = request_of()
    step_up.send_code(request, now=now)
    assert signing(request, world, person, now + 9 * MINUTE, code=sent_code()).is_valid()
    step_up.send_code(request, now=now)
    assert not signing(request, world, person, now + 10 * MINUTE, code=sent_code()).is_valid()


def test_after_five_wrong_tries_a_code_is_dead(world: World, person: Person, request_of, now) -> None:
    request = request_of()
    step_up.send_code(request, now=now)
    for _ in range(5):
        assert not signing(request, world, person, now, code="nonsense").is_valid()
    assert not signing(request, world, person, now, code=sent_code()).is_valid()


def test_codes_are_not_sent_without_end(request_of, now) -> None:
    request = request_of()
    assert [step_up.send_code(request, now=now) for _ in range(6)] == [True] * 5 + [False]
    assert step_up.send_code(request, now=now + 10 * MINUTE)


def test_a_code_is_of_the_one_to_whom_it_was_sent(world: World, person: Person, request_of, now) -> None:
    request = request_of()
    step_up.send_code(request, now=now)
    other = world.staff()
    request.user = other.user
    assert not signing(request, world, other, now, code=sent_code()).is_valid()


@pytest.mark.parametrize(
    ("how", "method"),
    [
        ({"method": "password"}, Method.PASSWORD),
        ({"method": "mfa", "type": "totp"}, Method.AUTHENTICATOR_APP),
        ({"method": "mfa", "type": "webauthn"}, Method.PASSKEY),
    ],
)
def test_what_was_shown_afresh_on_allauths_pages_counts_for_five_minutes(
    world: World, person: Person, request_of, now, monkeypatch, how, method
) -> None:
    request = request_of()
    request.session["_auth_user_id"] = str(person.user.pk)
    request.session["account_authentication_methods_user"] = str(person.user.pk)
    monkeypatch.setattr("time.time", now.timestamp)
    record_authentication(request, person.user, **how, reauthenticated=True)
    form = signing(request, world, person, now + 4 * MINUTE)
    assert form.is_valid(), form.errors
    assert form.step_up.method is method
    assert step_up.needs_step_up(request, now + 5 * MINUTE)


@pytest.mark.parametrize(
    "how",
    [
        {"method": "password"},
        {"method": "code", "email": "a@example.test"},
        {"method": "mfa", "type": "recovery_codes", "reauthenticated": True},
        {"method": "socialaccount", "provider": "entra"},
    ],
)
def test_having_signed_in_is_not_enough(person: Person, request_of, now, monkeypatch, how) -> None:
    request = request_of()
    request.session["account_authentication_methods_user"] = str(person.user.pk)
    monkeypatch.setattr("time.time", now.timestamp)
    record_authentication(request, person.user, **how)
    assert step_up.needs_step_up(request, now)


def test_who_has_no_method_cannot_sign(world: World, person: Person, request_of, now) -> None:
    # As allauth's own check would let them: no password, no second factor; and here no address either.
    User.objects.filter(pk=person.user.pk).update(email="")
    request = request_of(User.objects.get(pk=person.user.pk))
    assert step_up.list_methods(request) == ()
    assert not step_up.send_code(request, now=now)
    form = signing(request, world, person, now, code="123456")
    assert not form.is_valid()
    assert "You cannot sign" in str(form.non_field_errors())


def test_only_the_demo_shows_a_code(world: World, request_of, now, settings) -> None:
    persona = world.staff()
    User.objects.filter(person=persona).update(email="priya@wrenmoor.example")
    user = User.objects.get(person=persona)
    request = request_of(user)
    step_up.send_code(request, now=now)
    shown = step_up.step_up_context(request, now)["step_up"]["demo_code"]
    assert shown == sent_code()
    form = signing(request, world, persona, now, code=shown)
    assert form.is_valid()
    assert form.step_up.method is Method.DEMO_CODE
    settings.DEMO = False
    step_up.send_code(request, now=now)
    assert step_up.step_up_context(request, now)["step_up"]["demo_code"] == ""
    other = request_of()
    settings.DEMO = True
    step_up.send_code(other, now=now)
    assert step_up.step_up_context(other, now)["step_up"]["demo_code"] == ""


def test_a_code_can_be_asked_for_from_the_page(person: Person) -> None:
    pages = Pages.of(person.user)
    answer = pages.client.post(reverse("people:send_signing_code"), {"next": "/account/"})
    assert answer.headers["Location"] == "/account/"
    assert sent_code()


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("siobhan ni  dhomhnaill", True),
        ("Siobhán Ní Dhomhnaill", True),
        ("Siobhan", False),
        ("", False),
    ],
)
def test_a_name_is_signed_whatever_its_accents(typed: str, same: bool) -> None:
    assert same_name(typed, "Siobhán Ní Dhomhnaill") is same
