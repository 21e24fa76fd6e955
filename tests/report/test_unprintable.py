"""Characters that no font has are named before a report is printed, with the texts they are in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.test import Client

from assessments.models import Remark, User
from assessments.report.content.document import build_context
from assessments.report.issuing.unprintable import UnprintableText, unprintable, unprintable_texts
from tests.conftest import NOW, Cast
from tests.report.test_report import TODAY

# Cuneiform, a private character, and one that no font needs.
UNKNOWN = "\U00012000\ue000\u200d"
REPORTS = "/assessments/FI-2026-001/reports/"
REMARK = "\ue000 (U+E000), \U00012000 (U+12000)"


def test_what_has_no_glyph_is_named_with_its_text(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    assessment, client = cast.draft(), sign_in(cast.owner)
    assert unprintable(assessment, "en", today=TODAY) == ()
    assert 'id="unprintable"' not in client.get(REPORTS).content.decode()
    Remark.objects.create(assessment=assessment, indicator="A1", text=f"Ασ {UNKNOWN} გ {UNKNOWN}", updated_at=NOW)
    cast.organisation.name = "Ꜣ\ue001 \ufffe"
    cast.organisation.save()
    assessment.refresh_from_db()
    assert unprintable(assessment, "en", today=TODAY) == (
        UnprintableText("The cluster: Name", "\ue001 (U+E001)"),
        UnprintableText("A1 Age of the cluster organisation: Remark of the assessor", REMARK),
    )
    User.objects.filter(pk=cast.owner.pk).update(language="fi")
    assert f"Klusteriorganisaation ikä: Arvioijan huomautus: {REMARK}" in client.get(REPORTS).content.decode()


def test_many_characters_are_cut_and_none_goes_unnamed(cast: Cast) -> None:
    context = build_context(cast.draft(), "en", today=TODAY)
    many = "".join(map(chr, range(0xE000, 0xE020)))
    [found] = unprintable_texts(replace(context, advice_lead=many))
    assert (found.place, found.characters.count("U+"), found.characters[-3:]) == ("Elsewhere in the report", 12, ", …")
