"""A person's inbox and mail preferences, and the secretariat's page of mail that was not sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.mailing import AttemptForm, MailChoiceForm
from assessments.models import MailChoice, Notice, OutboxMail, User
from assessments.views.pages import SignedInRequest, language
from assessments.workflow.mail.addresses import notice_place, readable_notices
from assessments.workflow.mail.delivery import DELAYS
from assessments.workflow.mail.inbox import choose_mail, mark_read
from assessments.workflow.mail.notices import notice_words
from assessments.workflow.mail.outbox import MailSettled, close_mail, send_mail_again
from assessments.workflow.mail.words import Words

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A notice with its text in the reader's language, and the URL where it is dealt with.

    A closed notice, whose assessment or organisation its reader has left, names neither.
    """

    notice: Notice
    words: Words
    place: str
    is_closed: bool


def _told(notices: Iterable[Notice], user: User) -> list[InboxItem]:
    listed = list(notices)
    readable = readable_notices(user, listed)
    return [_item(notice, is_closed=notice.pk not in readable) for notice in listed]


def _item(notice: Notice, *, is_closed: bool) -> InboxItem:
    if is_closed:
        return InboxItem(notice, Words(_("A message that is not open to you any more"), ""), "", is_closed)
    return InboxItem(notice, notice_words(notice, language()), notice_place(notice), is_closed)


@login_required
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    """The person's notices, the latest first."""
    page = Paginator(Notice.objects.of(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "inbox/list.html", {"page": page, "told": _told(page, request.user)})


@login_required
@require_safe
def notice(request: SignedInRequest, number: int) -> HttpResponse:
    """One notice in full; opening it marks it as read."""
    found = get_object_or_404(Notice.objects.of(request.user), pk=number)
    mark_read(user=request.user, at=timezone.now(), notice=found)
    request.user.refresh_from_db(fields=["unread"])
    (item,) = _told([found], request.user)
    return render(request, "inbox/notice.html", {"item": item})


@login_required
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Marks all notices as read."""
    mark_read(user=request.user, at=timezone.now())
    return redirect("inbox")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choice(request: SignedInRequest) -> HttpResponse:
    """When the person wants mail."""
    form = MailChoiceForm(request.POST or None, initial={"mail": request.user.mail})
    if form.is_valid():
        choose_mail(user=request.user, choice=MailChoice(form.cleaned_data["mail"]))
        messages.info(request, _("Saved"))
        return redirect("inbox")
    return render(request, "inbox/choice.html", {"form": form})


def _secretariat_or_403(request: SignedInRequest) -> None:
    if not request.user.is_secretariat:
        raise PermissionDenied


@login_required
@require_safe
def outbox(request: SignedInRequest) -> HttpResponse:
    """Mail of unknown delivery, refused mail, and mail on its way."""
    _secretariat_or_403(request)
    at = timezone.now()
    unknown = OutboxMail.objects.of_unknown_delivery(at)
    groups = {
        "unknown": unknown,
        "refused": OutboxMail.objects.to_settle(at).exclude(pk__in=unknown.order_by().values("pk")),
        "on_its_way": OutboxMail.objects.on_its_way(at),
    }
    parts = {name: Paginator(group, ON_A_PAGE).get_page(request.GET.get(name)) for name, group in groups.items()}
    return render(
        request, "inbox/outbox.html", {**parts, "hours": sum(DELAYS, dt.timedelta()) // dt.timedelta(hours=1)}
    )


@login_required
@require_POST
def mail_again(request: SignedInRequest, number: int) -> HttpResponse:
    """Sends a mail again."""
    return _settle(request, number, send_mail_again, _("The mail goes out again."))


@login_required
@require_POST
def mail_closed(request: SignedInRequest, number: int) -> HttpResponse:
    """Closes a mail without sending it."""
    return _settle(request, number, close_mail, _("The mail is closed. Nobody will send it."))


def _settle(request: SignedInRequest, number: int, change: Callable[..., OutboxMail], done: str) -> HttpResponse:
    _secretariat_or_403(request)
    mail = get_object_or_404(OutboxMail, pk=number)
    form = AttemptForm(request.POST)
    attempt = form.cleaned_data["attempt"] if form.is_valid() else -1
    try:
        change(mail=mail, attempt=attempt, by=request.user, at=timezone.now())
    except MailSettled:
        messages.error(request, _("Nothing was changed: this mail has moved on meanwhile."))
    else:
        messages.info(request, done)
    return redirect("outbox")
