"""The form for the texts and chapters of a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.forms.editing import posted_seen
from assessments.forms.layout import PlainForm
from assessments.forms.text import TextField
from assessments.models import interface_languages
from assessments.queries.wording import CLOSING, FOREWORD, Wording, optional_parts, part_names, worded_parts
from assessments.workflow.wording import LONGEST
from criteria.definitions import Edition


class WordingForm(PlainForm):
    """Texts for the foreword, each area and the closing; and the parts to print."""

    written_in = forms.ChoiceField(
        label=gettext_lazy("Language of your texts"),
        required=False,
        choices=interface_languages,
        help_text=gettext_lazy(
            "In this language you write the texts here, the remarks and your recommendations. A report in another "
            "language marks them."
        ),
    )
    printed = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, edition: Edition, language: str, wording: Wording, **kwargs: Any) -> None:
        self.edition, self.stored, optional = edition, wording, optional_parts(edition)
        shown = [part for part in optional if wording.shows(part)]
        super().__init__(*args, initial={**wording.texts, "printed": shown, "written_in": wording.written_in}, **kwargs)
        names = part_names(edition, language)
        for part in worded_parts(edition):
            self.fields[part] = TextField(
                label=_("Remark on %(chapter)s") % {"chapter": names[part]} if part not in (FOREWORD, CLOSING)
                else names[part],
                required=False, max_length=LONGEST, rows=4,
            )  # fmt: skip
        printed = self.fields.pop("printed")
        printed.label = _("Chapters that are printed")
        printed.choices = [(part, name) for part, name in names.items() if part in optional]  # type: ignore[attr-defined]
        self.fields["printed"] = printed

    def clean(self) -> dict[str, Any]:
        # In an incomplete submission, a missing field must not count as blank.
        if not posted_seen(self).mark:
            raise forms.ValidationError(forms.Field.default_error_messages["required"], code="required")
        return super().clean() or self.cleaned_data

    @property
    def wording(self) -> Wording:
        """The texts and choices of a valid form."""
        return Wording({part: text for part, text in self.texts.items() if text}, self.hidden, self.text_language)

    @property
    def texts(self) -> dict[str, str]:
        """The texts of a valid form by part."""
        return {part: self.cleaned_data[part] for part in worded_parts(self.edition)}

    @property
    def text_language(self) -> str:
        """The language of the texts of a valid form; the stored one if it was not sent."""
        return str(self.cleaned_data["written_in"] or self.stored.written_in)

    @property
    def hidden(self) -> frozenset[str]:
        """The parts that a valid form leaves out."""
        return frozenset(optional_parts(self.edition)) - frozenset(self.cleaned_data["printed"])
