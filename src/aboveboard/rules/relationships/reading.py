"""Reading facts from JSON: strictly, naming the key at fault and the mend. Nothing is guessed."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from aboveboard.rules.relationships.facts import (
    OUTSIDE,
    Account,
    Board,
    Category,
    ChildEnrolment,
    Colleague,
    Contact,
    Enrolment,
    Facts,
    Form,
    OtherPerson,
    Responsibility,
    Staff,
    Stage,
    Tie,
    TieKind,
)

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199


class FactsError(ValueError):
    """The facts are malformed. The message names the key by its path, and the mend."""


Row = TypeVar("Row")
Word = TypeVar("Word", bound=StrEnum)


def read_facts(source: object) -> Facts:
    """Facts from the JSON object of schema.md, every key present and none beside them.

    Raises FactsError for an unknown or missing key, an unknown or wrongly typed value, a date that is none,
    a `from` after its `until`, and a birth date after `on`.
    """
    given = _object(source, FACTS_KEYS, "facts")
    on = _date(given["on"], "on")
    staff = _staff(_object(given["staff"], STAFF_KEYS, "staff"))
    other = _other(_object(given["other"], OTHER_KEYS, "other"))
    tie = _tie(_object(given["tie"], TIE_KEYS, "tie"))
    contact = _contact(_object(given["contact"], CONTACT_KEYS, "contact"))
    if other.born_on is not None and other.born_on > on:
        raise FactsError(
            f"other.born_on: {other.born_on} is after `on` ({on}); correct one of the two dates."
        )
    return Facts(on, staff, other, tie, contact)


def _staff(given: Mapping[str, Any]) -> Staff:
    starts = _date_or_null(given["engaged_from"], "staff.engaged_from")
    ends = _date_or_null(given["engaged_until"], "staff.engaged_until")
    _in_order(starts, ends, "staff.engaged_from", "engaged_until")
    return Staff(
        _word(given["category"], CATEGORIES, "staff.category"),
        _schools(given["schools"]),
        _yes_or_no(given["central"], "staff.central"),
        starts,
        ends,
    )


def _other(given: Mapping[str, Any]) -> OtherPerson:
    taught = given["taught_by_staff"]
    return OtherPerson(
        _date_or_null(given["born_on"], "other.born_on"),
        _rows(given["enrolments"], "other.enrolments", _enrolment),
        taught if taught is None else _yes_or_no(taught, "other.taught_by_staff", "true, false or null"),
        _rows(given["parent_of"], "other.parent_of", _child_enrolment),
        _word(given["colleague"], COLLEAGUES, "other.colleague"),
        _word(given["board"], BOARDS, "other.board"),
        _yes_or_no(given["identity_known"], "other.identity_known"),
        _yes_or_no(given["organisation"], "other.organisation"),
    )


def _enrolment(value: object, path: str) -> Enrolment:
    return Enrolment(*_school_and_dates(_object(value, ENROLMENT_KEYS, path), path))


def _child_enrolment(value: object, path: str) -> ChildEnrolment:
    given = _object(value, CHILD_ENROLMENT_KEYS, path)
    responsibility = _word(given["responsibility"], RESPONSIBILITIES, f"{path}.responsibility")
    return ChildEnrolment(*_school_and_dates(given, path), responsibility)


def _school_and_dates(given: Mapping[str, Any], path: str) -> tuple[str, date | None, date | None]:
    begins_on = _date_or_null(given["from"], f"{path}.from")
    until = _date_or_null(given["until"], f"{path}.until")
    _in_order(begins_on, until, f"{path}.from", "until")
    return _text(given["school"], f"{path}.school"), begins_on, until


def _tie(given: Mapping[str, Any]) -> Tie:
    return Tie(
        _word(given["kind"], TIE_KINDS, "tie.kind"),
        _date_or_null(given["since"], "tie.since"),
        _yes_or_no(given["through_work"], "tie.through_work"),
        _yes_or_no(given["peer"], "tie.peer"),
    )


def _contact(given: Mapping[str, Any]) -> Contact:
    return Contact(
        _word(given["stage"], STAGES, "contact.stage"),
        _word(given["account"], ACCOUNTS, "contact.account"),
        _word(given["form"], FORMS, "contact.form"),
        _text(given["platform"], "contact.platform"),
        _yes_or_no(given["sanctioned"], "contact.sanctioned"),
        _yes_or_no(given["for_work"], "contact.for_work"),
        _yes_or_no(given["child_at_risk"], "contact.child_at_risk"),
        _yes_or_no(given["unaware"], "contact.unaware"),
    )


def _object(value: object, keys: frozenset[str], path: str) -> dict[str, Any]:
    if type(value) is not dict:
        raise FactsError(f"{path}: must be an object with the keys {_list(keys)}.")
    if value.keys() != keys:
        at = "" if path == "facts" else f"{path}."
        for key in value:
            if key not in keys:
                raise FactsError(f"{at}{key}: is not a known key; take it out. The keys are {_list(keys)}.")
        missing = min(keys - value.keys())
        raise FactsError(f"{at}{missing}: is missing; every key must be given, with null where not known.")
    return value


def _rows(value: object, path: str, read: Callable[[object, str], Row]) -> tuple[Row, ...]:
    if type(value) is not list:
        raise FactsError(f"{path}: must be a list; give [] for none.")
    return tuple([read(row, f"{path}[{index}]") for index, row in enumerate(value)])


def _schools(value: object) -> tuple[str, ...]:
    if type(value) is not list:
        raise FactsError("staff.schools: must be a list of school keys; give [] for none.")
    schools = tuple([_text(school, f"staff.schools[{index}]") for index, school in enumerate(value)])
    if len(set(schools)) != len(schools):
        raise FactsError("staff.schools: names a school twice; name each once.")
    if OUTSIDE in schools:
        raise FactsError(f"staff.schools: {OUTSIDE!r} is not a school of the trust; name trust schools only.")
    return schools


def _word(value: object, words: Mapping[str, Word], path: str) -> Word:
    word = words.get(value) if type(value) is str else None
    if word is None:
        raise FactsError(f"{path}: {_shown(value)} is not a known value; use one of {', '.join(words)}.")
    return word


def _yes_or_no(value: object, path: str, words: str = "true or false") -> bool:
    if value is True or value is False:
        return value
    raise FactsError(f"{path}: {_shown(value)} is not allowed; use {words}.")


def _text(value: object, path: str) -> str:
    if type(value) is str and value.strip():
        return value
    raise FactsError(f"{path}: {_shown(value)} is not allowed; give a key, as text that is not empty.")


def _date_or_null(value: object, path: str) -> date | None:
    return None if value is None else _date(value, path, " or null")


def _date(value: object, path: str, or_null: str = "") -> date:
    # date.fromisoformat also takes week dates and dates without hyphens; schema.md does not.
    if type(value) is str and len(value) == 10 and value[4] == value[7] == "-":
        try:
            day = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
                return day
            raise FactsError(f"{path}: {value} is outside {EARLIEST_YEAR} to {LATEST_YEAR}; check the year.")
    raise FactsError(f"{path}: {_shown(value)} is not a date; give it as YYYY-MM-DD{or_null}.")


def _in_order(starts: date | None, ends: date | None, path: str, other_key: str) -> None:
    if starts is not None and ends is not None and starts > ends:
        raise FactsError(f"{path}: {starts} is after `{other_key}` ({ends}); correct one of the two dates.")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _list(keys: frozenset[str]) -> str:
    return ", ".join(sorted(keys))


def _words(kind: type[Word]) -> dict[str, Word]:
    return {word.value: word for word in kind}


FACTS_KEYS = frozenset({"on", "staff", "other", "tie", "contact"})
STAFF_KEYS = frozenset({"category", "schools", "central", "engaged_from", "engaged_until"})
OTHER_KEYS = frozenset(
    {
        "born_on",
        "enrolments",
        "taught_by_staff",
        "parent_of",
        "colleague",
        "board",
        "identity_known",
        "organisation",
    }
)
ENROLMENT_KEYS = frozenset({"school", "from", "until"})
CHILD_ENROLMENT_KEYS = ENROLMENT_KEYS | {"responsibility"}
TIE_KEYS = frozenset({"kind", "since", "through_work", "peer"})
CONTACT_KEYS = frozenset(
    {"stage", "account", "form", "platform", "sanctioned", "for_work", "child_at_risk", "unaware"}
)
CATEGORIES = _words(Category)
RESPONSIBILITIES = _words(Responsibility)
COLLEAGUES = _words(Colleague)
BOARDS = _words(Board)
TIE_KINDS = _words(TieKind)
STAGES = _words(Stage)
ACCOUNTS = _words(Account)
FORMS = _words(Form)
