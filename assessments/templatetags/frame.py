"""Template tags for the frame of every page."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessments.fragments import fragment
from assessments.issuer import who_issues

register = template.Library()


@register.simple_tag
def style_links() -> SafeString:
    """The links to the style sheets, whose addresses do not change while the server runs."""
    return fragment(render_to_string, "parts/style_links.html")


@register.simple_tag
def secretariat_address() -> str:
    """The e-mail address of the secretariat, shown where somebody may need help."""
    return str(settings.SECRETARIAT_ADDRESS)


@register.simple_tag
def issuer_line() -> str:
    """Who issues the label, in one sentence."""
    return who_issues()
