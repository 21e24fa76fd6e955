"""The forms of the register: what an organisation writes for its page, and what somebody looks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.forms.editing import posted_seen
from assessments.forms.layout import PlainForm, plain_helper
from assessments.forms.organisations import portfolio_choices
from assessments.forms.text import LineField, TextField
from assessments.queries.register import RegisterSearch
from assessments.queries.register_content import (
    MOST_STORIES,
    STORIES,
    TEXTS,
    WEBSITE,
    PageContent,
    Story,
    own_languages,
)
from criteria.countries import country_name
from criteria.languages import FALLBACK, locale_of
from criteria.levels import LEVEL_NAMES
from criteria.reader import language
from criteria.sorting import sort_key

LONGEST: Final = 3000
LONGEST_SEARCH: Final = 100
OWN: Final = "own"
PART_NAMES: Final[dict[str, str | Promise]] = {
    "portrait": gettext_lazy("Portrait"),
    "services": gettext_lazy("Services"),
    "gains": gettext_lazy("What a member gains"),
    "price": gettext_lazy("Price of membership"),
    "effort": gettext_lazy("Time and effort of a member"),
    "contact": gettext_lazy("Contact"),
    STORIES: gettext_lazy("Success stories"),
    WEBSITE: gettext_lazy("Website"),
}
HELP: Final[dict[str, str | Promise]] = {
    "portrait": gettext_lazy("Who you are, where, and for whom. Three or four sentences are enough."),
    "services": gettext_lazy("What the team does for its members."),
    "gains": gettext_lazy("What a firm, a university or a municipality has after a year that it did not have before."),
    "price": gettext_lazy("In plain words, with the sums for small and large members."),
    "effort": gettext_lazy("How many days a year an active member spends."),
    "contact": gettext_lazy("Only with the consent of people who are named here."),
}


def language_choices() -> list[tuple[str, str]]:
    """The languages of all countries by their names in the active language, without English."""
    names = locale_of(language()).languages
    found = [(code, capfirst(str(names.get(code, code)))) for code in own_languages()]
    return sorted(found, key=lambda choice: sort_key(choice[1], language()))


def story_languages() -> list[tuple[str, str]]:
    """The languages in which a story can be written."""
    return [(FALLBACK, str(_("English"))), (OWN, str(_("Your own language")))]


def text_name(part: str, code: str) -> str:
    """The name of the field for a text in English or in the own language."""
    return f"{part}_{code}"


def story_name(number: int, column: str) -> str:
    """The name of a field of a success story."""
    return f"story_{number}_{column}"


class RegisterPageForm(PlainForm):
    """Texts in English and in the organisation's own language, success stories, and the parts that are published."""

    language = forms.ChoiceField(
        label=gettext_lazy("Your own language"),
        choices=language_choices,
        help_text=gettext_lazy("Texts in it are marked, so that browsers and screen readers know it."),
    )
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, content: PageContent, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, initial=self._initial(content), **kwargs)
        languages = {FALLBACK: _("in English"), OWN: _("in your own language")}
        for part in TEXTS:
            for code, words in languages.items():
                self.fields[text_name(part, code)] = TextField(
                    label=f"{PART_NAMES[part]}, {words}",
                    help_text=HELP[part] if code == FALLBACK else "",
                    required=False,
                    max_length=LONGEST,
                    rows=4,
                )
        for number in range(MOST_STORIES):
            self._add_story(number, today)
        self.fields["shown"] = forms.MultipleChoiceField(
            label=_("Parts that are published"),
            required=False,
            choices=list(PART_NAMES.items()),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("A blank part is never shown. Nothing is published before you press Publish."),
        )

    def _add_story(self, number: int, today: dt.date) -> None:
        self.fields[story_name(number, "portfolio")] = forms.ChoiceField(
            label=pgettext_lazy("of industry", "Field"), required=False, choices=[("", "—"), *portfolio_choices(today)]
        )
        self.fields[story_name(number, "language")] = forms.ChoiceField(label=_("Language"), choices=story_languages)
        for column, label in (("problem", _("The problem")), ("result", _("What came of it"))):
            self.fields[story_name(number, column)] = TextField(label=label, required=False, max_length=LONGEST, rows=3)

    def _initial(self, content: PageContent) -> dict[str, Any]:
        initial: dict[str, Any] = {"language": content.language, "website": content.website, "shown": content.shown}
        for part, wordings in content.texts.items():
            for code, text in wordings.items():
                initial[text_name(part, FALLBACK if code == FALLBACK else OWN)] = text
        for number in range(MOST_STORIES):
            initial[story_name(number, "language")] = FALLBACK
        for number, story in enumerate(content.stories):
            initial[story_name(number, "portfolio")] = story.portfolio
            initial[story_name(number, "language")] = FALLBACK if story.language == FALLBACK else OWN
            initial[story_name(number, "problem")] = story.problem
            initial[story_name(number, "result")] = story.result
        return initial

    def clean(self) -> dict[str, Any]:
        """Refuses an incomplete submission, and a story of which one half is missing."""
        typed = super().clean() or self.cleaned_data
        if not posted_seen(self).mark:
            raise forms.ValidationError(forms.Field.default_error_messages["required"], code="required")
        for number in range(MOST_STORIES):
            problem, result = story_name(number, "problem"), story_name(number, "result")
            for written, missing in ((problem, result), (result, problem)):
                if typed.get(written) and not typed.get(missing) and missing not in self.errors:
                    self.add_error(missing, _("A success story has a problem and what came of it."))
        return typed

    @property
    def content(self) -> PageContent:
        """The content of a valid form."""
        typed, own = self.cleaned_data, self.cleaned_data["language"]
        texts: dict[str, dict[str, str]] = {}
        for part in TEXTS:
            wordings = {
                FALLBACK: typed[text_name(part, FALLBACK)],
                own: typed[text_name(part, OWN)],
            }
            if written := {code: text for code, text in wordings.items() if text}:
                texts[part] = written
        stories = (self._story(number, own) for number in range(MOST_STORIES))
        shown = tuple(part for part in PART_NAMES if part in typed["shown"])
        return PageContent(own, texts, tuple(filter(None, stories)), typed["website"], shown)

    def _story(self, number: int, own: str) -> Story | None:
        portfolio, code, problem, result = (
            self.cleaned_data[story_name(number, column)] for column in ("portfolio", "language", "problem", "result")
        )
        return Story(portfolio, own if code == OWN else code, problem, result) if problem else None

    @property
    def helper(self) -> FormHelper:
        """The layout: the texts part by part, the stories, and at the end what is published."""
        helper = plain_helper()
        stories = (
            Fieldset(
                _("Success story %(number)s") % {"number": number + 1},
                *(story_name(number, column) for column in ("portfolio", "language", "problem", "result")),
            )
            for number in range(MOST_STORIES)
        )
        texts = (text_name(part, code) for part in TEXTS for code in (FALLBACK, OWN))
        helper.layout = Layout("language", *texts, "website", *stories, "shown")
        return helper

    @helper.setter
    def helper(self, helper: FormHelper) -> None:
        """The base class assigns its own layout, which this form does not use."""


class RegisterSearchForm(PlainForm):
    """What somebody looks for in the register. All of it is in the address of the page."""

    q = LineField(label=gettext_lazy("Name, number or words"), required=False, max_length=LONGEST_SEARCH)
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    field = forms.ChoiceField(label=pgettext_lazy("of industry", "Field"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(
        self, *args: Any, countries: Mapping[str, int], states: Sequence[tuple[str, str]], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.countries = countries
        named = [(code, country_name(code, language())) for code in countries]
        choices: dict[str, list[tuple[str, Any]]] = {
            "level": list(LEVEL_NAMES.items()),
            "country": sorted(named, key=lambda choice: sort_key(choice[1], language())),
            "field": portfolio_choices(today),
            "state": list(states),
        }
        for name, options in choices.items():
            self.fields[name].choices = [("", _("Any")), *options]  # type: ignore[attr-defined]

    @property
    def search(self) -> RegisterSearch:
        """What a valid form looks for."""
        typed = self.cleaned_data
        return RegisterSearch(typed["q"], typed["level"], typed["country"], typed["field"], typed["state"])
