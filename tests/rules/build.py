"""Facts for one test: an ordinary question, with what the test is about put in its place."""

from datetime import date, timedelta
from typing import Any

TODAY = date(2026, 11, 23)

CHILD_OF_14 = "2012-03-14"
YOUTH_OF_17 = "2009-04-02"
PUPIL_OF_18 = "2008-10-20"
ADULT_OF_26 = "2000-03-03"


def on_roll(school: str = "A", until: str | None = None, begins: str | None = "2024-09-02") -> dict[str, Any]:
    return {"school": school, "from": begins, "until": until}


def left(school: str = "A", until: str = "2026-07-17", begins: str | None = "2021-09-01") -> dict[str, Any]:
    return {"school": school, "from": begins, "until": until}


def child(
    school: str = "A",
    until: str | None = None,
    responsibility: str = "parental",
    begins: str | None = "2024-09-02",
) -> dict[str, Any]:
    return {"school": school, "from": begins, "until": until, "responsibility": responsibility}


PLACES = {
    "on": (),
    **dict.fromkeys(("category", "schools", "central", "engaged_from", "engaged_until"), ("staff",)),
    **dict.fromkeys(
        (
            "born_on",
            "enrolments",
            "taught_by_staff",
            "parent_of",
            "colleague",
            "board",
            "identity_known",
            "organisation",
        ),
        ("other",),
    ),
    **dict.fromkeys(("kind", "since", "through_work", "peer"), ("tie",)),
    **dict.fromkeys(
        ("stage", "account", "form", "platform", "sanctioned", "for_work", "child_at_risk", "unaware"),
        ("contact",),
    ),
}


def facts(**different: Any) -> dict[str, Any]:
    """A permanent teacher since 2019 is asked by a stranger without any link; `different` changes that."""
    built: dict[str, Any] = {
        "on": TODAY.isoformat(),
        "staff": {
            "category": "permanent",
            "schools": ["A"],
            "central": False,
            "engaged_from": "2019-09-01",
            "engaged_until": None,
        },
        "other": {
            "born_on": None,
            "enrolments": [],
            "taught_by_staff": False,
            "parent_of": [],
            "colleague": "none",
            "board": "none",
            "identity_known": True,
            "organisation": False,
        },
        "tie": {"kind": "none", "since": None, "through_work": False, "peer": False},
        "contact": {
            "stage": "they_asked",
            "account": "personal",
            "form": "direct",
            "platform": "instagram",
            "sanctioned": False,
            "for_work": False,
            "child_at_risk": False,
            "unaware": False,
        },
    }
    for key, value in different.items():
        place = built
        for step in PLACES[key]:
            place = place[step]
        place[key] = value
    return built


def days(count: int) -> str:
    return (TODAY + timedelta(days=count)).isoformat()
