"""The documents that are kept on a personnel file, as PDF/A-2a and PDF/UA-1.

Nothing here reads the clock or the database: the same document gives the same bytes.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from aboveboard.personnel.lettering import font_families, printable, reads_from_the_right, shared_fonts
from aboveboard.rules.calendar import date_text, datetime_text
from aboveboard.rules.clauses import clause

_TEMPLATES = Path(str(files("aboveboard.personnel"))) / "typst"


@dataclass(frozen=True, kw_only=True)
class Reminders:
    """A heading and the points under it, in plain words.

    Source: guidance A1.6
    """

    heading: str
    points: tuple[str, ...]


FORM_REMINDERS = tuple(
    Reminders(heading=heading, points=tuple(clause(f"S{number}").sentence for number in numbers.split()))
    for heading, numbers in (
        ("Whenever you use social media", "4.4 4.5 4.6 4.7 4.8"),
        ("Pupils and former pupils", "8.7 8.8 8.9 8.10 8.11"),
        ("Parents", "8.16 8.17 8.18 8.19"),
    )
)
"""What the form reminds staff of, in the form's order. Source: guidance A1.6."""


@dataclass(frozen=True, kw_only=True)
class DeclarationForm:
    """A declaration that was made, with the fields of the form in the form's order.

    `context`, `statement` and `answer` may be long; a line feed begins a new paragraph. `statement` is what the
    signer saw, word for word. `reference` is random: the place in the ledger stands only in the receipt.

    Source: guidance A1.2-A1.6
    """

    trust_name: str
    operations_manager: str
    reference: str
    filed_at: datetime
    staff_name: str
    school: str
    relationship_with: str
    context: str
    signed_name: str
    signed_on: date
    statement: str
    answer_heading: str
    answer: str
    guidance_revision: str
    reminders: tuple[Reminders, ...] = FORM_REMINDERS

    title = "Declaration of social media relationship"


@dataclass(frozen=True, kw_only=True)
class BlankForm:
    """The declaration form on one page, to print and fill in by hand.

    `dated_at` is when this edition of the form was made; it is not printed.

    Source: guidance A1.1-A1.6
    """

    trust_name: str
    operations_manager: str
    guidance_revision: str
    dated_at: datetime
    reminders: tuple[Reminders, ...] = FORM_REMINDERS

    title = "Declaration of social media relationship"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A headed table: (label, value) pairs in the order in which they are printed."""

    heading: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Words:
    """Headed text; a line feed begins a new paragraph. `as_shown` marks words that somebody was shown or signed."""

    heading: str
    text: str
    as_shown: bool = False


@dataclass(frozen=True, kw_only=True)
class RecordDocument:
    """Any other record: a kept answer, an acknowledgement, a decision. Sections are printed in order.

    `guidance_revision` is None when the record does not rest on the guidance.
    """

    trust_name: str
    title: str
    reference: str
    filed_at: datetime
    sections: tuple[Facts | Words, ...]
    guidance_revision: str | None = None


Document = DeclarationForm | BlankForm | RecordDocument


def render_pdf(document: Document) -> bytes:
    """The document as a tagged PDF/A-2a and PDF/UA-1 file, dated with the document's own time.

    Raises FontsMissing when the assets have not been built.
    """
    match document:
        case DeclarationForm():
            template, at, shown = "declaration.typ", document.filed_at, _declaration(document)
        case BlankForm():
            template, at, shown = "blank_form.typ", document.dated_at, _blank_form(document)
        case RecordDocument():
            template, at, shown = "record.typ", document.filed_at, _record(document)
    shown |= {
        "title": printable(document.title),
        "trust_name": printable(document.trust_name),
        "fonts": font_families(),
    }
    pdf: bytes = typst.compile(
        _TEMPLATES / template,
        root=_TEMPLATES,
        font_paths=shared_fonts(),
        format="pdf",
        sys_inputs={"document": json.dumps(shown)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(at.timestamp()),
    )
    return pdf


def _declaration(form: DeclarationForm) -> dict[str, Any]:
    return {
        "reference": printable(form.reference),
        "instruction": printable(_instruction(form.operations_manager)),
        "fields": _rows(
            ("Staff name", form.staff_name),
            ("School", form.school),
            ("Social media relationship with", form.relationship_with),
            ("Details of the context of that relationship", form.context),
            ("Signed", form.signed_name),
            ("Date", date_text(form.signed_on)),
        ),
        "reminders": _reminders(form),
        "statement": _paragraphs(form.statement),
        "answer_heading": _paragraphs(form.answer_heading),
        "answer": _paragraphs(form.answer),
        "about": _about(form.reference, form.filed_at, form.guidance_revision),
    }


def _blank_form(form: BlankForm) -> dict[str, Any]:
    return {
        "instruction": printable(_instruction(form.operations_manager)),
        "labels": (
            "Staff name",
            "School",
            "Social media relationship with",
            "Details of the context of that relationship",
            "Signed",
            "Date",
        ),
        "reminders_heading": "Staff are reminded",
        "reminders": _reminders(form),
        "footer": printable(f"Guidance for staff: {form.guidance_revision}"),
    }


def _record(record: RecordDocument) -> dict[str, Any]:
    return {
        "reference": printable(record.reference),
        "about": _about(record.reference, record.filed_at, record.guidance_revision),
        "sections": [_section(section) for section in record.sections],
    }


def _section(section: Facts | Words) -> dict[str, Any]:
    heading = printable(section.heading)
    if isinstance(section, Facts):
        return {"kind": "facts", "heading": heading, "rows": _rows(*section.rows)}
    return {
        "kind": "words",
        "heading": heading,
        "paragraphs": _paragraphs(section.text),
        "as_shown": section.as_shown,
    }


def _instruction(operations_manager: str) -> str:
    return (
        "Use this form to declare a social media relationship with a pupil or a parent. "
        f"Fill in one form for each relationship. Give a copy to the {operations_manager} at your school."
    )


def _about(reference: str, filed_at: datetime, guidance_revision: str | None) -> list[dict[str, Any]]:
    rows = [("Reference", reference), ("Filed", datetime_text(filed_at))]
    if guidance_revision is not None:
        rows.append(("Guidance for staff", guidance_revision))
    return _rows(*rows)


def _reminders(form: DeclarationForm | BlankForm) -> list[dict[str, Any]]:
    return [
        {
            "heading": printable(group.heading),
            "points": [
                # The catalogue names the office as the guidance does; the trust may have its own word.
                printable(point.replace("School Operations Manager", form.operations_manager))
                for point in group.points
            ],
        }
        for group in form.reminders
    ]


def _rows(*rows: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"label": printable(label), "value": _paragraphs(value)} for label, value in rows]


def _paragraphs(text: str) -> list[dict[str, Any]]:
    return [
        {"text": line, "from_right": reads_from_the_right(line)}
        for line in printable(text).split("\n")
        if line.strip()
    ]
