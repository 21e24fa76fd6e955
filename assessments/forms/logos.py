"""The form for a cluster's logo: detects the file type and re-encodes the image."""

from __future__ import annotations

import io
import warnings
from typing import IO, Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from assessments.files.file_types import JPEG, PNG, Fault, FileType, UnacceptableFile, sniff
from assessments.forms.layout import PlainForm
from assessments.forms.uploads import Refusal, RefusedUpload
from assessments.workflow.logos import Picture
from criteria.formatting import format_size
from criteria.reader import language

MEBIBYTE: Final = 1024 * 1024
MAX_LOGO_SIZE: Final = 5 * MEBIBYTE
# Decoding takes at least four bytes per pixel; this is one and a half times an A4 page at 300 dpi.
MAX_LOGO_PIXELS: Final = 13_000_000
# On the title page a logo is at most 80 by 24 mm: sharp at 400 dpi.
PRINTED: Final = (1260, 380)
# Smaller images are blurred in print.
LEAST_SIDE: Final = 100
PAPER: Final = (255, 255, 255)


class LogoForm(PlainForm):
    """A logo. After validation, `picture` is what is stored: re-encoded, with nothing of the file but its pixels."""

    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg"}),
        help_text=gettext_lazy("PNG or JPEG, at most 5 MB, at least 100 pixels wide or high."),
    )
    picture: Picture

    def clean_logo(self) -> UploadedFile[bytes]:
        """Detects the type from the content; the file name is ignored."""
        upload: UploadedFile[bytes] = self.cleaned_data["logo"]
        size = upload.size or 0
        if isinstance(upload, RefusedUpload) and upload.refusal is Refusal.NOT_STORED:
            raise forms.ValidationError(no_room(), code="not_stored")
        if isinstance(upload, RefusedUpload) or size > MAX_LOGO_SIZE:
            raise forms.ValidationError(
                _("The file has %(size)s; at most %(limit)s fit. Save the logo smaller.")
                % {"size": format_size(size, language()), "limit": format_size(MAX_LOGO_SIZE, language())}
            )
        self.picture = _picture_of(upload)
        return upload


def no_room() -> str:
    """The message if the server has no disk space."""
    return _(
        "The logo could not be stored, because there is no space left on the server at the moment. Try again later."
    )


def _picture_of(content: IO[Any]) -> Picture:
    content.seek(0)
    if _is_markup(content.read(2048)):
        raise forms.ValidationError(
            _(
                "An SVG file can contain scripts, so it is not accepted. Export the logo as PNG, at least 1,200 "
                "pixels wide."
            )
        )
    try:
        kind = sniff(content)
    except UnacceptableFile as error:
        if error.fault is Fault.TOO_MANY_PIXELS:
            raise forms.ValidationError(
                _("The logo has far too many pixels. Save it with at most 3,000 on each side.")
            ) from error
        raise forms.ValidationError(_("The file is not a usable PNG or JPEG image. Export the logo again.")) from error
    if kind not in (PNG, JPEG):
        raise forms.ValidationError(_("The logo has to be a PNG or JPEG image. Export it as one of these."))
    if kind is JPEG and not _is_whole(content):
        raise forms.ValidationError(damaged())
    return _made_anew(content, kind)


def damaged() -> str:
    """The message for a truncated image."""
    return _("The image is damaged or incomplete. Export the logo again.")


def _is_whole(content: IO[Any]) -> bool:
    # WeasyPrint sets Pillow to accept truncated images, so decoding would not fail.
    content.seek(0)
    data: bytes = content.read()
    return data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda")


def _is_markup(head: bytes) -> bool:
    # In UTF-16, a zero byte accompanies every ASCII character.
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return plain.startswith(b"<") or plain.startswith(b"\x1f\x8b")


def _made_anew(content: IO[Any], kind: FileType) -> Picture:
    content.seek(0)
    try:
        with warnings.catch_warnings(), Image.open(content, formats=("PNG", "JPEG")) as image:
            # The number of pixels is limited here, before they are decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            if image.width * image.height > MAX_LOGO_PIXELS:
                raise forms.ValidationError(
                    _("The logo has %(width)s × %(height)s pixels. Save it with at most 3,000 on each side.")
                    % {"width": image.width, "height": image.height}
                )
            if max(image.size) < LEAST_SIDE:
                raise forms.ValidationError(
                    _("The logo has only %(width)s × %(height)s pixels and would be blurred in print. Save it larger.")
                    % {"width": image.width, "height": image.height}
                )
            return _encoded(_on_paper(ImageOps.exif_transpose(image)), kind)
    except forms.ValidationError:
        raise
    except Exception as error:  # The decoders raise many kinds of exceptions.
        raise forms.ValidationError(damaged()) from error


def _on_paper(image: Image.Image) -> Image.Image:
    """The image on a white background, no larger than it is printed."""
    drawn = image.convert("RGBA")
    drawn.thumbnail(PRINTED, Image.Resampling.LANCZOS)
    paper = Image.new("RGB", drawn.size, PAPER)
    paper.paste(drawn, mask=drawn.getchannel("A"))
    return paper


def _encoded(image: Image.Image, kind: FileType) -> Picture:
    stream = io.BytesIO()
    if kind is PNG:
        image.save(stream, "PNG", optimize=True)
    else:
        image.save(stream, "JPEG", quality=90)
    return Picture(stream.getvalue(), kind.extension)
