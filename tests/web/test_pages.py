"""The shell: its pages, its components and its refusals."""

from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory, override_settings
from django.urls import URLPattern, include, path
from tests.pages import Pages

from aboveboard.rules.access import Anyone, Holds, Refused, SignedIn
from aboveboard.rules.actor import Actor, Role, holdings
from aboveboard.rules.errors import NotAllowed, NotFound, StaleState, WrongState
from aboveboard.web import menu
from aboveboard.web.access import access, guarded
from aboveboard.web.forms import Form

HEAD = Actor(1, "p-1", "Grace Hopper", holdings((Role.HEADTEACHER, 1)))
TEACHER = Actor(2, "p-2", "Ada Lovelace", holdings((Role.STAFF_MEMBER, 1)))


def raises(error: Exception) -> URLPattern:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return path(type(error).__name__, access(Anyone())(view))


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


class Question(Form):
    name = forms.CharField(label="What is your name?")
    age = forms.IntegerField(label="Your age", required=False)


Several = formset_factory(Question, extra=2)


def question(request: HttpRequest) -> HttpResponse:
    form = Question(request.POST) if request.method == "POST" else Question()
    return render(request, "web/question.html", {"form": form, "back": "/", "caption": "Declare"})


def several(request: HttpRequest) -> HttpResponse:
    formset = Several(request.POST) if request.method == "POST" else Several()
    return render(request, "web/question.html", {"form": formset, "heading": "Your friends"})


def unruled(request: HttpRequest) -> HttpResponse:
    return HttpResponse("never seen")


urlpatterns = [
    path("", include("aboveboard.web.urls")),
    path("for-heads", access(Holds(Role.HEADTEACHER))(page), name="for_heads"),
    path("for-staff", access(SignedIn())(page), name="for_staff"),
    path("unruled", unruled),
    path("question", access(Anyone())(question)),
    path("several", access(Anyone())(several)),
    path(
        "package/",
        guarded(
            (
                [
                    path("open", unruled, name="open"),
                    path("shut", unruled, name="shut"),
                    path("gone", unruled, name="gone"),
                ],
                None,
                None,
            ),
            Anyone(),
            but={"shut": Holds(Role.HEADTEACHER), "gone": None},
        ),
    ),
    path("login/", access(Anyone())(page), name="account_login"),
    raises(NotFound()),
    raises(NotAllowed(Refused("own", "You cannot acknowledge your own declaration. Ask your deputy."))),
    raises(WrongState("This has been closed.")),
    raises(StaleState("Ada Lovelace acknowledged it at 12:33pm.")),
    raises(OperationalError("no route to host 10.0.0.7")),
    raises(ValueError("a secret about Ada Lovelace")),
]
handler400 = "aboveboard.web.errors.bad_request"
handler404 = "aboveboard.web.errors.page_not_found"
handler500 = "aboveboard.web.errors.server_error"


class Act:
    """Stands in for the people room: sets `request.actor`."""

    actor: Actor | None = None
    fails: Exception | None = None

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if Act.fails:
            raise Act.fails
        if Act.actor:
            request.actor = Act.actor
        return self.get_response(request)


@pytest.fixture(autouse=True)
def shell(settings, monkeypatch):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [
        entry
        for entry in settings.MIDDLEWARE
        if not entry.startswith(("allauth", "aboveboard.people", "whitenoise"))
        and "sessions" not in entry
        and "AuthenticationMiddleware" not in entry
        and "MessageMiddleware" not in entry
    ]
    settings.MIDDLEWARE.insert(-2, f"{__name__}.Act")
    monkeypatch.setattr(menu, "_entries", [])  # upper rooms add links to addresses that are not served here
    monkeypatch.setattr(Act, "actor", None)
    monkeypatch.setattr(Act, "fails", None)


@pytest.fixture
def pages():
    return Pages(Client(raise_request_exception=False))


def test_every_component_makes_a_whole_page(pages):
    assert pages.get("/demo/components").h1 == "Components"


def test_every_component_escapes_what_it_is_given(pages):
    script = "<script>alert(1)</script>"
    html = pages.post("/demo/components", {"name": script, "context": script, "known_as": script}).html
    assert script not in html
    assert (
        pages.get("/demo/components", {"q": script, "sort": script, "page": script}).html.count(script) == 0
    )


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/nowhere", 404, "Page not found"),
        ("/NotFound", 404, "Page not found"),
        ("/NotAllowed", 403, "Ask your deputy"),
        ("/WrongState", 409, "This has been closed"),
        ("/StaleState", 409, "Ada Lovelace acknowledged it at 12:33pm"),
        ("/OperationalError", 503, "try again in a few minutes"),
        ("/ValueError", 500, "try again in a few minutes"),
    ],
)
def test_each_failure_has_a_page_that_says_what_to_do(pages, address, status, says):
    assert says in pages.get(address, status=status).text


def test_a_database_that_does_not_answer_outside_any_view_has_its_page_too(pages):
    Act.fails = OperationalError("server closed the connection")
    shown = pages.get("/accessibility", status=503)
    assert shown.response["Retry-After"] == "60"
    assert "Aboveboard is not available" in shown.h1


def test_a_failure_tells_nothing_of_what_failed(pages):
    for address, status in (("/ValueError", 500), ("/OperationalError", 503)):
        html = pages.get(address, status=status).html
        assert "Lovelace" not in html
        assert "10.0.0.7" not in html


def test_what_one_may_not_know_of_is_not_found_in_the_same_words_as_what_is_not(pages):
    def words(address):
        found = pages.get(address, status=404)
        return found.text.replace(found.response["X-Request-ID"], "")

    Act.actor = TEACHER
    assert words("/for-heads") == words("/nowhere") == words("/NotFound")


def test_typed_text_is_given_back_when_somebody_else_was_first(pages):
    typed = {
        "csrfmiddlewaretoken": "a b",
        "version": "7",
        "form-0-reason": "I know her\nfrom <church>.",
        "password": "open sesame now",
    }
    shown = pages.post("/StaleState", typed, status=409, headers={"referer": "http://testserver/for-staff"})
    assert "I know her from <church>." in shown.text
    assert "sesame" not in shown.html
    assert shown.follow("Look at it as it is now") == "http://testserver/for-staff"


def test_a_referrer_elsewhere_is_not_linked_to(pages):
    shown = pages.post("/StaleState", {}, status=409, headers={"referer": "https://elsewhere.example/"})
    assert "elsewhere" not in shown.html


def test_a_form_that_is_too_large_is_told_so(pages, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    assert "fewer or smaller files" in pages.post("/demo/components", {"name": "x" * 100}, status=413).text


def test_a_form_without_its_token_is_told_to_reload():
    strict = Pages(Client(enforce_csrf_checks=True))
    assert "reload the page" in strict.post("/demo/components", {"name": "x"}, status=403).text


def test_an_address_on_another_host_is_refused_with_a_page(pages):
    response = pages.client.get("/accessibility", headers={"host": "elsewhere.example"})
    assert response.status_code == 400


def test_a_visitor_is_sent_to_sign_in_and_back(pages):
    assert pages.leads_to("/for-heads?a=1") == "/login/?next=%2Ffor-heads%3Fa%3D1"
    assert pages.client.post("/for-staff").headers["Location"] == "/login/"


def test_only_holders_of_the_role_enter(pages):
    Act.actor = TEACHER
    pages.get("/for-heads", status=404)
    pages.get("/for-staff")
    Act.actor = HEAD
    pages.get("/for-heads")


def test_a_view_without_a_rule_answers_nobody():
    with pytest.raises(ImproperlyConfigured, match="carries no @access"):
        Client().get("/unruled")


def test_an_included_package_is_guarded_address_by_address(pages):
    assert pages.client.get("/package/open").content == b"never seen"
    assert pages.client.get("/package/shut").status_code == 302
    pages.get("/package/gone", status=404)


def test_guarding_a_name_that_is_not_there_is_a_mistake():
    with pytest.raises(ImproperlyConfigured, match="typo"):
        guarded(([path("open", unruled, name="open")], None, None), Anyone(), but={"typo": None})


def test_the_menu_has_only_what_the_reader_may_open(pages, monkeypatch):
    monkeypatch.setattr(menu, "_entries", [])
    menu.add(
        menu.Entry("Desk", "for_heads", Holds(Role.HEADTEACHER)),
        menu.Entry("Mine", "for_staff", SignedIn(), order=1),
    )
    assert "Mine" not in pages.get("/accessibility").links
    Act.actor = TEACHER
    shown = pages.get("/for-staff")
    assert "Mine" in shown.links
    assert "Desk" not in shown.links
    assert shown.texts("a[@aria-current='page']") == ["Mine"]
    assert "Ada Lovelace" in shown.html


def test_every_answer_carries_its_name_and_is_not_kept(pages):
    response = pages.get("/accessibility").response
    assert response["Cache-Control"] == "no-store"
    assert len(response["X-Request-ID"]) == 16
    named = pages.client.get("/healthz", headers={"x-request-id": "proxy-1234"})
    assert named["X-Request-ID"] == "proxy-1234"
    forged = pages.client.get("/healthz", headers={"x-request-id": "x\tforged line"})
    assert len(forged["X-Request-ID"]) == 16


def test_the_process_says_that_it_lives(pages):
    assert pages.download("/healthz").content == b"ok\n"


@override_settings(DEMO=False)
def test_outside_the_demo_no_banner_says_demo():
    request = RequestFactory().get("/")
    request.csp_nonce = "n"
    assert b"Demo:" not in render(request, "web/accessibility.html").content


def test_a_question_is_the_heading_and_title_of_its_page(pages):
    shown = pages.get("/question")
    assert (shown.h1, shown.title) == ("What is your name?", "What is your name? - Aboveboard")
    assert shown.follow("Back") == "/"
    wrong = pages.post("/question", {"age": "old"})
    assert wrong.title == "Error: What is your name? - Aboveboard"
    assert wrong.problems == ["Answer “What is your name?”", "Your age must be a number, like 12"]


def test_a_formset_names_every_mistake_once(pages):
    sent = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "Ada", "form-1-age": "4"}
    assert pages.get("/several").h1 == "Your friends"
    assert pages.post("/several", sent).problems == ["Answer “What is your name?”"]
