import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.personnel.reading import characters_of, opened, tags_of, text_of

from aboveboard.personnel.documents import RecordDocument, Words, render_pdf

FORM_ORDER = [
    "Staff name",
    "School",
    "Social media relationship with",
    "Details of the context of that relationship",
    "Signed",
    "Date",
    "Staff are reminded",
]


@pytest.fixture(params=["declaration_form", "blank_form", "record_document"])
def document(request):
    return request.getfixturevalue(request.param)


def test_every_document_says_that_it_is_pdf_a_2a_and_pdf_ua_1(document):
    metadata = opened(render_pdf(document)).trailer["/Root"]["/Metadata"].get_data()
    assert re.search(rb"pdfaid:part\W+2\b", metadata)
    assert re.search(rb"pdfaid:conformance\W+A\b", metadata)
    assert re.search(rb"pdfuaid:part\W+1\b", metadata)


def test_every_document_is_tagged_and_has_a_language_a_title_and_one_main_heading(document):
    pdf = render_pdf(document)
    root = opened(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert opened(pdf).metadata.title == document.title
    assert tags_of(pdf).count("H1") == 1


def test_every_table_has_a_header_row(declaration_form, record_document):
    for document in (declaration_form, record_document):
        tags = tags_of(render_pdf(document))
        assert tags.count("Table") == tags.count("THead") > 0


@pytest.mark.parametrize("form", ["declaration_form", "blank_form"])
def test_a_form_has_the_fields_of_the_form_in_the_forms_order(form, request):
    text = text_of(render_pdf(request.getfixturevalue(form)))
    places = []
    for field in FORM_ORDER:
        places.append(
            text.index(field, places[-1] + 1 if places else text.index("School Operations Manager") + 30)
        )
    assert places == sorted(places)


def test_a_declaration_prints_what_was_declared_shown_and_answered(declaration_form):
    text = text_of(render_pdf(declaration_form))
    for words in (
        "Rowan Ellery",
        "Hollow Oak Primary School",
        "Amina Yusuf",
        "We write most weeks.",
        "R. Ellery",
        "22 November 2026",
        "What I have written is true as far as I know.",
        "You may keep in contact.",
        "D-7K4M-QX2P",
        "23 November 2026 at 12:33pm",
        "Revision 0, 24 October 2024",
    ):
        assert words in text


def test_the_blank_form_is_one_page_even_with_long_reminders(blank_form, reminders):
    points = ("Do not use personal social media with a child you know only as a member of staff, ever.",) * 5
    long = tuple(replace(reminders[0], points=points) for _ in range(3))
    assert len(opened(render_pdf(replace(blank_form, reminders=long))).pages) == 1


def test_the_same_document_gives_the_same_bytes_and_only_its_own_time_dates_it(document):
    assert render_pdf(document) == render_pdf(document)
    dated = opened(render_pdf(document)).metadata
    assert dated.creation_date == dated.modification_date == datetime(2026, 11, 23, 12, 33, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Ánh",
        "امينة يوسف",
        "نور العين",
        "தமிழ்ச்செல்வி",
        "张伟",
        "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
        "עדי כהן",
        "সুমাইয়া",
        "ሰላም",
    ],
)
def test_a_name_in_any_script_is_said_by_the_file(declaration_form, name):
    assert set(name) <= characters_of(render_pdf(replace(declaration_form, staff_name=name)))


def test_words_that_look_like_markup_are_printed_and_not_obeyed(declaration_form):
    words = '#panic("x") *b* _i_ $x$ @ref <label> \\u{41} // no /* yes */ "]}) = Heading'
    assert " ".join(words.split()) in text_of(render_pdf(replace(declaration_form, context=words)))


def test_a_context_of_ten_thousand_characters_and_a_name_without_a_space_fit(declaration_form):
    pdf = render_pdf(replace(declaration_form, context="lorem ipsum " * 834, staff_name="W" * 500))
    assert text_of(pdf).count("lorem") == 834
    assert text_of(pdf).count("W") >= 500


@settings(max_examples=60, deadline=timedelta(seconds=5))
@given(title=st.text(max_size=40), text=st.text(max_size=300))
def test_no_text_at_all_stops_a_document_being_made(title, text):
    document = RecordDocument(
        trust_name="Lantern Learning Trust",
        title="Note " + title,
        reference="R-1",
        filed_at=datetime(2026, 11, 23, tzinfo=UTC),
        sections=(Words(heading="On " + title, text=text),),
    )
    assert render_pdf(document).startswith(b"%PDF-1.7")
