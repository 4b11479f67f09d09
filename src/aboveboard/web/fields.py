"""Fields and widgets beyond Django's own: dates in three boxes, dates known in part, several files, hints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from aboveboard.web import clock
from aboveboard.web.dates import ApproximateDate, Precision, long_date


class Radios(forms.RadioSelect):
    """Radio buttons. `hints` maps a value to a line below it; `reveals` maps a value to the field it asks for next."""

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str] | None = None,
        divider_before: str | None = None,
        inline: bool = False,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
    ) -> None:
        """`divider_before` is the value above which "or" stands; `inline` is for two short answers."""
        super().__init__(attrs, choices)
        self.hints = dict(hints or {})
        self.reveals = dict(reveals or {})
        self.divider_before = divider_before
        self.inline = inline


class Checkboxes(forms.CheckboxSelectMultiple):
    """Checkboxes. `exclusive` is the value, such as "none", that unticks the others; "or" stands above it."""

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str] | None = None,
        exclusive: str | None = None,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = dict(hints or {})
        self.reveals = dict(reveals or {})
        self.exclusive = exclusive
        self.divider_before = exclusive


class DateInput(forms.Widget):
    """Three boxes: day, month, year. With `unknown`, a tick box for "I do not know" below them."""

    template_name = "web/forms/date_input.html"
    use_fieldset = True
    parts: ClassVar = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None, *, unknown: str = "") -> None:
        super().__init__(attrs)
        self.unknown = unknown

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str] | None:
        keys = (*self.parts, "unknown")
        typed = {key: str(data.get(f"{name}-{key}", "")).replace("\0", "").strip() for key in keys}
        return typed if any(typed.values()) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in self.parts)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-day" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = self._as_typed(value)
        wrong = context["widget"]["attrs"].get("data-wrong", "").split()
        base = context["widget"]["attrs"].get("id", name)
        context["widget"]["unknown"] = self.unknown
        context["widget"]["unknown_ticked"] = bool(typed.get("unknown"))
        context["widget"]["id"] = base
        context["widget"]["boxes"] = [
            {
                "id": f"{base}-{part}",
                "name": f"{name}-{part}",
                "label": part.capitalize(),
                "value": typed.get(part, ""),
                "width": 4 if part == "year" else 2,
                "wrong": part in wrong,
            }
            for part in self.parts
        ]
        return context

    @staticmethod
    def _as_typed(value: Any) -> Mapping[str, str]:
        if isinstance(value, ApproximateDate):
            if value.value is None:
                return {"unknown": "on"}
            typed = {"year": str(value.value.year)}
            if value.precision is not Precision.YEAR:
                typed["month"] = str(value.value.month)
            if value.precision is Precision.DAY:
                typed["day"] = str(value.value.day)
            return typed
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return value if isinstance(value, Mapping) else {}


_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def _month_number(typed: str) -> int | None:
    if typed.isascii() and typed.isdigit():
        return int(typed)
    named = [n for n, month in enumerate(_MONTHS, 1) if len(typed) >= 3 and month.startswith(typed.lower())]
    return named[0] if named else None


class DateField(forms.Field):
    """A whole date, as `datetime.date`. `past` and `future` refuse the other side of today; both allow today.

    The code of each error names the boxes that are wrong, so that only these are marked.
    """

    widget: Any = DateInput
    partial = False

    def __init__(
        self,
        *,
        past: bool = False,
        future: bool = False,
        earliest: date | None = None,
        latest: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.past, self.future, self.earliest, self.latest = past, future, earliest, latest

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, (date, ApproximateDate)):
            return value
        found = self._read(value)
        return found.value if found else None

    def _read(self, typed: Mapping[str, str]) -> ApproximateDate | None:
        name = quoted(self.label)
        needed: tuple[str, ...] = ("year",) if self.partial else ("day", "month", "year")
        if self.partial and typed["day"] and not typed["month"]:
            needed = ("month", "year")
        if missing := [part for part in needed if not typed[part]]:
            raise ValidationError(f"Add the {_and(missing)} of {name}", code=" ".join(missing))
        year = int(typed["year"]) if typed["year"].isascii() and typed["year"].isdigit() else 0
        if not 1900 <= year <= 2200:
            raise ValidationError(f"The year of {name} must have four numbers, like 2026", code="year")
        month = _month_number(typed["month"]) if typed["month"] else 1
        if month is None or not 1 <= month <= 12:
            raise ValidationError(
                f"The month of {name} must be from 1 to 12, or a name like June", code="month"
            )
        day = int(typed["day"]) if typed["day"].isascii() and typed["day"].isdigit() else 0
        try:
            found = date(year, month, day if typed["day"] else 1)
        except ValueError:
            raise ValidationError(
                f"The day of {name} must be a day that month has, like 27", code="day"
            ) from None
        precision = Precision.DAY if typed["day"] else Precision.MONTH if typed["month"] else Precision.YEAR
        return ApproximateDate(found, precision)

    def validate(self, value: Any) -> None:
        super().validate(value)
        day = value.value if isinstance(value, ApproximateDate) else value
        if day is None:
            return
        name, today = quoted(self.label), clock.today()
        name = name[0].upper() + name[1:]
        # A year or month that has begun is not in the future, so the first day is what counts.
        if self.past and day > today:
            raise ValidationError(f"{name} must be today or in the past", code="day month year")
        if self.future and day < today:
            raise ValidationError(f"{name} must be today or in the future", code="day month year")
        if self.earliest and day < self.earliest:
            raise ValidationError(
                f"{name} must be {long_date(self.earliest)} or later", code="day month year"
            )
        if self.latest and day > self.latest:
            raise ValidationError(
                f"{name} must be {long_date(self.latest)} or earlier", code="day month year"
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return dict(DateInput._as_typed(initial)) != {k: v for k, v in (data or {}).items() if v}


class ApproximateDateField(DateField):
    """A date as far as it is known: the day and month may be left out, or the whole be "I do not know".

    Cleans to `ApproximateDate`; left empty and not required, to None.
    """

    partial = True

    def __init__(self, *, unknown: str = "I do not know", **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateInput(unknown=unknown))
        kwargs.setdefault("help_text", "If you do not know the day or the month, leave them out.")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> ApproximateDate | None:
        if value is None or isinstance(value, ApproximateDate):
            return value
        if isinstance(value, date):
            return ApproximateDate(value, Precision.DAY)
        if value["unknown"]:
            if any(value[part] for part in DateInput.parts):
                raise ValidationError(
                    f"Give a date for {quoted(self.label)} or tick “I do not know”, not both",
                    code="day month year",
                )
            return ApproximateDate(None, Precision.UNKNOWN)
        return self._read(value)


class FilesInput(forms.FileInput):
    """A box that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files. Cleans to a list of `UploadedFile`, empty when there are none and none is needed."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files: Iterable[UploadedFile[Any] | None] = data if isinstance(data, (list, tuple)) else [data]
        given = [file for file in files if file]
        if not given:
            super().clean(None, initial)
            return []
        return [super(FilesField, self).clean(file, initial) for file in given]


def quoted(label: object) -> str:
    """A label inside a sentence: a question keeps its form, in quotation marks; anything else goes lower case."""
    text = str(label)
    if text.endswith(("?", ".")):
        return f"“{text}”"
    first = text.split(" ", 1)[0]
    return text if first.isupper() or not text else text[0].lower() + text[1:]


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
