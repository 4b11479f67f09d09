"""The scripts of `verify.html` by the published vectors, by damage at random, and by receipts out of a real ledger."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.test_verify_page import address, choose, opened, page
from tests.ledger.conftest import NOTED, Somebody
from tests.ledger.pure.example_receipt import OPENING, WITNESSED_POLICY, WITNESSES
from tests.ledger.pure.receipt_cases import (
    AGREES,
    ALTERED,
    CANNOT,
    CHECKPOINT,
    CONFIRMED,
    FILES,
    ZIP,
    changed,
    extra_of,
    opened_by,
    witnessed_files,
    zip_of,
)
from tests.ledger.pure.test_vectors import VECTORS, unpack, vectors

from aboveboard.ledger.filing import Part, filing
from aboveboard.ledger.models import Cosignature
from aboveboard.ledger.pure import verify_page
from aboveboard.ledger.pure.errors import LedgerError
from aboveboard.ledger.pure.policies import parse_policy
from aboveboard.ledger.pure.receipt_folder import POLICY_NAME, RECEIPT_NAME, read_zip
from aboveboard.ledger.pure.receipts import ReceiptError, verify_receipt
from aboveboard.ledger.receipts import bare_receipt_zip, receipt_zip, sign_head

__all__ = ["address", "page"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WITHOUT_THE_READER = verify_page.SCRIPTS[:-2]
with_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason="the vectors are kept outside the repository")

# Whatever a check refuses is "refused"; anything else that it raises fails the test.
OUTCOME = """
const outcome = async (check) => {
  try { return await check(); } catch (error) {
    if (error instanceof Refused || error instanceof CannotBeChecked) return "refused";
    throw error;
  }
};
const unpacked = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
"""


def run(page: Page, body: str, argument: Any) -> Any:
    """Runs the page's scripts, and then `body` with `given`, beside the page."""
    source = "\n".join(verify_page.read_source(name) for name in WITHOUT_THE_READER)
    return page.evaluate(f"async given => {{ {source}\n{OUTCOME}\n{body} }}", argument)


@with_vectors
def test_inclusion_proofs_are_judged_as_published(page: Page):
    cases = vectors("merkle-inclusion.json")["cases"]
    given = [
        {
            "leaf": case["leafHash"] or "",
            "index": str(case["leafIdx"]),
            "size": str(case["treeSize"]),
            "proof": case["proof"] or [],
            "root": case["root"] or "",
        }
        for case in cases
    ]
    found = run(
        page,
        """return Promise.all(given.map((each) => outcome(async () => {
            await checkInclusion(unpacked(each.leaf), BigInt(each.index), BigInt(each.size),
                each.proof.map(unpacked), unpacked(each.root));
            return "holds";
        })));""",
        given,
    )
    assert found == ["refused" if case["wantErr"] else "holds" for case in cases]


@with_vectors
def test_notes_open_as_published(page: Page):
    cases = vectors("signed-note.json")["open"]
    found = run(
        page,
        """return Promise.all(given.map((each) => outcome(async () => {
            const keys = await Promise.all(each.vkeys.map(parseVerifierKey));
            return (await openNote(encodeText(each.msg), keys)).verified.map(({ key }) => key.name);
        })));""",
        cases,
    )
    assert found == [case["verified"] if case["want"] == "ok" else "refused" for case in cases]


@with_vectors
def test_keys_checkpoints_and_proofs_are_read_as_published(page: Page):
    key = vectors("signed-note.json")["vkey"]
    spoiled = sorted({key[:at] + chr(ord(key[at]) + 1) + key[at + 1 :] for at in range(len(key))})
    found = run(
        page, "return Promise.all(given.map((key) => outcome(() => parseVerifierKey(key))));", spoiled
    )
    assert set(found) == {"refused"}
    proofs = vectors("tlog-proof.json")
    texts = [text for _, text in proofs["unmarshal_errors"]]
    read_all = "return Promise.all(given.map((text) => outcome(() => parseProof(encodeText(text)))));"
    assert set(run(page, read_all, texts)) == {"refused"}
    for case in proofs["marshal"]:
        read = run(
            page,
            """const proof = parseProof(encodeText(given));
            return [proof.index.toString(), proof.hashes.map(encodeBase64), proof.checkpoint,
                proof.extra && encodeBase64(proof.extra)];""",
            case["want"],
        )
        assert read == [str(case["index"]), case["hashes"], case["checkpoint"], case["extra_b64"]]
    # Every checkpoint that others accept there has a root that is not 32 bytes long, which is refused here.
    bodies = [case["body"] for case in vectors("checkpoint.json")["unmarshal"]]
    assert set(
        run(page, "return Promise.all(given.map((body) => outcome(() => parseCheckpoint(body))));", bodies)
    ) == {"refused"}


def test_base64_and_numbers_are_read_as_python_reads_them(page: Page):
    from aboveboard.ledger.pure.encoding import decode_base64, decode_decimal, decode_lenient_base64

    chance = random.Random(14)
    letters = "AB/+=Z9 \n_é"
    texts = ["", "=", "==", "A", "AA", "AA==", "AB==", "AAA=", "AAAA=", "AAAA==", "AAAA====", " AAA", "AA=A"]
    texts += ["".join(chance.choice(letters) for _ in range(chance.randint(0, 9))) for _ in range(500)]
    numbers = [
        "",
        "0",
        "00",
        "01",
        "-1",
        "+1",
        "1.0",
        "٣",
        "9" * 19,
        "9" * 20,
        str(2**63 - 1),
        str(2**63),
        "1_0",
        " 1",
    ]

    def read(decode: Any, text: str) -> Any:
        try:
            found = decode(text)
        except ValueError:
            return None
        return str(found) if isinstance(found, int) else base64.b64encode(found).decode()

    found = run(
        page,
        """const shown = (bytes) => bytes && encodeBase64(bytes);
        return [given[0].map((text) => shown(decodeBase64(text))),
            given[0].map((text) => shown(decodeLenientBase64(text))),
            given[1].map((text) => decodeDecimal(text)?.toString() ?? null)];""",
        [texts, numbers],
    )
    assert found[0] == [read(decode_base64, text) for text in texts]
    assert found[1] == [read(decode_lenient_base64, text) for text in texts]
    assert found[2] == [read(decode_decimal, text) for text in numbers]


# Bytes that mean something in one of the formats.
TELLING = [*(b"%c" % each for each in b'\n +=0\t\r",}'), b"\xc2\x85", b"\xe2\x80\x94 "]


def damaged(whole: bytes, chance: random.Random) -> bytes:
    """A copy with a few bytes cut out, put in, turned round or written twice."""
    start = chance.randrange(len(whole))
    end = min(len(whole), start + chance.choice([0, 1, 1, 2, 30]))
    put_in = chance.choice(
        [
            b"",
            bytes([chance.randrange(256)]),
            chance.choice(
                [b"\n", b" ", b"+", b"=", b"0", b"\t", b"\r", b"\xc2\x85", b'"', b",", b"}", b"\xe2\x80\x94 "]
            ),
            whole[start:end] * 2,
            whole[start:end][::-1],
        ]
    )
    return whole[:start] + put_in + whole[end:]


def damaged_receipts() -> Iterator[tuple[bytes, str]]:
    """Zips and checkpoints, each damaged in one place: in the proof, the policy, what opens the leaf, or the zip."""
    chance = random.Random(2026)
    witnessed = witnessed_files(*WITNESSES)
    for _ in range(120):
        yield zip_of(FILES | {RECEIPT_NAME: damaged(FILES[RECEIPT_NAME], chance)}), CHECKPOINT
        yield zip_of(changed(checkpoint=damaged(CHECKPOINT.encode(), chance).decode("utf-8", "replace"))), ""
        yield zip_of(witnessed | {POLICY_NAME: damaged(str(WITNESSED_POLICY).encode(), chance)}), ""
        yield zip_of(extra_of(damaged(OPENING.to_bytes(), chance))), ""
        yield zip_of(opened_by(manifest=damaged(OPENING.manifest, chance))), ""
        yield ZIP, damaged(CHECKPOINT.encode(), chance).decode("utf-8", "replace")
        yield damaged(zip_of(FILES), chance), ""


def judged_in_python(content: bytes, checkpoint: str) -> tuple[str, int]:
    """The result, and how many problems."""
    try:
        folder = read_zip(content)
        if folder.policy is None:
            raise ReceiptError
        verdict = verify_receipt(
            folder.receipt,
            folder.parts,
            parse_policy(folder.policy),
            leaf=folder.leaf,
            outside_checkpoints=[checkpoint.encode()] if checkpoint else [],
        )
    except LedgerError:
        return CANNOT, 0
    return str(verdict.result), len(verdict.problems)


def test_whatever_is_damaged_the_page_and_python_say_the_same(page: Page):
    receipts = list(damaged_receipts())
    given = [[base64.b64encode(content).decode(), checkpoint] for content, checkpoint in receipts]
    found = run(
        page,
        """const judge = async ([zip, checkpoint]) => {
            const judged = await outcome(async () => {
                const outside = checkpoint ? [encodeText(checkpoint)] : [];
                const { result, problems } = await verifyReceipt(await readZip(unpacked(zip)), { outside });
                return [result, problems.length];
            });
            return judged === "refused" ? ["cannot be checked", 0] : judged;
        };
        const found = [];
        for (const each of given) found.push(await judge(each));
        return found;""",
        given,
    )
    wanted = [list(judged_in_python(*each)) for each in receipts]
    differing = [
        (receipts[at], wanted[at], found[at]) for at in range(len(receipts)) if wanted[at] != found[at]
    ]
    assert not differing, f"{len(differing)} differ: {differing[:2]}"
    assert {result for result, _ in wanted} == {CANNOT, ALTERED, AGREES, CONFIRMED}


@pytest.fixture
def product(now, settings, tmp_path) -> Mapping[str, bytes]:
    """Receipts as they are given out, from a ledger of 40 entries."""
    settings.LEDGER_KEY = str(tmp_path / "keys" / "ledger.pem")

    def parts_of(number: int) -> list[Part]:
        return [
            Part("document.pdf", "application/pdf", random.Random(number).randbytes(100_000)),
            Part("record.json", "application/json", '{"text":"Żółć, 学校"}'.encode()),
            Part("nothing.txt", "text/plain", b""),
        ]

    with filing(actor=Somebody(), now=now) as current:
        filed = [current.file(kind=NOTED, subject="person-2", parts=parts_of(number)) for number in range(40)]
    checkpoint = sign_head()
    Cosignature.objects.create(
        checkpoint=checkpoint,
        witness=str(WITNESSES[0].key),
        line=WITNESSES[0].line(checkpoint.body).rstrip("\n"),
        time=now,
    )
    reference = filed[17].reference
    return {
        "whole": receipt_zip(reference),
        "bare": bare_receipt_zip(reference),
        "another": receipt_zip(filed[18].reference),
        "checkpoint": checkpoint.note.encode(),
    }


def test_receipts_as_the_product_makes_them_are_judged_alike(page: Page, product):
    checkpoint = product["checkpoint"].decode()
    for kind in ("whole", "bare"):
        assert choose(page, product[kind])["result"] == judged_in_python(product[kind], "")[0] == AGREES
        assert choose(page, product[kind], checkpoint)["result"] == CONFIRMED
        assert judged_in_python(product[kind], checkpoint)[0] == CONFIRMED
    log = read_zip(product["whole"]).policy.decode().partition("\n")[0]
    own = f"{log}\nwitness union {WITNESSES[0].key}\nquorum union\n"
    assert choose(page, product["whole"], policy=own)["result"] == CONFIRMED
    mixed = read_zip(product["whole"])
    files = {RECEIPT_NAME: read_zip(product["another"]).receipt, POLICY_NAME: mixed.policy}
    content = zip_of(files | {f"parts/{name}": part for name, part in mixed.parts.items()})
    assert choose(page, content)["result"] == judged_in_python(content, "")[0] == ALTERED


def test_the_page_out_of_a_receipt_checks_that_receipt(browser: Browser, product, tmp_path):
    import io
    import zipfile

    zipfile.ZipFile(io.BytesIO(product["whole"])).extractall(tmp_path / "unpacked")
    for from_zip in opened(browser, (tmp_path / "unpacked/verify.html").as_uri()):
        assert choose(from_zip, product["whole"])["result"] == AGREES


def test_a_bare_copy_holds_nothing_to_guess_with(product):
    whole, bare = read_zip(product["whole"]), read_zip(product["bare"])
    assert bare.parts == {}
    assert b"extra" not in bare.receipt
    assert b"extra" in whole.receipt
    assert unpack(bare.leaf.decode()) != b""
