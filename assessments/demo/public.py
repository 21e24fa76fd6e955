"""What the fictional clusters and the secretariat show to everybody: a page in the register, and the calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from assessments.demo.kuhajoki import KUHAJOKI, STORIES
from assessments.demo.people import TOMAS, Cast
from assessments.demo.shapes import DEMO_TODAY, MARK, moment
from assessments.models import Organisation
from assessments.queries.register_content import PageContent, Story
from assessments.workflow.calendar import add_to_calendar
from assessments.workflow.publishing import publish_register_page, write_register_page

PAGE: Final = PageContent(
    language="fi",
    texts={
        "portrait": {
            "en": "Thirty-one firms around Kuhajoki that grow, mill, smoke and make food, with sixteen partners from "
            "research, teaching, the municipalities and other fields. Together they sell what each is too small to "
            "sell alone.",
            "fi": "Kolmekymmentäyksi Kuhajoen seudun yritystä, jotka viljelevät, jauhavat, savustavat ja valmistavat "
            "ruokaa, sekä kuusitoista kumppania tutkimuksesta, koulutuksesta, kunnista ja muualta. Yhdessä ne myyvät "
            "sen, minkä myymiseen kukin yksin on liian pieni.",
        },
        "price": {"en": KUHAJOKI.membership_price},
    },
    stories=tuple(
        Story("food", "en", story["start"], f"{story['action']}\n{story['result']}")
        for story in STORIES
        if "publishable" in story
    ),
    website=f"https://{KUHAJOKI.slug}.example.org",
)
# They end years from now, so that the calendar of somebody who tries the site out is not empty.
ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    {
        "kind": "call",
        "title": f"Pilot lines shared by small food firms {MARK}",
        "text": "Pays half of the machines that at least three firms use together, up to 200,000 euros.",
        "for_whom": "Small firms, together with a research or teaching organisation",
        "source": f"Fund for Rural Industry {MARK}",
        "link": "https://fund.example.org/pilot-lines",
        "starts_on": None,
        "ends_on": dt.date(2029, 3, 15),
        "country": "",
        "portfolio": "food",
        "language": "en",
    },
    {
        "kind": "event",
        "title": f"Klusteripäivät {MARK}",
        "text": "Kaksi päivää vertaisoppimista, tulevien hakujen esittelyjä ja lyhyitä tapaamisia.",
        "for_whom": "Klusteripäälliköille ja klusterien hallituksille",
        "source": f"Klusterien yhdistys {MARK}",
        "link": "https://klusterit.example.org/paivat",
        "starts_on": dt.date(2029, 5, 15),
        "ends_on": dt.date(2029, 5, 16),
        "country": "FI",
        "portfolio": "",
        "language": "fi",
    },
)


def show_in_public(cast: Cast) -> None:
    """Publishes the page of one cluster, and fills the calendar."""
    organisation, owner = Organisation.objects.get(slug=KUHAJOKI.slug), cast.user(KUHAJOKI.owner)
    at = moment(DEMO_TODAY)
    write_register_page(organisation=organisation, content=PAGE, by=owner, at=at)
    publish_register_page(organisation=organisation, by=owner, at=at, based_on=PAGE.mark)
    for entry in ENTRIES:
        add_to_calendar(content=entry, by=cast.user(TOMAS), at=at)
