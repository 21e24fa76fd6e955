"""The electronic seal of the operator on PDF files (PAdES, level B-B), if it has one.

The only module that knows pyHanko, which it imports when it is needed: that takes half a second, and most sites have no
seal.
"""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from django.conf import settings

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

FIELD: Final = "Seal"


class SealUnusable(Exception):
    """The file of the seal cannot be read, or its certificate is not valid at the time."""


def has_seal() -> bool:
    """Whether the operator seals certificates and reports."""
    return bool(settings.SEAL["file"])


def seal(content: bytes, *, at: dt.datetime) -> bytes:
    """The PDF with the seal, which no later change leaves intact; the same bytes without one. Raises SealUnusable."""
    if not has_seal():
        return content
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

    signer = usable_signer(at)
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    # PDF/UA wants the field hidden, because nothing is to be read there.
    field = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(set_print_flag=False, set_hidden_flag=True))
    written = IncrementalPdfFileWriter(io.BytesIO(content))
    sealed: bytes = sign_pdf(written, meta, signer=signer, new_field_spec=field).getvalue()
    return sealed


def usable_signer(at: dt.datetime) -> SimpleSigner:
    """The key and certificate of the seal. Raises SealUnusable."""
    from pyhanko.sign.signers import SimpleSigner

    password = settings.SEAL["password"].encode() or None
    try:
        packed = Path(settings.SEAL["file"]).read_bytes()
        key, certificate, _others = load_key_and_certificates(packed, password)
    except (OSError, ValueError) as error:
        raise SealUnusable(f"The seal cannot be read: {error}") from error
    if key is None or certificate is None:
        raise SealUnusable("The seal needs its key and its certificate in one file")
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise SealUnusable(
            f"The certificate of the seal is valid from {certificate.not_valid_before_utc:%Y-%m-%d} "
            f"until {certificate.not_valid_after_utc:%Y-%m-%d}"
        )
    signer: SimpleSigner = SimpleSigner.load_pkcs12_data(packed, [], passphrase=password)
    return signer
