"""Walks what a visitor who is not signed in can reach by following links."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

# Addresses in attributes, elements and values of HTML, XML and JSON; a query alone is of the page itself.
LINK: Final = re.compile(rf"""["'>](?:{re.escape("http://testserver")})?([/?][^"'<>\s]*)""")
# Other people's pages, and files that are the same for everybody.
NOT_FOLLOWED: Final = ("//", "/accounts/", "/admin/", settings.STATIC_URL)


@dataclass(frozen=True, slots=True)
class Visited:
    """An address with the name of its URL and what it answered."""

    address: str
    name: str
    status: int
    text: str


def crawl(client: Client, starts: Iterable[str], *, most: int) -> list[Visited]:
    """Visits the addresses in `starts` and those that are found from there, at most `most` of each name."""
    waiting, visited, counts = [*starts], list[Visited](), Counter[str]()
    known = set(waiting)
    given = len(waiting)
    for number, address in enumerate(waiting):
        try:
            name = resolve(address.partition("?")[0]).view_name
        except Resolver404:
            continue
        counts[name] += 1
        if number >= given and counts[name] > most:
            continue
        response = client.get(address)
        text = b"".join(response).decode(errors="replace")
        visited.append(Visited(address, name, response.status_code, text))
        for found in LINK.findall(html.unescape(text)):
            link = found.partition("#")[0]
            link = address.partition("?")[0] + link if link.startswith("?") else link
            if link not in known and not link.startswith(NOT_FOLLOWED):
                known.add(link)
                # The list grows while it is walked.
                waiting.append(link)
    return visited
