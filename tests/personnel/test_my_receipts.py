"""Everything that somebody may hold a receipt for, one by one and all at once."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from tests.ledger.conftest import NOTED
from tests.pages import Pages
from tests.people_of_a_school import actor_of, make_person
from tests.personnel.filing import put_on_file

from aboveboard.ledger.filing import Part, filing
from aboveboard.ledger.pure.policies import parse_policy
from aboveboard.ledger.pure.receipt_folder import read_zip
from aboveboard.ledger.pure.receipts import Result, Verdict, verify_receipt
from aboveboard.ledger.receipts import NotFiledError, sign_head
from aboveboard.personnel.selectors import receipts
from aboveboard.personnel.selectors.receipts import get_my_receipt, get_my_receipt_at
from aboveboard.rules.errors import NotFound

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture
def references(teacher, now):
    titles = ["Declaration about Amina Yusuf", "Decision about Łukasz Żółć"]
    return [
        put_on_file(teacher, actor=actor_of(teacher), now=now + timedelta(days=number), title=title)
        for number, title in enumerate(titles)
    ]


def verdict_of(content: bytes) -> Verdict:
    folder = read_zip(content)
    return verify_receipt(folder.receipt, folder.parts, parse_policy(folder.policy), leaf=folder.leaf)


def bundle_of(person) -> zipfile.ZipFile:
    response = Pages.of(person.user).client.get("/my-receipts/all")
    assert response.streaming
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_every_receipt_is_listed_with_its_bare_copy(teacher, references):
    pages = Pages.of(teacher.user)
    page = pages.get("/my-receipts")
    assert page.h1 == "My receipts"
    for reference in references:
        whole = verdict_of(pages.download(page.follow(f"Receipt for {reference}")).content)
        bare = verdict_of(pages.download(page.follow(f"bare copy of the receipt for {reference}")).content)
        assert (whole.result, whole.is_bare) == (Result.AGREES_WITH_ITSELF, False)
        assert (bare.result, bare.is_bare) == (Result.AGREES_WITH_ITSELF, True)
        assert whole.manifest.reference == reference
        assert (bare.origin, bare.index, bare.size) == (whole.origin, whole.index, whole.size)


def test_the_list_filters_sorts_and_downloads(teacher, references):
    pages = Pages.of(teacher.user)
    assert "Łukasz" not in pages.get("/my-receipts", {"q": "amina"}).text
    assert "No receipt matches" in pages.get("/my-receipts", {"kind": "decision"}).text
    text = pages.get("/my-receipts", {"sort": "title"}).text
    assert text.index("Łukasz") < text.index("Amina")
    for export in ("xlsx", "csv"):
        assert pages.download(f"/my-receipts?export={export}").content


def test_all_of_them_come_in_one_zip_with_a_list_and_the_page_that_checks_them(teacher, references):
    bundle = bundle_of(teacher)
    names = [f"{reference}-receipt.zip" for reference in references]
    assert bundle.namelist() == ["READ ME.txt", "verify.html", "receipts.csv", *names]
    assert "all the receipts that were yours when you downloaded this: 2." in " ".join(
        bundle.read("READ ME.txt").decode().split()
    )
    listed = list(csv.reader(io.StringIO(bundle.read("receipts.csv").decode("utf-8-sig"))))
    assert [row[2] for row in listed[1:]] == references
    for name, reference in zip(names, references, strict=True):
        assert verdict_of(bundle.read(name)).manifest.reference == reference
        assert bundle.read(name) == get_my_receipt(actor_of(teacher), reference).content


def test_somebody_who_holds_no_role_any_more_takes_their_receipts_along(teacher, references):
    teacher.role_holdings.all().delete()
    assert len(bundle_of(teacher).namelist()) == 3 + len(references)


def test_whoever_has_no_receipts_is_told_so(hr, references):
    page = Pages.of(hr.user).get("/my-receipts")
    assert "No receipts yet" in page.text
    assert "Download all my receipts (zip)" not in page.links
    assert bundle_of(hr).namelist() == ["READ ME.txt", "verify.html", "receipts.csv"]


def test_nobody_gets_a_receipt_for_what_is_not_on_their_own_file(teacher, head, hr, references, now):
    with filing(actor=actor_of(hr), now=now) as current:
        internal = current.file(
            kind=NOTED,
            subject=teacher.reference,
            parts=[Part("decision.json", "application/json", b"{}")],
        ).reference
    put_on_file(head, actor=actor_of(head), now=now, title="The head's own")
    assert internal not in str(bundle_of(teacher).namelist())
    assert len(bundle_of(teacher).namelist()) == 3 + len(references)
    for somebody in (teacher, hr):
        Pages.of(somebody.user).get(f"/my-file/{internal}/receipt", status=404)
        Pages.of(somebody.user).get(f"/my-file/{internal}/bare-receipt", status=404)
    Pages.of(head.user).get(f"/my-file/{references[0]}/bare-receipt", status=404)


def test_a_receipt_that_cannot_be_made_does_not_keep_the_others_back(teacher, references, monkeypatch):
    def make(reference):
        if reference == references[0]:
            raise NotFiledError(f"Nothing is kept under {reference}.")
        return b"zip"

    monkeypatch.setattr(receipts, "receipt_zip", make)
    bundle = bundle_of(teacher)
    assert bundle.read(f"{references[1]}-receipt.zip") == b"zip"
    assert "Nothing is kept" in bundle.read(f"{references[0]} is missing.txt").decode()
    with pytest.raises(NotFound):
        get_my_receipt(actor_of(teacher), references[0])


def test_a_receipt_is_given_out_again_at_the_size_of_a_checkpoint(teacher, references, now):
    pages = Pages.of(teacher.user)
    get_my_receipt(actor_of(teacher), references[0])
    put_on_file(teacher, actor=actor_of(teacher), now=now)
    checkpoint = sign_head()
    fields = {"reference": references[0].lower(), "size": str(checkpoint.size)}
    response = pages.client.post("/my-receipts/compare", fields)
    folder = read_zip(response.content)
    assert response["Content-Disposition"].endswith(f"{references[0]}-receipt-at-3.zip")
    verdict = verify_receipt(
        folder.receipt,
        folder.parts,
        parse_policy(folder.policy),
        outside_checkpoints=[checkpoint.note.encode()],
    )
    assert verdict.result is Result.CONFIRMED_FROM_OUTSIDE


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reference": "nonsense", "size": "1"}, "A reference looks like AB-7K3M-9QXT-2VHD."),
        (
            {"reference": "AB-0000-0000-0000", "size": "2"},
            "You have no receipt with this reference at this size",
        ),
        ({"reference": "mine", "size": "77"}, "You have no receipt with this reference at this size"),
        ({"reference": "mine", "size": "9" * 30}, "“What size do you need?”"),
    ],
)
def test_what_does_not_fit_a_checkpoint_is_said_with_the_mend(teacher, references, fields, said):
    if fields["reference"] == "mine":
        fields = fields | {"reference": references[0]}
    (problem,) = Pages.of(teacher.user).post("/my-receipts/compare", fields).problems
    assert said in problem


def test_nobody_gets_anothers_receipt_at_any_size(teacher, references, school):
    get_my_receipt(actor_of(teacher), references[0])
    stranger = make_person("Sam", school=school)
    with pytest.raises(NotFound):
        get_my_receipt_at(actor_of(stranger), references[0], sign_head().size)
