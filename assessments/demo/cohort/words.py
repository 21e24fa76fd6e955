"""The sentences in the answers of the cohort: a vocabulary per technology field, and patterns."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Theme:
    """The vocabulary of one technology field, each item for use within a sentence."""

    field: str
    firms: str
    site: str
    fair: str
    skill: str
    demand: str
    products: tuple[str, str, str]


THEMES: Final = {
    "aviation_space": Theme(
        "parts and services for aircraft", "suppliers", "test bench for cabin parts", "aviation suppliers' days",
        "the handling of composites", "the recycling of composites",
        ("a lighter seat frame", "a repair method for panels", "a drone landing pad"),
    ),
    "biotechnology": Theme(
        "products from living cells", "biotechnology firms", "fermentation pilot line", "bioeconomy forum",
        "good manufacturing practice", "the use of side streams",
        ("an enzyme for cold washing", "a protein from brewery grain", "a test kit for soil"),
    ),
    "construction": Theme(
        "buildings made of renewable and reused parts", "builders", "full-size moisture test hall",
        "building fair", "reading digital building models", "the carbon footprint of buildings",
        ("a timber floor element", "a reusable wall panel", "a drying plan for sites"),
    ),
    "creative": Theme(
        "games, film and design", "studios", "shared sound stage", "festival of independent studios",
        "negotiating rights", "accessibility of digital content",
        ("an interactive museum guide", "a children's series", "a tool for remote editing"),
    ),
    "energy_environment": Theme(
        "clean heat, power and water", "energy firms", "storage test field", "energy days",
        "commissioning of heat pumps", "energy audits of small firms",
        ("a heat store of sand", "a leak alarm for water pipes", "a control unit for solar roofs"),
    ),
    "food": Theme(
        "food from regional raw materials", "food makers", "pilot kitchen", "food industry fair",
        "hygiene in small production rooms", "packaging that can be recycled",
        ("a cheese for pizza makers", "a snack of pulses", "a long-keeping fish soup"),
    ),
    "health": Theme(
        "technology and services for care", "health technology firms", "simulation ward", "care technology days",
        "clinical evaluation of devices", "secure use of patients' data",
        ("a fall sensor", "a rehabilitation app", "a wound camera"),
    ),
    "ict": Theme(
        "software and data services", "software firms", "shared data laboratory", "developers' conference",
        "secure programming", "responsible use of artificial intelligence",
        ("a booking service for small ports", "a quality check by camera", "an invoice robot"),
    ),
    "maritime": Theme(
        "vessels, ports and healthy waters", "shipyards and suppliers", "wave basin", "maritime fair",
        "welding of aluminium", "emissions of vessels in port",
        ("a silent winch", "a hull-cleaning robot", "a charging mast"),
    ),
    "materials_chemistry": Theme(
        "new materials and cleaner chemistry", "materials firms", "extrusion laboratory", "materials forum",
        "safe handling of chemicals", "substitution of harmful substances",
        ("a coating without fluorine", "a film of cellulose", "a glaze for low temperatures"),
    ),
    "micro_nano_optical": Theme(
        "sensors, optics and microelectronics", "sensor makers", "clean room", "photonics workshop",
        "clean-room practice", "the energy use of electronics",
        ("a gas sensor", "a lens for machine vision", "a battery-free tag"),
    ),
    "production": Theme(
        "machines and smart manufacturing", "machine builders", "robot training cell", "subcontracting fair",
        "programming of robots", "energy use of machines",
        ("a gripper for soft parts", "a modular feeder", "a spare-parts service"),
    ),
    "sports_leisure_tourism": Theme(
        "outdoor sports and year-round tourism", "tourism firms", "test track for equipment", "travel fair",
        "service in several languages", "travel without a car",
        ("a ski binding for children", "a trail app", "a winter cycling package"),
    ),
    "transport": Theme(
        "low-emission transport and logistics", "logistics firms", "closed test road", "mobility congress",
        "route planning with data", "electric delivery fleets",
        ("a shared parcel locker", "a battery exchange for vans", "a loading timetable"),
    ),
}  # fmt: skip

FOCUS: Final = (
    "The cluster brings {firms} of {place} and their partners together to develop {field}.",
    "Together, {firms} and researchers in {place} turn ideas into {field} for customers outside the region.",
    "Our participants develop {field} and test them at home before they sell them abroad.",
    "{place} shall be known for {field}; the cluster joins those who make, study and buy them.",
)

# For each service: on request, about once a year, several times a year or more.
SERVICES: Final = {
    "D1": (
        "A participant asked for a funder for {product}; we named two and read the draft of its application.",
        "A briefing before the autumn call, in which {firms} met the funders.",
        "Clinics before each main call, in which {firms} prepare their applications with an adviser.",
    ),
    "D2": (
        "We found a laboratory for a participant that wanted to improve {product}.",
        "An idea day with researchers on {product}; two of the ideas have an owner and a date.",
        "Half-day visits to the {site} each quarter, out of which a joint study on {product} has grown.",
    ),
    "D3": (
        "Introductions when somebody asks, most of them between {firms} and buyers.",
        "An annual gathering with booked meetings between {firms} and buyers.",
        "Theme mornings at participants' premises, the last one on {demand}.",
    ),
    "D4": (
        "We passed on trainees of the regional school to a participant that had asked for help.",
        "A yearly course on {skill} with the regional training provider.",
        "Courses on {skill} and student projects each term, chosen by a survey of needs.",
    ),
    "D5": (
        "A founder with an idea for {product} was introduced to an adviser and to a first customer.",
        "A pitching morning where four young firms met {firms} as possible first customers.",
        "Mentors from three participants and four meetings a year between start-ups and {firms}.",
    ),
    "D6": (
        "We showed the {site} to visitors who had asked for it.",
        "A shared stand at the {fair}, prepared together with the city.",
        "A calendar of fairs and visiting delegations, who see the {site} and meet participants of their choice.",
    ),
    "D7": (
        "A search for a distributor for {product} in a neighbouring country, at a participant's request.",
        "A trip to a fair abroad with six firms and meetings booked for each of them.",
        "Market briefings, two trips and visits of a partner cluster, planned with participants each autumn.",
    ),
    "D8": (
        "A participant that asked about {demand} was introduced to an expert.",
        "A workshop on {demand}, in which firms worked with their own figures.",
        "A learning group on {demand}; it meets each quarter at a different participant.",
    ),
}

EVIDENCE: Final = {
    "F4": (
        "A joint project on {product} began in a working group of the cluster.",
        "Two participants and a research institute test {product} at the {site}.",
    ),
    "F5": (
        "A participant names a new customer found at our annual gathering, with date and value.",
        "Shared purchasing lowered the costs of five participants, as their accounts show.",
    ),
    "F6": (
        "One participant delivers {product} to a customer whom it met on our trip.",
        "A funded project with a partner cluster abroad includes three participants.",
    ),
}

# title, starting point, what the cluster did, result
STORIES: Final = (
    (
        "From idea to sales: {product}",
        "A small firm had a working sample of {product} and no means to test it.",
        "The cluster opened the {site}, found a first customer and wrote the application for the trial.",
        "Sales began {months} months later and reached {amount} euros in the first year.",
    ),
    (
        "{count} firms buy together",
        "Each of the {firms} bought the same materials alone and paid the price of small lots.",
        "A working group compared contracts, and the cluster ran a joint tender.",
        "{count} firms save {share}% of these costs a year, together {amount} euros.",
    ),
    (
        "Skilled people for the region",
        "Vacancies stayed open for half a year because nobody had learnt {skill}.",
        "The cluster agreed on a course with a training provider, and participants gave the tasks.",
        "{people} people have finished the course, and two in three work at a participant.",
    ),
    (
        "A first order from abroad",
        "A participant wanted to sell {product} in a neighbouring country but knew nobody there.",
        "The cluster booked meetings through a partner cluster and travelled along to the {fair}.",
        "The first order was worth {amount} euros, and a second has followed.",
    ),
    (
        "Shared equipment instead of three investments",
        "Three firms were each about to invest in equipment that would have stood idle most of the week.",
        "The cluster drew up the rules for joint use and negotiated with the owner of the {site}.",
        "The firms avoided {amount} euros of investment and use the equipment four days a week.",
    ),
)


def sentence(rng: Random, pattern: str, theme: Theme, place: str) -> str:
    """The pattern filled with the words of the theme, starting with a capital letter."""
    return _filled(pattern, theme, place, product=rng.choice(theme.products))


def stories(rng: Random, theme: Theme, count: int) -> list[dict[str, str]]:
    """`count` (0-3) different complete success stories."""
    told = []
    for pattern, product in zip(rng.sample(STORIES, count), rng.sample(theme.products, count), strict=True):
        figures = {
            "count": str(rng.randint(3, 9)),
            "months": str(rng.randint(6, 20)),
            "share": str(rng.randint(8, 30)),
            "people": str(rng.randint(12, 60)),
            "amount": f"{rng.randint(4, 48) * 10},000",
        }
        parts = [_filled(part, theme, "", product=product, **figures) for part in pattern]
        told.append(dict(zip(("title", "start", "action", "result"), parts, strict=True)))
        told[-1]["publishable"] = "yes" if rng.random() < 0.7 else "no"
    return told


def _filled(pattern: str, theme: Theme, place: str, *, product: str, **figures: str) -> str:
    text = pattern.format(
        place=place,
        field=theme.field,
        firms=theme.firms,
        site=theme.site,
        fair=theme.fair,
        skill=theme.skill,
        demand=theme.demand,
        product=product,
        **figures,
    )
    return text[0].upper() + text[1:]
