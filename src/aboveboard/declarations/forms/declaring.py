"""The walk through what a draft holds: how far it leads, and what has been told.

As when asking, what was typed is read anew each time; nothing parsed is kept. One person, several parents in one table,
or one's own family at the school: the steps differ at the beginning only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from aboveboard.declarations.forms.asking import PageForm, typed_dates
from aboveboard.declarations.forms.steps import (
    NONE_YET,
    PARENTS_KNOW,
    ContactForm,
    ContextForm,
    Mode,
    RecipientsForm,
    TableForm,
    WhoForm,
)
from aboveboard.declarations.forms.table import (
    PREFIX,
    FamilyRow,
    ParentRow,
    PeopleSet,
    RowForm,
    people_set,
    shown_people_set,
)
from aboveboard.declarations.questions import BY_KEY, Answers, Case, Page
from aboveboard.declarations.questions.matters import (
    child_is_concerned,
    contact_questions_that_matter,
    safety_matters,
)
from aboveboard.declarations.questions.summary import describe
from aboveboard.declarations.questions.texts import QUESTIONS
from aboveboard.declarations.selectors.words import describe_platform
from aboveboard.declarations.services.prepare import ParentsKnow, Told

Typed = Mapping[str, Sequence[str]]
Schools = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Journey:
    """How far what was typed leads. `step` is what is asked next; None when everything is answered.

    `asked` are the steps so far in order, `step` last. `told` is whole only when `step` is None or comes after them.
    """

    mode: Mode
    typed: Typed
    case: Case
    schools: Schools
    asked: tuple[str, ...]
    step: str | None
    people: tuple[tuple[str, Case, Typed], ...]
    contact: Mapping[str, Any]
    context: Mapping[str, Any]

    @property
    def group(self) -> bool:
        """Whether several people stand in one table."""
        return self.mode in (Mode.SEVERAL, Mode.FAMILY)

    @property
    def child(self) -> bool:
        """Whether any of them is a pupil or a child."""
        return any(child_is_concerned(case) for _, case, _ in self.people)

    @property
    def child_at_risk(self) -> bool:
        """That a child may be at risk counts from wherever it was said. Source: guidance S4.3."""
        return any(value in ("yes", "unsure") for value in self.typed.get("child_at_risk", ()))

    @property
    def school(self) -> str | None:
        """The key of the school that the others belong to."""
        return next((case.answers.school for _, case, _ in self.people), None)

    @property
    def leave_out(self) -> frozenset[int]:
        """The ids of those whom the author leaves out."""
        return frozenset(
            int(value)
            for value in self.typed.get("leave_out", ())
            if value.isascii() and value.isdigit() and len(value) < 19
        )

    def before(self, key: str) -> str | None:
        """The step before `key`; None for the first."""
        place = self.asked.index(key) if key in self.asked else len(self.asked)
        return self.asked[place - 1] if place else None

    def summary(self, school_names: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """What was answered, as (step, question, answer). Of several, what they have in common."""
        first = self.people[0][1].answers if self.people else Answers()
        rows: list[tuple[str, str, str]] = []
        if self.group:
            rows.append(("people", "Who they are", ", ".join(name for name, _, _ in self.people)))
            rows.append(("people", QUESTIONS["school"], describe(first, "school", school_names)))
        else:
            rows.append(("who", "Name", self.people[0][0]))
            rows += [
                ("who", QUESTIONS[name], describe(first, name, school_names)) for name in ("kinds", "school")
            ]
            rows += [
                (key, QUESTIONS[name], describe(first, name, school_names))
                for key in ("child", "at_school", "beginning")
                if key in self.asked
                for name in (
                    "under_18",
                    "born_on",
                    "child_at_risk",
                    "left_on",
                    "taught",
                    "since",
                    "through_work",
                    "peer",
                )
                if name in _names_of(key)
            ]
        nowhere = NONE_YET in self.contact["platforms"]
        platforms = "Nowhere yet" if nowhere else describe_platforms(self.contact["platforms"])
        rows.append(("contact", QUESTIONS["platforms"], platforms))
        rows.append(("contact", "What name they use there", self.contact.get("handle", "")))
        if not nowhere:
            rows += [
                ("contact", QUESTIONS[name], describe(first, name, school_names))
                for name in ("stage", "form", "purpose", "knew_who")
                if name in self.contact
            ]
        if "child_at_risk" in self.contact:
            rows.append(
                ("contact", QUESTIONS["child_at_risk"], describe(first, "child_at_risk", school_names))
            )
        rows.append(("context", "In your own words", self.context["context"]))
        if self.context.get("parents_know"):
            words = dict(PARENTS_KNOW)[self.context["parents_know"]]
            rows.append(("context", "Do their parents know?", words))
        return [row for row in rows if row[2]]

    def told(self) -> tuple[Told, ...]:
        """Everybody the draft is about, with what was said of them. Call when the context has been given."""
        platforms = tuple(key for key in self.contact["platforms"] if key != NONE_YET)
        return tuple(
            Told(
                other_name=name,
                case=case,
                platforms=platforms,
                handle="" if self.group else self.contact.get("handle", ""),
                context=self.context["context"],
                parents_know=ParentsKnow(self.context["parents_know"])
                if child_is_concerned(case) and self.context.get("parents_know")
                else ParentsKnow.NOT_A_CHILD,
                typed=typed,
                typed_dates=typed_dates(case.answers),
            )
            for name, case, typed in self.people
        )


def walk(typed: Typed, case: Case, schools: Schools) -> Journey:
    """Read a draft step by step, up to the first that is not answered. `case` has no answers yet."""
    mode = Mode((list(typed.get("mode", ())) or [Mode.ONE.value])[-1])
    # Until it is asked, any platform may be meant; otherwise the engine would take it for none at all.
    case = case.answered(platforms=("other",))
    walked = _Walk(mode, typed, case, schools)
    for key in ("people",) if walked.group else ("who", "child", "at_school", "beginning"):
        if not walked.take(key):
            return walked.end(key)
    for key in ("contact", "context", "recipients"):
        if not walked.take(key):
            return walked.end(key)
    return walked.end(None)


class _Walk:
    def __init__(self, mode: Mode, typed: Typed, case: Case, schools: Schools) -> None:
        self.mode, self.typed, self.case, self.schools = mode, typed, case, schools
        self.asked: list[str] = []
        self.cases: list[tuple[str, Case, Typed]] = []
        self.contact: Mapping[str, Any] = {}
        self.context: Mapping[str, Any] = {}

    @property
    def group(self) -> bool:
        return self.mode in (Mode.SEVERAL, Mode.FAMILY)

    def end(self, step: str | None) -> Journey:
        return Journey(
            self.mode,
            self.typed,
            self.case,
            self.schools,
            tuple(self.asked),
            step,
            tuple(self.cases),
            self.contact,
            self.context,
        )

    def take(self, key: str) -> bool:
        """Read one step. True when it does not apply, or is answered in full."""
        if key in ("child", "at_school", "beginning") and not BY_KEY[key].applies(self.case):
            return True
        self.asked.append(key)
        bound = bind(self.end(key), key, self.typed)
        if not bound.is_valid():
            return False
        match key:
            case "people":
                self._take_people(bound)
            case "contact":
                self.contact = bound.form.cleaned_data
                answers = bound.form.answers()
                answers.pop("handle", None)
                self.cases = [
                    (name, case.answered(**_for(case, answers)), typed) for name, case, typed in self.cases
                ]
            case "context":
                self.context = bound.form.cleaned_data
            case "recipients":
                pass
            case _:
                answers = bound.form.answers()
                name = answers.pop("other_name", "") or (self.cases[0][0] if self.cases else "")
                self.case = self.case.answered(**answers)
                self.cases = [(name, self.case, self.typed)]
        return True

    def _take_people(self, bound: Bound) -> None:
        assert bound.rows is not None
        school = bound.form.cleaned_data["school"]
        shared = {
            name: list(values)
            for name, values in self.typed.items()
            if not name.startswith(f"{PREFIX}-") and name != "mode"
        }
        for row in bound.rows.filled():
            answers = row.answers()
            case = self.case.answered(school=school, **answers)
            self.cases.append((row.cleaned_data["name"], case, {**shared, **_as_typed_of_one(row, answers)}))
        self.case = self.case.answered(school=school)


def _for(case: Case, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers about contact for one of several: to know who it was and a child at risk are asked of all together."""
    found = dict(answers)
    if found.get("child_at_risk") is None:
        found.pop("child_at_risk", None)
    return found


def _as_typed_of_one(row: Any, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    typed = {
        "mode": [Mode.ONE.value],
        "other_name": [row.cleaned_data["name"]],
        "kinds": sorted(kind.value for kind in answers["kinds"]),
    }
    if "through_work" in answers:
        typed["through_work"] = [answers["through_work"].value]
        known = answers["since"].value
        typed |= {"since-year": [str(known.year)]} if known else {"since-unknown": ["on"]}
    return typed


# The form of one step -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bound:
    """The form of a step, and the table below it where there is one."""

    form: Any
    rows: PeopleSet | None = None

    def is_valid(self) -> bool:
        valid: bool = self.form.is_valid()
        return valid and (self.rows is None or self.rows.is_valid())


def bind(
    journey: Journey,
    key: str,
    typed: Typed | None,
    *,
    people: Sequence[tuple[str, str]] = (),
    more: bool = False,
) -> Bound:
    """The form of step `key` with what was typed there; unbound without. `people` are (id, name) of recipients.

    `more` adds a line to the table.
    """
    data = (as_query(typed),) if typed is not None else ()
    match key:
        case "who":
            return Bound(
                WhoForm(Page(key, "", _asks("kinds", "school")), journey.case, journey.schools, *data)
            )
        case "people":
            form = TableForm(Page(key, "", _asks("school")), journey.case, journey.schools, *data)
            row: type[RowForm] = FamilyRow if journey.mode is Mode.FAMILY else ParentRow
            return Bound(form, _rows_of(journey, typed, of=row, more=more))
        case "contact":
            cases = [case for _, case, _ in journey.people]
            page = Page(key, "", _asks(*_contact_names(cases, group=journey.group)))
            form_of = ContactForm(page, journey.case, journey.schools, *data)
            if journey.group:
                del form_of.fields["handle"]
            return Bound(form_of)
        case "context":
            return Bound(ContextForm(*data, child=journey.child))
        case "recipients":
            known = people or [(str(each), str(each)) for each in sorted(journey.leave_out)]
            return Bound(RecipientsForm(*data, people=known))
    return Bound(PageForm(BY_KEY[key], journey.case, journey.schools, *data))


def _rows_of(journey: Journey, typed: Typed | None, *, of: type[RowForm], more: bool) -> PeopleSet:
    year = journey.case.on.year
    if typed is None:
        return shown_people_set(journey.typed, of=of, latest_year=year, more=more)
    return people_set(typed, of=of, latest_year=year, more=more)


def show(journey: Journey, key: str, *, people: Sequence[tuple[str, str]] = (), more: bool = False) -> Bound:
    """The form of a step as it is first shown: with what was typed there before, and no complaints."""
    shown = bind(journey, key, None, people=people, more=more)
    query = as_query(journey.typed)
    for name, field in shown.form.fields.items():
        value = field.widget.value_from_datadict(query, {}, name)
        if value:
            shown.form.initial[name] = value
    if "school" in shown.form.fields and not shown.form.initial.get("school") and journey.schools:
        own = journey.case.asker.elsewhere.schools
        if len(own) == 1:
            shown.form.initial["school"] = own[0]
    return shown


def as_query(typed: Typed) -> QueryDict:
    """What was typed, as a request would send it."""
    query = QueryDict(mutable=True)
    for name, values in typed.items():
        query.setlist(name, list(values))
    return query


def describe_platforms(keys: Sequence[str]) -> str:
    """The names of platforms, as on check-your-answers."""
    return ", ".join(describe_platform(key) for key in keys)


def _names_of(key: str) -> tuple[str, ...]:
    return {
        "child": ("under_18", "born_on", "child_at_risk"),
        "at_school": ("left_on", "taught"),
        "beginning": ("since", "through_work", "peer"),
    }[key]


def _asks(*names: str) -> Callable[[Case], tuple[str, ...]]:
    return lambda case: names


def _contact_names(cases: Sequence[Case], *, group: bool) -> tuple[str, ...]:
    matters: frozenset[str] = frozenset()
    for case in cases:
        matters |= contact_questions_that_matter(case)
    wanted = {"platforms", "stage", "form"} | (matters & {"purpose", "knew_who"})
    if group and any(safety_matters(case) for case in cases):
        wanted.add("child_at_risk")
    return tuple(
        name
        for name in ("platforms", "stage", "form", "purpose", "knew_who", "child_at_risk")
        if name in wanted
    )
