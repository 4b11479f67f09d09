"""What administrators look after: roles, people, schools, the trust. They see no records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.people.forms.administration import (
    AbsenceForm,
    AddSchoolForm,
    AddStaffForm,
    EndRoleForm,
    GrantRoleForm,
    TrustForm,
)
from aboveboard.people.selectors.holders import find_person_by_email, list_holders
from aboveboard.people.selectors.trust import get_trust, list_schools
from aboveboard.people.services.roles import Grant, end_absence, end_role, grant_roles, record_absence
from aboveboard.people.services.trust import add_member_of_staff, add_school, change_trust
from aboveboard.people.views.sending import sent
from aboveboard.rules.access import Holds
from aboveboard.rules.actor import Role
from aboveboard.rules.errors import WrongState
from aboveboard.web import clock
from aboveboard.web.access import access, signed_in

ADMINISTRATORS = Holds(Role.ADMINISTRATOR)


@access(ADMINISTRATORS)
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    places = list_holders(actor=signed_in(request), on=clock.today())
    return render(request, "people/roles.html", {"places": places})


def _ask(
    request: HttpRequest, form: Any, *, heading: str, submit: str, act: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """Show a form, and when it is right do what it is for; what the service refuses is an error of the form."""
    if request.method == "POST" and form.is_valid():
        try:
            done = act(form.cleaned_data)
        except WrongState as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("people:roles"))
    context = {"form": form, "heading": heading, "back": reverse("people:roles"), "submit": submit}
    return render(request, "web/question.html", context)


def _schools() -> list[tuple[int, str]]:
    return [(school.id, school.name) for school in list_schools(on=clock.today())]


@access(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def grant_role(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)

    def act(values: dict[str, Any]) -> str:
        person_id = find_person_by_email(actor=actor, email=values["email"])
        if person_id is None:
            raise WrongState("Nobody here has this e-mail address. Check it, or add the person first.")
        grant = Grant(
            person_id=person_id,
            role=Role(values["role"]),
            school_id=values["school"],
            from_on=values["from_on"],
            deputy=values["deputy"],
            until_on=values["until_on"],
        )
        grant_roles(actor=actor, now=clock.now(), grants=[grant])
        return "The role is given."

    form = GrantRoleForm(sent(request), schools=_schools())
    return _ask(request, form, heading="Give a role", submit="Give the role", act=act)


@access(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, holding_id: int) -> HttpResponse:
    def act(values: dict[str, Any]) -> str:
        end_role(actor=signed_in(request), now=clock.now(), holding_id=holding_id, last_on=values["last_on"])
        return "The role ends after that day."

    form = EndRoleForm(sent(request))
    return _ask(request, form, heading="End a role", submit="End the role", act=act)


@access(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def away(request: HttpRequest, person_id: int) -> HttpResponse:
    def act(values: dict[str, Any]) -> str:
        record_absence(actor=signed_in(request), now=clock.now(), person_id=person_id, **values)
        return "On those days what comes in goes to the next in line."

    form = AbsenceForm(sent(request))
    return _ask(request, form, heading="Somebody is away", submit="Save", act=act)


@access(ADMINISTRATORS)
@require_POST
def back(request: HttpRequest, person_id: int) -> HttpResponse:
    end_absence(actor=signed_in(request), now=clock.now(), person_id=person_id)
    messages.success(request, "They are back.")
    return HttpResponseRedirect(reverse("people:roles"))


@access(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def add_staff(request: HttpRequest) -> HttpResponse:
    def act(values: dict[str, Any]) -> str:
        school_id = values.pop("school")
        add_member_of_staff(actor=signed_in(request), now=clock.now(), school_id=school_id, **values)
        return "They are added. We have sent them an e-mail."

    form = AddStaffForm(sent(request), schools=_schools())
    return _ask(request, form, heading="Add a member of staff", submit="Add and invite them", act=act)


@access(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def add_a_school(request: HttpRequest) -> HttpResponse:
    def act(values: dict[str, Any]) -> str:
        add_school(actor=signed_in(request), now=clock.now(), **values)
        return "The school is added."

    return _ask(
        request, AddSchoolForm(sent(request)), heading="Add a school", submit="Add the school", act=act
    )


@access(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def trust(request: HttpRequest) -> HttpResponse:
    form = TrustForm(sent(request), trust=get_trust())

    def act(values: dict[str, Any]) -> str:
        change_trust(
            actor=signed_in(request),
            now=clock.now(),
            name=values["name"],
            hr_email=values["hr_email"],
            data_protection_email=values["data_protection_email"],
            labels=form.labels(),
            leavers_days=values["leavers_days"],
        )
        return "The trust's details are saved."

    return _ask(request, form, heading="The trust", submit="Save", act=act)
