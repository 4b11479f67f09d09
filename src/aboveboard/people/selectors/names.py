"""How like two names are. A typed name is never looked up exactly: people write names in many ways."""

from __future__ import annotations

import unicodedata
from datetime import date
from itertools import permutations

from rapidfuzz import fuzz

from aboveboard.people.models import Person
from aboveboard.people.selectors.seats import list_seats

_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "sir",
        "dame",
        "lord",
        "lady",
        "prof",
        "professor",
        "father",
        "sister",
    }
)
LIKELY = 86


def plain(name: str) -> str:
    """The name without case, accents, titles and punctuation, its words in their order."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    spaced = "".join(
        letter if letter.isalnum() or letter.isspace() else " " if letter in "-.," else ""
        for letter in folded
        if not unicodedata.combining(letter)
    )
    return " ".join(word for word in spaced.split() if word not in _TITLES)


def likeness(typed: str, name: str) -> int:
    """From 0 to 100 for two plain names. The order of the words does not matter; a missing one costs."""
    whole = fuzz.token_sort_ratio(typed, name)
    part = fuzz.token_set_ratio(typed, name) * 0.9
    return round(max(whole, part))


def may_be_the_same(typed: str, name: str) -> bool:
    """True when a typed name may well mean this person: alike, or the family name alone or with an initial.

    Errs towards yes: who is wrongly held back from one matter loses nothing by it.
    """
    asked, known = plain(typed).split(), plain(name).split()
    if not asked or not known:
        return False
    if likeness(" ".join(asked), " ".join(known)) >= LIKELY:
        return True
    if "".join(asked) in {
        "".join(order) for order in permutations(known[:4])
    }:  # names written without spaces
        return True
    if asked[-1] != known[-1]:
        return False
    return len(asked) == 1 or asked[0][0] == known[0][0]


def list_likely_role_holder_ids(typed_name: str, *, school_id: int | None, on: date) -> frozenset[int]:
    """Role holders of the school and of the trust whom a typed name may well mean: it is held back from them.

    Two queries.
    """
    ids = {seat.person_id for seat in list_seats(school_id=school_id, on=on)}
    rows = Person.objects.filter(pk__in=ids).values_list("pk", "given_name", "family_name")
    return frozenset(pk for pk, given, family in rows if may_be_the_same(typed_name, f"{given} {family}"))
