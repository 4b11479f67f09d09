"""Who a typed name may be on the roster: suggestions for the office, which confirms one or none.

Staff type whom they mean and never choose from a list, so that nobody can browse pupils or parents.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from aboveboard.people.models import Engagement, Enrolment, ParentLink, Person
from aboveboard.people.selectors.actors import in_force_on
from aboveboard.people.selectors.names import LIKELY, likeness, plain
from aboveboard.rules.access import Refused
from aboveboard.rules.actor import AnyActor, Role, SystemActor
from aboveboard.rules.errors import NotAllowed

OFFICE = (Role.SCHOOL_OPERATIONS_MANAGER, Role.TRUST_HR, Role.DESIGNATED_SAFEGUARDING_LEAD)
FOR_THE_OFFICE = Refused(
    "office", "Only the school office, the safeguarding lead and trust HR look people up. Ask one of them."
)
_AT_LEAST = 70


class Link(StrEnum):
    """What somebody on the roster is to the school."""

    PUPIL = "pupil"
    FORMER_PUPIL = "former_pupil"
    PARENT = "parent"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody whom a typed name may mean. `likeness` is from 0 to 100; `why` is a plain sentence."""

    person_id: int
    name: str
    links: tuple[Link, ...]
    likeness: int
    why: str


def suggest_matches(
    *,
    actor: AnyActor,
    typed_name: str,
    school_id: int | None,
    on: date,
    links: Iterable[Link] = tuple(Link),
    limit: int = 5,
) -> tuple[Suggestion, ...]:
    """People of a school (None: of the trust) whose name is like `typed_name`, the likeliest first.

    A constant number of queries, one for each kind of link asked for. Raises NotAllowed unless the actor is the
    operations manager or safeguarding lead of that school, or trust HR.
    """
    if not _may_look_up(actor, school_id):
        raise NotAllowed(FOR_THE_OFFICE)
    asked = plain(typed_name)
    if not asked:
        return ()
    found: dict[int, tuple[str, list[Link]]] = {}
    for link in links:
        for person_id, given, family in _candidates(link, school_id, on):
            found.setdefault(person_id, (f"{given} {family}".strip(), []))[1].append(link)
    scored = [
        Suggestion(person_id, name, tuple(held), score, _why(score, held))
        for person_id, (name, held) in found.items()
        if (score := likeness(asked, plain(name))) >= _AT_LEAST
    ]
    return tuple(sorted(scored, key=lambda one: (-one.likeness, one.name, one.person_id))[:limit])


def _may_look_up(actor: AnyActor, school_id: int | None) -> bool:
    if isinstance(actor, SystemActor):
        return False
    if school_id is None:
        return any(holding.role in OFFICE and holding.school_id is None for holding in actor.holdings)
    return actor.holds(*OFFICE, at=school_id)


def _candidates(link: Link, school_id: int | None, on: date) -> QuerySet[Person, tuple[int, str, str]]:
    at = {} if school_id is None else {"school_id": school_id}
    rows: Any
    match link:
        case Link.PUPIL:
            rows = Enrolment.objects.filter(**at).exclude(until_on__lt=on).values("person_id")
        case Link.FORMER_PUPIL:
            rows = Enrolment.objects.filter(**at, until_on__lt=on).values("person_id")
        case Link.PARENT:
            children = Enrolment.objects.filter(**at).exclude(until_on__lt=on).values("person_id")
            rows = ParentLink.objects.filter(pupil_id__in=children).values("parent_id")
        case Link.COLLEAGUE:
            rows = Engagement.objects.filter(in_force_on(on), **at).values("person_id")
    return Person.objects.filter(pk__in=rows).order_by("pk").values_list("pk", "given_name", "family_name")


_LINK_WORDS = {
    Link.PUPIL: "on roll",
    Link.FORMER_PUPIL: "a former pupil",
    Link.PARENT: "a parent",
    Link.COLLEAGUE: "staff",
}


def _why(score: int, links: list[Link]) -> str:
    how = "The same name" if score == 100 else "Very like the name" if score >= LIKELY else "Like the name"
    return f"{how}; {' and '.join(_LINK_WORDS[link] for link in links)}."
