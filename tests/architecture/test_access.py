"""Every address carries a rule, stands in the matrix, and answers everybody as the matrix says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.architecture.access_matrix import MATRIX, NO_ROLE, VISITOR, Made, Row, Who
from tests.people_of_a_school import make_holders, make_person

from aboveboard.people.models import Person
from aboveboard.rules.access import Anyone, Holds, SignedIn


def addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the service with its full name; one without a name goes by its route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, inner)
        else:
            yield f"{namespace}{entry.name}" if entry.name else f"nameless: {entry.pattern}", entry


ADDRESSES = list(addresses())


def test_every_address_stands_in_the_matrix_once():
    listed = [row.address for row in MATRIX]
    served = {name for name, _ in ADDRESSES}
    assert not served - set(listed), "add a row to tests/architecture/access_matrix.py for these"
    assert not set(listed) - served, "these rows are of addresses that no longer exist"
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(("name", "pattern"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_every_address_carries_an_access_rule(name: str, pattern: URLPattern):
    assert isinstance(getattr(pattern.callback, "access", None), Anyone | SignedIn | Holds), (
        f"{name}: put @access(...) on the view, or include it through guarded(...)"
    )


@pytest.fixture
def people(db: None) -> dict[Who, Person]:
    return {**make_holders(), NO_ROLE: make_person("Nobody")}


def answer(row: Row, made: Made, person: Person | None) -> tuple[int, str]:
    """The status that one person gets, and where they are sent."""
    client = Client(raise_request_exception=True)
    if person is not None:
        client.force_login(person.user)
    address = reverse(row.address, kwargs=dict(made.kwargs)) + made.query
    response = getattr(client, row.method)(address)
    return response.status_code, response.headers.get("Location", "")


@pytest.mark.one_database
@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.address)
def test_everybody_gets_what_the_matrix_says(row: Row, people: Mapping[Who, Person], fixed_clock: None):
    made = row.recipe(people) if row.recipe else Made()
    unknown = row.gets_in - {VISITOR, *people, *made.people}
    assert not unknown, f"{row.address}: nobody is {unknown}"
    wrong = []
    for who in (VISITOR, *people, *made.people):
        if row.recipe and row.method != "get":
            made = row.recipe(people)  # what the request before changed must not answer this one
        person = {**people, **made.people}.get(who)
        status, location = answer(row, made, person)
        refused = 302 if person is None else row.else_
        expected = row.status if who in row.gets_in else refused
        if status != expected or (person is None and who not in row.gets_in and "login" not in location):
            wrong.append(f"{who}: {status} {location}, not {expected}")
    assert not wrong, f"{row.address}: " + "; ".join(wrong)
