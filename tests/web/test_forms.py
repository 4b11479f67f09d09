"""Forms: what they show, what they refuse and in which words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.web import clock
from aboveboard.web.dates import ApproximateDate, Precision
from aboveboard.web.fields import ApproximateDateField, Checkboxes, DateField, FilesField, Radios
from aboveboard.web.forms import Form
from aboveboard.web.gallery import GalleryForm


class Dates(Form):
    met_on = DateField(label="Date you met", past=True)
    since = ApproximateDateField(label="Since when?", past=True, required=False)


class Reveal(Form):
    how = forms.ChoiceField(
        label="How do you know them?",
        choices=[("friend", "A friend"), ("other", "Another way")],
        widget=Radios(reveals={"other": "other"}, hints={"friend": "From <school>"}),
    )
    other = forms.CharField(label="Say how", max_length=10)


@pytest.fixture(autouse=True)
def monday(now):
    with clock.stopped_at(now):
        yield


def day(prefix: str, day: str = "", month: str = "", year: str = "", **more: str) -> dict[str, str]:
    return {
        f"{prefix}-{part}": value
        for part, value in {"day": day, "month": month, "year": year, **more}.items()
    }


def errors(form: forms.Form) -> dict[str, list[str]]:
    return {name: list(found) for name, found in form.errors.items()}


@pytest.mark.parametrize("month", ["3", "03", "Mar", "march"])
def test_a_month_may_be_a_number_or_a_name(month):
    form = Dates(day("met_on", "27", month, "2019"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"met_on": date(2019, 3, 27), "since": None}


@pytest.mark.parametrize(
    ("typed", "says", "marks"),
    [
        (("", "", ""), "Enter date you met", ["day", "month", "year"]),
        (("27", "", "2019"), "Add the month of date you met", ["month"]),
        (("", "3", ""), "Add the day and year of date you met", ["day", "year"]),
        (("31", "2", "2019"), "The day of date you met must be a day that month has, like 27", ["day"]),
        (
            ("1", "13", "2019"),
            "The month of date you met must be from 1 to 12, or a name like June",
            ["month"],
        ),
        (("1", "3", "19"), "The year of date you met must have four numbers, like 2026", ["year"]),
        (("1", "3", "٢٠١٩"), "The year of date you met must have four numbers, like 2026", ["year"]),
        (("24", "11", "2026"), "Date you met must be today or in the past", ["day", "month", "year"]),
    ],
)
def test_a_wrong_date_says_which_box_and_how_to_mend_it(typed, says, marks):
    form = Dates(day("met_on", *typed))
    assert errors(form) == {"met_on": [says]}
    assert form["met_on"].wrong_parts == marks
    assert form["met_on"].target == f"id_met_on-{marks[0]}"
    assert str(form).count("govuk-input--error") == len(marks)


def test_today_is_not_yet_the_future():
    assert Dates(day("met_on", "23", "11", "2026")).is_valid()


@pytest.mark.parametrize(
    ("typed", "means", "reads"),
    [
        (day("since", "27", "3", "2019"), ApproximateDate(date(2019, 3, 27), Precision.DAY), "27 March 2019"),
        (day("since", "", "3", "2019"), ApproximateDate(date(2019, 3, 1), Precision.MONTH), "March 2019"),
        (day("since", "", "", "2019"), ApproximateDate(date(2019, 1, 1), Precision.YEAR), "2019"),
        (day("since", unknown="on"), ApproximateDate(None, Precision.UNKNOWN), "Not known"),
    ],
)
def test_a_date_may_be_known_in_part_or_not_at_all(typed, means, reads):
    form = Dates(day("met_on", "1", "1", "2020") | typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["since"] == means
    assert str(means) == reads
    again = Dates(initial={"since": means})
    shown = {
        box["name"]: box["value"]
        for box in again["since"].field.widget.get_context("since", means, {})["widget"]["boxes"]
    }
    assert {name: value for name, value in typed.items() if value and "unknown" not in name} == {
        name: value for name, value in shown.items() if value
    }


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (day("since", "3", "", "2019"), "Add the month of “Since when?”"),
        (day("since", "", "3", ""), "Add the year of “Since when?”"),
        (
            day("since", "", "", "2019", unknown="on"),
            "Give a date for “Since when?” or tick “I do not know”, not both",
        ),
        (day("since", "", "", "2027"), "“Since when?” must be today or in the past"),
    ],
)
def test_a_date_known_in_part_must_make_sense(typed, says):
    assert errors(Dates(day("met_on", "1", "1", "2020") | typed)) == {"since": [says]}


@given(st.dictionaries(st.sampled_from(["day", "month", "year", "unknown"]), st.text(max_size=5)))
def test_nothing_typed_into_a_date_breaks_it(typed):
    form = Dates({f"since-{part}": value for part, value in typed.items()})
    form.is_valid()
    str(form)


def test_a_question_below_an_answer_is_asked_only_with_that_answer():
    assert errors(Reveal({"how": "other", "other": ""})) == {"other": ["Enter say how"]}
    form = Reveal({"how": "friend", "other": "left over from before"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"how": "friend", "other": ""}


def test_a_question_below_an_answer_is_shown_once_and_keeps_what_was_typed():
    html = str(Reveal({"how": "other", "other": "too long by far"}))
    assert html.count('name="other"') == 1
    assert "too long by far" in html
    assert "disabled" not in html
    assert "Say how must be 10 characters or fewer. You have used 15" in html
    assert "From &lt;school&gt;" in html


def test_a_label_with_a_per_cent_sign_does_no_harm():
    class Share(Form):
        share = forms.CharField(label="100% of it", max_length=2)

    assert errors(Share({"share": "abc"})) == {
        "share": ["100% of it must be 2 characters or fewer. You have used 3"]
    }
    assert errors(Share({})) == {"share": ["Enter 100% of it"]}


def test_own_messages_stay():
    class Own(Form):
        name = forms.CharField(error_messages={"required": "Say who"})

    assert errors(Own({})) == {"name": ["Say who"]}


def test_hidden_fields_are_printed():
    assert '<input type="hidden" name="step" value="gallery" id="id_step">' in str(GalleryForm())


def test_the_browser_neither_cuts_text_off_nor_shows_bubbles_of_its_own():
    html = str(GalleryForm())
    assert "maxlength=" not in html.replace("data-maxlength=", "")
    assert " required" not in html


def test_several_files_come_as_a_list():
    class Evidence(Form):
        shots = FilesField(label="Screenshots")

    two = MultiValueDict({"shots": [SimpleUploadedFile("a.png", b"a"), SimpleUploadedFile("b.png", b"b")]})
    form = Evidence({}, two)
    assert form.is_valid(), form.errors
    assert [file.name for file in form.cleaned_data["shots"]] == ["a.png", "b.png"]
    assert errors(Evidence({}, {})) == {"shots": ["Choose a file for screenshots"]}
    empty = MultiValueDict({"shots": [SimpleUploadedFile("a.png", b"")]})
    assert errors(Evidence({}, empty)) == {"shots": ["The file for screenshots is empty. Choose another"]}


def test_none_of_these_stands_apart():
    class Where(Form):
        where = forms.MultipleChoiceField(
            choices=[("a", "A"), ("none", "None of these")], widget=Checkboxes(exclusive="none")
        )

    html = str(Where())
    assert html.count('data-behaviour="exclusive"') == 1
    assert html.index("govuk-checkboxes__divider") < html.index('value="none"')


def test_plain_django_forms_look_the_same():
    class Plain(forms.Form):
        email = forms.EmailField()

    html = str(Plain({"email": "no"}))
    assert "govuk-input govuk-input--error" in html
    assert "Enter email in full, like name@example.org" in html


def test_the_clock_can_be_stopped_and_goes_on():
    winter = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
    with clock.stopped_at(winter):
        assert clock.now() == winter
        with clock.stopped_at(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)):
            assert clock.today() == date(2026, 7, 1)
        assert clock.now() == winter
    with pytest.raises(ValueError, match="aware"), clock.stopped_at(datetime(2026, 1, 1)):
        pass
