"""Puts documents on personnel files through the real services, as a capability would."""

from datetime import datetime

from aboveboard.ledger import kinds
from aboveboard.ledger.filing import Part, filing, make_reference
from aboveboard.people.models import Person
from aboveboard.personnel.documents import RecordDocument, Words
from aboveboard.personnel.seal import make_sealed_pdf
from aboveboard.personnel.services.entries import add_file_entry
from aboveboard.rules.actor import AnyActor
from aboveboard.rules.retention import FileEntryKind

KIND = kinds.register("example.filed", "A test put a document on a personnel file")


def put_on_file(
    person: Person,
    *,
    actor: AnyActor,
    now: datetime,
    title: str = "Declaration about Amina Yusuf",
    mentioned: tuple[Person, ...] = (),
) -> str:
    """A sealed document on the person's file; its reference."""
    reference = make_reference()
    document = RecordDocument(
        trust_name="Lantern Learning Trust",
        title=title,
        reference=reference,
        filed_at=now,
        sections=(Words(heading="What was said", text="Friends since university."),),
    )
    pdf = make_sealed_pdf(document, now=now)
    with filing(actor=actor, now=now) as current:
        filed = current.file(
            kind=KIND,
            subject=person.reference,
            parts=[Part("document.pdf", "application/pdf", pdf)],
            reference=reference,
        )
        add_file_entry(
            filing=current,
            filed=filed,
            person_id=person.pk,
            kind=FileEntryKind.DECLARATION,
            title=title,
            part_name="document.pdf",
            mentioned_ids=[each.pk for each in mentioned],
        )
    return filed.reference
