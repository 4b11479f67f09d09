import asyncio
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import pytest
from pyhanko.sign.general import SigningError
from tests.personnel.conftest import NOW
from tests.personnel.reading import opened

from aboveboard.personnel import seal
from aboveboard.personnel.documents import render_pdf
from aboveboard.personnel.seal import KEY_FILE, NotSealed, check_seal, seal_pdf

TRUST = "Lantern Learning Trust"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
def sealed(declaration_form, folder):
    return seal_pdf(render_pdf(declaration_form), folder=folder, organisation=TRUST, now=NOW)


def test_a_sealed_file_is_intact_ours_and_names_the_trust_and_the_time(sealed, folder):
    check = check_seal(sealed, folder=folder)
    assert check.intact
    assert check.ours
    assert check.sealed_by == TRUST
    assert check.sealed_at == NOW


def test_the_seal_adds_to_the_file_and_changes_nothing_that_was_there(declaration_form, sealed):
    assert sealed.startswith(render_pdf(declaration_form))


def test_a_sealed_file_is_still_pdf_a_and_pdf_ua(sealed):
    root = opened(sealed).trailer["/Root"]
    metadata = root["/Metadata"].get_data()
    assert b"pdfaid" in metadata
    assert b"pdfuaid" in metadata
    assert root["/Lang"] == "en-GB"
    field = root["/AcroForm"]["/Fields"][0].get_object()
    assert field["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    assert field["/F"] & 0b111 == 0b100, "printed, and neither invisible nor hidden"
    assert all(edge < 0 for edge in field["/Rect"]), "outside the page"


def test_a_change_of_one_letter_is_seen(sealed, folder):
    place = sealed.index(b"/Lang")
    altered = sealed[: place + 7] + b"x" + sealed[place + 8 :]
    assert altered != sealed
    try:
        assert not check_seal(altered, folder=folder).intact
    except NotSealed:
        pytest.fail("the altered file should still be readable")


def test_anything_added_after_the_seal_is_seen(sealed, folder):
    assert not check_seal(sealed + b"\n% more", folder=folder).intact


def test_a_seal_in_the_trusts_name_made_with_another_key_is_not_ours(
    sealed, folder, tmp_path, declaration_form
):
    forged = seal_pdf(render_pdf(declaration_form), folder=tmp_path, organisation=TRUST, now=NOW)
    check = check_seal(forged, folder=folder)
    assert check.intact
    assert check.sealed_by == TRUST
    assert not check.ours
    assert check.fingerprint != check_seal(sealed, folder=folder).fingerprint


@pytest.mark.parametrize("unsealed", [b"", b"not a PDF", b"%PDF-1.7\n"])
def test_what_is_no_sealed_file_is_refused(unsealed, folder):
    with pytest.raises(NotSealed):
        check_seal(unsealed, folder=folder)


def test_a_file_without_a_seal_is_refused(declaration_form, folder):
    with pytest.raises(NotSealed):
        check_seal(render_pdf(declaration_form), folder=folder)


def test_a_file_is_sealed_once_only(sealed, folder):
    with pytest.raises(SigningError):
        seal_pdf(sealed, folder=folder, organisation=TRUST, now=NOW)


def test_the_key_can_be_read_by_its_owner_alone_and_leaves_nothing_half_made(sealed, folder):
    assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == [KEY_FILE]


def test_two_processes_that_start_at_once_agree_on_one_key(declaration_form, tmp_path):
    pdf, keys = render_pdf(declaration_form), tmp_path / "keys"
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        both = [processes.submit(seal_pdf, pdf, folder=keys, organisation=TRUST, now=NOW) for _ in range(2)]
    assert all(check_seal(sealed.result(), folder=keys).ours for sealed in both)
    assert [path.name for path in keys.iterdir()] == [KEY_FILE]


def test_several_threads_may_seal_at_once(declaration_form, folder, sealed):
    def seal(number):
        pdf = render_pdf(replace(declaration_form, reference=f"D-{number}"))
        return check_seal(seal_pdf(pdf, folder=folder, organisation=TRUST, now=NOW), folder=folder)

    with ThreadPoolExecutor(4) as threads:
        assert all(check.intact and check.ours for check in threads.map(seal, range(12)))


def test_a_file_can_be_sealed_and_checked_where_an_event_loop_is_running(declaration_form, folder):
    async def seal():
        pdf = seal_pdf(render_pdf(declaration_form), folder=folder, organisation=TRUST, now=NOW)
        return check_seal(pdf, folder=folder)

    # In a thread: in this one the browser of another test may be running its own loop.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, seal()).result().intact


@pytest.mark.parametrize("organisation", ["Ymddiriedolaeth Dysgu Ŵyl " * 6, "学" * 40])
def test_a_trust_with_a_long_name_can_seal(organisation, declaration_form, tmp_path):
    sealed = seal_pdf(render_pdf(declaration_form), folder=tmp_path, organisation=organisation, now=NOW)
    assert organisation.startswith(check_seal(sealed, folder=tmp_path).sealed_by)


def test_eight_threads_may_seal_at_once_with_a_key_just_read(declaration_form, folder):
    pdf = render_pdf(declaration_form)
    turn = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns as often as they can, so that a race is lost
    try:
        made = [each for _ in range(3) for each in seal_in_eight_threads(pdf, folder)]
    finally:
        sys.setswitchinterval(turn)
    assert all(check_seal(each, folder=folder).intact for each in made)


def seal_in_eight_threads(pdf, folder):
    seal._signer.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        made = [threads.submit(seal_pdf, pdf, organisation=TRUST, now=NOW, folder=folder) for _ in range(8)]
    return [each.result() for each in made]
