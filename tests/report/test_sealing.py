"""The seal on certificates and reports, as the validator of pyHanko sees it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from assessments.checks import check_seal
from assessments.files.sealing import SealUnusable, seal
from assessments.models import AuditEntry, Label, ReportKind, Status, User
from assessments.report.issuing.making import make_report
from assessments.workflow.reporting import new_code, request_report
from tests.conftest import NOW, Cast
from tests.report.checkers import faults_of

CERTIFICATE = "/assessments/FI-2026-001/label/certificate.pdf"
SEAL_ENDS = dt.datetime(2998, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def authority(settings: Any, tmp_path: Path) -> Certificate:
    """The certificate of the seal, which the settings have; it is trusted as its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kuvitelma Label Office")])
    usage = x509.KeyUsage(False, True, False, False, False, False, False, False, False)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)).not_valid_after(SEAL_ENDS)
    certificate = made.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    file = tmp_path / "seal.p12"
    file.write_bytes(serialize_key_and_certificates(b"seal", key, certificate, None, BestAvailableEncryption(b"open")))
    settings.SEAL = {"file": str(file), "password": "open"}
    return Certificate.load(certificate.public_bytes(Encoding.DER))


def is_genuine(content: bytes, authority: Certificate) -> bool:
    """Whether the file has one seal, of somebody trusted, and was not changed since."""
    [found] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    trust = ValidationContext(trust_roots=[authority])
    return bool(validate_pdf_signature(found, signer_validation_context=trust).bottom_line)


def changed(content: bytes, place: int) -> bytes:
    """The same with another byte at one place."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_the_certificate_is_sealed_once_and_a_changed_byte_breaks_the_seal(
    cast: Cast, sign_in: Callable[[User], Client], authority: Certificate, settings: Any, tmp_path: Path
) -> None:
    cast.in_state(Status.LABELLED)
    Label.objects.update(valid_until=dt.date(2999, 9, 30), renewable_until=dt.date(3000, 9, 30))
    pages = sign_in(cast.reader)
    content = pages.get(CERTIFICATE).content
    assert is_genuine(content, authority)
    # In what is printed on the page, and in its size.
    for place in (content.index(b"stream") + 20, content.index(b"/MediaBox [ 0") + len(b"/MediaBox [ ")):
        assert not is_genuine(changed(content, place), authority)
    assert faults_of(content, tmp_path) == []
    settings.SEAL = {"file": "", "password": ""}
    assert sign_in(cast.owner).get(CERTIFICATE).content == content
    assert AuditEntry.objects.filter(action="certificate_sealed").count() == 1


def test_a_report_is_sealed_when_it_is_issued(cast: Cast, authority: Certificate) -> None:
    asked = {"assessment": cast.draft(), "by": cast.owner, "at": NOW, "language": "en", "kind": ReportKind.SUMMARY}
    report = make_report(report_id=request_report(code=new_code(), **asked).pk, token="1", now=lambda: NOW)
    assert report is not None
    with report.file.open() as file:
        content = file.read()
    assert is_genuine(content, authority)
    assert report.size == len(content)


def test_without_a_seal_a_file_stays_as_it_is() -> None:
    assert seal(b"%PDF", at=NOW) == b"%PDF"
    assert check_seal() == []


def test_a_seal_that_cannot_be_used_stops_the_server(authority: Certificate, settings: Any) -> None:
    assert check_seal() == []
    with pytest.raises(SealUnusable, match="valid from 2020-01-01 until 2998-01-01"):
        seal(b"%PDF", at=SEAL_ENDS + dt.timedelta(days=1))

    def fault() -> str:
        [found] = check_seal()
        return found.msg

    settings.SEAL = settings.SEAL | {"password": "wrong"}
    assert fault().startswith("LABELCHECK_SEAL: The seal cannot be read: ")
    file = Path(settings.SEAL["file"])
    certificate = x509.load_der_x509_certificate(authority.dump())
    file.write_bytes(serialize_key_and_certificates(b"seal", None, certificate, None, BestAvailableEncryption(b"open")))
    settings.SEAL = settings.SEAL | {"password": "open"}
    assert fault() == "LABELCHECK_SEAL: The seal needs its key and its certificate in one file"
    file.unlink()
    assert fault().startswith("LABELCHECK_SEAL: The seal cannot be read: ")
