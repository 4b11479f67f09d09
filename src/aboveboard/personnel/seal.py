"""The trust's seal on a filed PDF: PAdES-B-B with the organisation's own RSA key.

A seal shows that the file is as the trust filed it. It does not show when: no time-stamp authority is asked, so the
time in the seal is the trust's own word, and the receipt of the ledger is what bounds it.
"""

import asyncio
import os
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from aboveboard.personnel.documents import Document, render_pdf

KEY_FILE = "seal.pem"
_FIELD = "Seal"
_CERTIFICATE_YEARS = 30
# Twice the size of the signature of a 3072-bit key with its certificate: saves a trial signature of 30 ms.
_BYTES_RESERVED = 8192


@dataclass(frozen=True)
class SealCheck:
    """What a seal shows.

    `intact`: not a byte has changed since the seal. `ours`: made with this trust's key, compared by certificate, not
    by name. `sealed_by` and `sealed_at` are the seal's own words and mean nothing unless `ours` and `intact`.
    `fingerprint` is the certificate's SHA-256 in hexadecimal.
    """

    intact: bool
    ours: bool
    sealed_by: str
    sealed_at: datetime | None
    fingerprint: str


class NotSealed(Exception):
    """The file has no seal, or is not a PDF that can be read."""


def key_folder() -> Path:
    """Where this installation keeps its keys."""
    folder: Path = settings.DATA / "keys"
    return folder


def make_sealed_pdf(document: Document, *, now: datetime) -> bytes:
    """The document as a sealed PDF, ready to be filed: made before the filing opens, so that no lock waits for it."""
    return seal_pdf(render_pdf(document), organisation=document.trust_name, now=now)


def make_seal_key(folder: Path, *, organisation: str, now: datetime) -> Path:
    """Make the organisation's sealing key and certificate, unless they are there. Returns their file.

    The file appears whole or not at all, mode 0600; of two processes that make one at once, both use the first.
    """
    path = folder / KEY_FILE
    if path.exists():
        return path
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    content = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + _certificate(key, organisation, now).public_bytes(serialization.Encoding.PEM)
    # mkstemp makes the file 0600; link, unlike rename, fails when another process was first.
    descriptor, unfinished = tempfile.mkstemp(dir=folder, prefix=KEY_FILE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(unfinished, path)
        except FileExistsError:
            return path
    finally:
        os.unlink(unfinished)
    _sync_folder(folder)
    return path


def seal_pdf(pdf: bytes, *, organisation: str, now: datetime, folder: Path | None = None) -> bytes:
    """The PDF with an invisible seal that names `now` as its time. What was there before stays, byte for byte.

    `folder` holds the key, among this installation's keys unless it says otherwise; it is made there in the name of
    `organisation` if there is none.
    Raises pyhanko's PdfError when `pdf` is not a PDF, SigningError when it already has this seal.
    """
    key = make_seal_key(folder or key_folder(), organisation=organisation, now=now)
    with _ONE_AT_A_TIME:
        sealing = _SealAt(
            PdfSignatureMetadata(field_name=_FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES),
            signer=_signer(key),
            new_field_spec=SigFieldSpec(
                _FIELD,
                on_page=0,
                readable_field_name="Seal of the trust",
                # Out of the page's bounds: the one way to be invisible that PDF/A and PDF/UA both allow.
                invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
            ),
            now=now,
        ).async_sign_pdf(_UnchangedMetadata(BytesIO(pdf)), bytes_reserved=_BYTES_RESERVED)
        sealed: bytes = _finish(sealing).getvalue()
    return sealed


def check_seal(pdf: bytes, *, folder: Path | None = None) -> SealCheck:
    """What the seal on this file shows, compared with the trust's key in `folder` (by default, this installation's).

    Raises NotSealed when there is none to look at.
    """
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not signatures:
            raise NotSealed("The file has no seal.")
        seal = signatures[0]
        certificate = seal.signer_cert
        status = _finish(
            async_validate_pdf_signature(
                seal,
                ValidationContext(
                    trust_roots=[certificate], allow_fetching=False, moment=seal.self_reported_timestamp
                ),
            )
        )
    except (PdfError, SignatureValidationError, ValueError, KeyError) as error:
        raise NotSealed("The file could not be read.") from error
    path = (folder or key_folder()) / KEY_FILE
    return SealCheck(
        intact=status.intact
        and status.valid
        and len(signatures) == 1
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        ours=path.exists() and _signer(path).signing_cert.sha256 == certificate.sha256,
        sealed_by=certificate.subject.native.get("organization_name", ""),
        sealed_at=seal.self_reported_timestamp,
        fingerprint=certificate.sha256.hex(),
    )


class _SealAt(PdfSigner):  # type: ignore[misc]
    """Takes the time of signing from its caller: pyHanko reads the clock."""

    def __init__(self, *args: object, now: datetime, **options: object) -> None:
        super().__init__(*args, **options)
        self._now = now

    def init_signing_session(
        self, pdf_out: IncrementalPdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._now
        return session


class _UnchangedMetadata(IncrementalPdfFileWriter):  # type: ignore[misc]
    """Leaves the document's metadata as it was rendered: pyHanko would write the clock's time into it."""

    def _update_meta(self) -> None:
        return


class _OrganisationSigner(Signer):  # type: ignore[misc]
    """Keeps the key loaded: pyHanko's own signer parses it anew, which takes ten times as long as signing."""

    def __init__(self, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
            cert_registry=SimpleCertificateStore(),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        assert digest_algorithm == "sha256"
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


# The certificate is read bit by bit as it is asked for, which two threads at once see half done.
_ONE_AT_A_TIME = Lock()


@lru_cache(maxsize=8)
def _signer(path: Path) -> _OrganisationSigner:
    content = path.read_bytes()
    key = serialization.load_pem_private_key(content, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return _OrganisationSigner(key, x509.load_pem_x509_certificate(content))


def _finish(work: Coroutine[Any, Any, Any]) -> Any:
    """What pyHanko's coroutine returns. A second event loop needs a thread of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(asyncio.run, work).result()


def _certificate(key: rsa.RSAPrivateKey, organisation: str, now: datetime) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _shortened(organisation, 64)),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{_shortened(organisation, 50)} document seal"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365.25 * _CERTIFICATE_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _shortened(name: str, most_bytes: int) -> str:
    # A certificate's names hold 64 bytes at most; some trusts' names are longer.
    return name.encode()[:most_bytes].decode(errors="ignore")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
