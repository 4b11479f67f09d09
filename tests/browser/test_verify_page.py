"""`verify.html` in a real browser, opened from disk: it says of every receipt what `aboveboard receipt verify` says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import DESKTOP, PHONE, _page
from tests.browser.looks import assert_accessible, picture
from tests.ledger.pure.example_receipt import LOG
from tests.ledger.pure.receipt_cases import (
    AGREES,
    ALTERED,
    CANNOT,
    CASES,
    CHECKPOINT,
    CONFIRMED,
    FILES,
    ZIP,
    Case,
    zip_of,
)
from tests.ledger.pure.test_receipt_cases import judged_by_the_command

from aboveboard.ledger.pure.verify_page import verify_page

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

NOT_HERE = "not checked here"

# What an older browser does with Ed25519: it says that it knows no such algorithm.
WITHOUT_ED25519 = """
const importKey = SubtleCrypto.prototype.importKey;
SubtleCrypto.prototype.importKey = function (format, key, kind, ...rest) {
  if ((kind.name ?? kind) === "Ed25519") throw new DOMException("Unrecognized name.", "NotSupportedError");
  return importKey.call(this, format, key, kind, ...rest);
};
"""
# Worse: one that calls every signature good.
CREDULOUS = "SubtleCrypto.prototype.verify = async () => true;"
WITHOUT_UNPACKING = "delete globalThis.DecompressionStream;"
WITHOUT_CRYPTOGRAPHY = 'Object.defineProperty(Crypto.prototype, "subtle", { get: () => undefined });'


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("receipt") / "verify.html"
    path.write_text(verify_page(), encoding="utf-8")
    return path.as_uri()


def opened(browser: Browser, address: str, script: str = "", size: Any = DESKTOP) -> Iterator[Page]:
    """The page from disk, which asks for nothing else; fails the test if a script fails."""
    context = browser.new_context(viewport=size, locale="en-GB")
    context.set_default_timeout(10_000)
    if script:
        context.add_init_script(script)
    asked: list[str] = []
    for page in _page(context):
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        yield page
        assert asked == [address]


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    yield from opened(browser, address)


@pytest.fixture(scope="module")
def one_page(browser: Browser, address: str) -> Iterator[Page]:
    """One page for the whole list of cases: what it has checked before must not matter."""
    yield from opened(browser, address)


def choose(
    page: Page, content: bytes, checkpoint: str | None = None, policy: str | None = None
) -> dict[str, Any]:
    """What the page says of a zip, once it has said it."""
    page.locator("#checkpoint").evaluate("(box, text) => { box.value = text; }", checkpoint or "")
    page.locator("#policy").evaluate("(box, text) => { box.value = text; }", policy or "")
    page.locator("#result").evaluate("section => { section.hidden = true; }")
    page.set_input_files("#files", {"name": "receipt.zip", "mimeType": "application/zip", "buffer": content})
    return said(page)


def said(page: Page) -> dict[str, Any]:
    page.wait_for_selector("#result:not([hidden])")
    return page.locator("#result").evaluate(
        """section => ({
            result: section.dataset.result,
            problems: JSON.parse(section.dataset.problems),
            remarks: JSON.parse(section.dataset.remarks),
        })"""
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_page_says_of_a_receipt_what_the_command_says(case: Case, one_page: Page, tmp_path, capsys):
    found = choose(one_page, case.zip, case.checkpoint, case.policy)
    wanted = judged_by_the_command(case, tmp_path, capsys)
    assert found["result"] == wanted["result"] == case.result
    if case.result != CANNOT:
        assert (found["problems"], found["remarks"]) == (wanted["problems"], wanted["remarks"])


def test_the_page_carries_its_own_strict_policy():
    policy = verify_page().partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("script", "content", "result"),
    [
        (WITHOUT_ED25519, ZIP, NOT_HERE),
        (CREDULOUS, ZIP, NOT_HERE),
        (WITHOUT_CRYPTOGRAPHY, zip_of(FILES), NOT_HERE),
        (WITHOUT_UNPACKING, ZIP, NOT_HERE),
        (WITHOUT_ED25519, zip_of(FILES | {"parts/answers.json": b"[]"}), ALTERED),
    ],
    ids=[
        "no Ed25519",
        "every signature is good",
        "no cryptography",
        "no unpacking",
        "no Ed25519, but altered",
    ],
)
def test_what_a_browser_lacks_is_not_checked_and_never_passed(browser, address, script, content, result):
    for page in opened(browser, address, script):
        assert choose(page, content, CHECKPOINT)["result"] == result
        assert (
            page.get_by_text("Confirmed from outside").count()
            == page.get_by_text("Agrees with itself").count()
            == 1
        )
        if script in (WITHOUT_ED25519, CREDULOUS):
            step = page.locator(".steps li", has_text="The trust’s ledger signed it")
            expect(step).to_contain_text("Not checked here")
            picture(page, f"verify-page-lacking-{result.replace(' ', '-')}")


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(DESKTOP, "light"), (PHONE, "dark"), ({"width": 320, "height": 640}, "light")],
    ids=["desk", "phone in the dark", "narrow"],
)
def test_the_page_is_accessible_and_fits_with_every_answer(browser, address, size, scheme):
    for page in opened(browser, address, size=size):
        page.emulate_media(color_scheme=scheme)
        name = f"verify-page-{size['width']}-{scheme}"
        assert_accessible(page)
        picture(page, f"{name}-first")
        for case in (
            Case("whole", ZIP, AGREES),
            Case("confirmed", ZIP, CONFIRMED, checkpoint=CHECKPOINT),
            Case("altered", zip_of(FILES | {"parts/answers.json": b"[]", "parts/added.pdf": b""}), ALTERED),
            Case("no zip", b"nonsense", CANNOT),
        ):
            assert choose(page, case.zip, case.checkpoint)["result"] == case.result
            expect(page.locator("#result h2")).to_be_focused()
            expect(page.get_by_role("status")).to_contain_text("Checked:")
            assert_accessible(page)
            picture(page, f"{name}-{case.name}")
        for closed in page.locator("summary").all():
            closed.click()
        assert_accessible(page)


def test_a_receipt_is_checked_by_keyboard_alone(page: Page, tmp_path: Path):
    (tmp_path / "receipt.zip").write_bytes(ZIP)
    # The browser takes a moment before it hands a chooser over instead of opening it: ask early.
    page.on("filechooser", lambda _: None)
    page.keyboard.press("Tab")
    expect(page.get_by_label("The zip, or the files that were in it")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(tmp_path / "receipt.zip")
    assert said(page)["result"] == AGREES
    page.get_by_text("I have a checkpoint from my union").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("The checkpoint")).to_be_focused()
    page.keyboard.insert_text(CHECKPOINT.strip())
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Check it again with this")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Confirmed from outside")).to_be_focused()


def test_the_button_says_what_to_do_before_a_receipt_is_chosen(page: Page):
    page.get_by_role("button", name="Check it again with this").click()
    expect(page.get_by_role("status")).to_have_text("Choose your receipt first.")


def unpacked(folder: Path) -> Path:
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_an_unpacked_folder_and_its_files_one_by_one_are_checked_too(page: Page, tmp_path: Path):
    folder = unpacked(tmp_path / "receipt")
    page.set_input_files("#folder", folder)
    assert said(page)["result"] == AGREES
    page.locator("#result").evaluate("section => { section.hidden = true; }")
    page.set_input_files("#files", [path for path in folder.rglob("*") if path.is_file()])
    assert said(page)["result"] == AGREES
    (folder / "parts/answers.json").unlink()
    page.locator("#result").evaluate("section => { section.hidden = true; }")
    page.set_input_files("#folder", folder)
    assert said(page)["problems"] == ["answers.json was filed and is missing here."]


def drop(page: Page, *paths: Path) -> None:
    """Drop real files: what a script puts together may be read where files from a disk may not."""
    browser = page.context.new_cdp_session(page)
    files = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for step in ("dragEnter", "dragOver", "drop"):
        browser.send("Input.dispatchDragEvent", {"type": step, "x": 200, "y": 200, "data": files})


@pytest.mark.parametrize("what", ["zip", "folder", "files"])
def test_what_is_dropped_on_the_page_is_checked(page: Page, tmp_path: Path, what: str):
    folder = unpacked(tmp_path / "receipt")
    (tmp_path / "receipt.zip").write_bytes(ZIP)
    dropped = {"zip": [tmp_path / "receipt.zip"], "folder": [folder], "files": list(folder.iterdir())}
    drop(page, *dropped[what])
    assert said(page)["result"] == AGREES


def test_a_browser_that_cannot_read_a_dropped_folder_says_so_and_what_to_do(browser, address, tmp_path):
    for page in opened(browser, address, "delete DataTransferItem.prototype.getAsFileSystemHandle;"):
        drop(page, unpacked(tmp_path / "receipt"))
        assert said(page)["result"] == NOT_HERE
        expect(page.locator("#result")).to_contain_text("choose it with the button instead")
        page.set_input_files("#folder", tmp_path / "receipt")
        page.wait_for_selector("#result[data-result='agrees with itself']")


def test_a_right_answer_shows_what_was_filed_and_the_key_to_compare(page: Page):
    choose(page, ZIP)
    result = page.locator("#result")
    for text in (
        "AB-7K3M-9QXT-2VHD",
        "Declaration submitted",
        "23 November 2026 at 12:33:07 UTC",
        "entry 4 of 7",
    ):
        expect(result).to_contain_text(text)
    expect(page.locator(".key")).to_have_text(LOG.key.fingerprint)


def test_an_altered_receipt_shows_nothing_of_what_it_claims(page: Page):
    choose(page, zip_of(FILES | {"parts/answers.json": b"[]"}))
    expect(page.locator("#result")).not_to_contain_text("Declaration submitted")
    expect(page.locator(".steps [data-state=failed]")).to_contain_text("answers.json is not what was filed")


def test_names_that_look_like_markup_are_only_text(page: Page):
    found = choose(page, zip_of(FILES | {"parts/<img src=x onerror=alert(1)>": b""}))
    assert found["problems"] == ["<img src=x onerror=alert(1)> was not filed with this entry."]
    assert page.locator("img").count() == 0


def test_the_script_leaves_no_name_behind_on_the_page(page: Page):
    names = page.evaluate("Object.keys(globalThis).concat([typeof verifyReceipt, typeof parseNote])")
    assert not [name for name in names if "Receipt" in name or "Note" in name]
    assert names[-2:] == ["undefined", "undefined"]
