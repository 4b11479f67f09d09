"""Milliseconds to render and to seal a document, in a process that has done so before. Never fails on time.

python -m tests.benchmarks.bench_documents
"""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from aboveboard.personnel.documents import BlankForm, DeclarationForm, render_pdf
from aboveboard.personnel.seal import make_seal_key, seal_pdf

ROUNDS = 50
NOW = datetime(2026, 11, 23, 12, 33, tzinfo=UTC)
TRUST = "Lantern Learning Trust"


def declaration(context: str) -> DeclarationForm:
    return DeclarationForm(
        trust_name=TRUST,
        operations_manager="School Operations Manager",
        reference="AB-7K3M-9QXT-2VHD",
        filed_at=NOW,
        staff_name="Nguyễn Thị Ánh",
        school="Hollow Oak Primary School",
        relationship_with="Amina Yusuf (امينة يوسف)",
        context=context,
        signed_name="Nguyễn Thị Ánh",
        signed_on=date(2026, 11, 23),
        statement="What I have written is true as far as I know.",
        answer_heading="You may keep in contact.",
        answer="You know this person as a friend, not only as a parent.",
        guidance_revision="Revision 0",
    )


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    started = time.perf_counter()
    for _ in range(rounds):
        work()
    return (time.perf_counter() - started) / rounds * 1000


def run() -> dict[str, float]:
    """The figures, by name."""
    short, long = declaration("Friends since university."), declaration("Friends since university. " * 385)
    blank = BlankForm(
        trust_name=TRUST,
        operations_manager="School Operations Manager",
        guidance_revision="Revision 0",
        dated_at=NOW,
    )
    figures = {
        "the first document of a process, with reading the fonts": milliseconds(lambda: render_pdf(short), 1)
    }
    figures["a declaration"] = milliseconds(lambda: render_pdf(short))
    figures["a declaration with 10,000 characters"] = milliseconds(lambda: render_pdf(long), 10)
    figures["the blank form"] = milliseconds(lambda: render_pdf(blank))
    pdf = render_pdf(short)
    with tempfile.TemporaryDirectory(prefix="aboveboard-bench-") as name:
        folder = Path(name)
        figures["making the key, once"] = milliseconds(
            lambda: make_seal_key(folder, organisation=TRUST, now=NOW), 1
        )

        def seal() -> bytes:
            return seal_pdf(pdf, folder=folder, organisation=TRUST, now=NOW)

        figures["the first seal of a process"] = milliseconds(seal, 1)
        figures["a seal"] = milliseconds(seal)
    figures["a declaration, rendered and sealed"] = figures["a declaration"] + figures["a seal"]
    return figures


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{figure:>8,.1f} ms  {name}")
