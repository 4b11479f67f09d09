"""What a crash may have left: `python -m tests.crash.examine FOLDER [--settle]` prints findings and figures as JSON.

Each finding is a sentence; none is what the tests ask for.
"""

from __future__ import annotations

import email
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import django

WAIT_SECONDS = 20.0


def acknowledged(folder: Path) -> Iterator[dict[str, Any]]:
    """What was acknowledged, in order."""
    file = folder / "acknowledged.jsonl"
    for line in file.read_bytes().splitlines() if file.exists() else ():
        yield json.loads(line)


def missing(folder: Path) -> Iterator[str]:
    """What somebody was told is done, and is not."""
    from aboveboard.declarations.models import Declaration, DeclarationRecipient, Draft
    from aboveboard.ledger.models import Entry, FiledPart
    from aboveboard.notices.models import AlertTold, Notice
    from aboveboard.people.demo.seed import persona_people
    from aboveboard.personnel.models import FileEntry

    people = {key: person.pk for key, person in persona_people().items()}
    declared = dict(Declaration.objects.values_list("reference", "person_id"))
    signed = set(Declaration.objects.values_list("draft_number", flat=True))
    received = set(DeclarationRecipient.objects.values_list("declaration__reference", flat=True))
    on_file = set(FileEntry.objects.values_list("person_id", "reference"))
    entries = set(Entry.objects.values_list("reference", flat=True))
    parts = set(FiledPart.objects.filter(content__isnull=False).values_list("entry__reference", "name"))
    told_of = set(Notice.objects.values_list("about", flat=True))
    drafts = set(Draft.objects.values_list("pk", flat=True))
    told = set(AlertTold.objects.values_list("alert__reference", flat=True))
    for line in acknowledged(folder):
        reference = line.get("reference")
        match line["what"]:
            case "draft":
                if (line["id"] in drafts) == (line["id"] in signed):
                    yield f"draft {line['id']} is neither a draft nor signed, or is both"
            case "declaration":
                person = people[line["person"]]
                places = {
                    "the database": declared.get(reference) == person,
                    "the personnel file": (person, reference) in on_file,
                    "the ledger": reference in entries and (reference, "declaration.pdf") in parts,
                    "anybody's hands": reference in received,
                    "the notices": reference in told_of,
                }
                yield from (f"{reference} is not in {place}" for place, there in places.items() if not there)
            case "alert":
                if reference not in entries or reference not in told:
                    yield f"alert {reference} is not filed, or nobody is told"


def half_written() -> Iterator[str]:
    """Whatever is in one place and not in the others, acknowledged or not: a filing is whole or was never."""
    from aboveboard.declarations.models import Declaration
    from aboveboard.ledger.models import Entry, FiledPart
    from aboveboard.notices.models import Alert
    from aboveboard.personnel.models import FileEntry

    def references(kind: str) -> set[str]:
        return set(Entry.objects.filter(kind=kind).values_list("reference", flat=True))

    filed = references("declaration.submitted")
    for what, found in {
        "declarations": set(Declaration.objects.values_list("reference", flat=True)),
        "file entries": set(
            FileEntry.objects.filter(reference__in=filed).values_list("reference", flat=True)
        ),
        "documents": set(
            FiledPart.objects.filter(entry__reference__in=filed, name="declaration.pdf").values_list(
                "entry__reference", flat=True
            )
        ),
    }.items():
        if odd := filed ^ found:
            yield f"{what} and ledger do not agree about {sorted(odd)}"
    if odd := references("alert.raised") ^ set(Alert.objects.values_list("reference", flat=True)):
        yield f"alerts and ledger do not agree about {sorted(odd)}"


def settle() -> None:
    """Let the service's own worker send; then pass the time after which a dead worker's claims are free again."""
    from aboveboard.notices.models import Delivery, Notice
    from aboveboard.notices.services.sending import CLAIM, send_due_notices
    from aboveboard.rules.actor import SystemActor
    from aboveboard.web import clock

    def unsent() -> bool:
        claimed = Delivery.objects.filter(mail="waiting", claimed_until__gt=clock.now()).exists()
        waiting = (
            Delivery.objects.filter(mail="waiting").exists() or Notice.objects.filter(state="queued").exists()
        )
        return waiting and not claimed

    give_up_at = time.monotonic() + WAIT_SECONDS
    while unsent() and time.monotonic() < give_up_at:
        time.sleep(0.1)
    later = clock.now() + CLAIM + timedelta(seconds=1)
    for _ in range(10):
        sent = send_due_notices(actor=SystemActor("worker"), now=later)
        if not (sent.resolved or sent.emailed or sent.put_off):
            return


def unsent() -> Iterator[str]:
    """Notices and alerts that have not gone out, and mail that is said to have gone and did not."""
    from django.conf import settings

    from aboveboard.notices.models import AlertTold, Delivery, Notice

    for notice in Notice.objects.exclude(state__in=("sent", "withdrawn")):
        found = "people found" if notice.resolved_at else "nobody found yet"
        yield f"{notice.kind} is {notice.state}, {found}, due {notice.send_after}: {notice.error}"
    mailed = {str(mail["Message-ID"]) for mail in mails(Path(settings.EMAIL_FILE_PATH))}
    numbers = {int(each) for name in mailed for each in name.strip("<>").split("@")[0].split("-")[1:]}
    for delivery in Delivery.objects.select_related("notice"):
        if delivery.mail not in ("sent", "none"):
            yield f"the e-mail of notice {delivery.notice_id} is {delivery.mail}"
        elif delivery.mail == "sent" and delivery.notice.urgent and delivery.pk not in numbers:
            yield f"the e-mail of notice {delivery.notice_id} is said to be sent, and is nowhere"
    for told in AlertTold.objects.select_related("alert"):
        mine = Delivery.objects.filter(person=told.person_id, notice__about=told.alert.reference)
        if not mine.filter(mail="sent").exists():
            yield f"alert {told.alert.reference} was not mailed to person {told.person_id}"


def mails(folder: Path) -> Iterator[Message]:
    """What the demo has mailed; a mail that the kill cut short is there again, whole, in a later file."""
    for file in sorted(folder.glob("*.log")) if folder.is_dir() else ():
        for part in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            if part.strip():
                yield email.message_from_bytes(part, policy=default)


def main(folder: Path, *, settled: bool) -> None:
    from aboveboard.declarations.models import Declaration
    from aboveboard.notices.models import Alert, Delivery

    if settled:
        settle()
    findings = [*missing(folder), *half_written(), *(unsent() if settled else ())]
    figures = {
        "acknowledged": sum(line["what"] == "declaration" for line in acknowledged(folder)),
        "declarations": Declaration.objects.count(),
        "alerts": Alert.objects.count(),
        "mailed": Delivery.objects.filter(mail="sent").count(),
    }
    sys.stdout.write(json.dumps({"findings": findings, "figures": figures}) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.config.settings.demo")
    django.setup()
    main(Path(sys.argv[1]), settled="--settle" in sys.argv)
