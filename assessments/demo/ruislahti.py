"""DEMO-0906 and DEMO-0006: a labelled cluster, and its renewal that waits for the decision."""

from __future__ import annotations

import datetime as dt

from assessments.demo.people import EARLIER_ASSESSOR, HELMI, PIETER
from assessments.demo.shapes import (
    Agreed,
    Calendar,
    Cluster,
    DemoAssessment,
    DemoReview,
    Document,
    Impartial,
    Raw,
    Said,
)
from assessments.models import Reply

RYE_STORY = {
    "title": "Rye bread for two hundred schools",
    "start": "Seven bakeries each supplied a few schools, and none of them was able to bid for the large contract of "
    "the joint purchasing body.",
    "action": "The cluster checked the terms of the tender with the bakeries, arranged a joint offer and found a mill "
    "that guarantees the grain.",
    "result": "The seven won the contract in 2023. It is worth 460,000 euros a year and has kept eleven jobs.",
    "publishable": "yes",
}
PEELINGS_STORY = {
    "title": "From potato peelings to starch",
    "start": "Two peeling plants paid for the removal of 900 tonnes of peelings a year.",
    "action": "A working group visited a starch maker, and the cluster coordinated a trial of eight months with the "
    "research institute.",
    "result": "Since March 2026 the peelings are sold. Waste costs of 70,000 euros a year are gone, and sales bring "
    "35,000 euros.",
    "publishable": "yes",
}

EARLIER: Raw = {
    "A1": {"founded": 2016},
    "A2": {"total": 38, "signed": 27, "paying": 19, "active": 20, "joined": 4, "left": 2, "long_standing": 22},
    "A3": {
        "smes": 21, "other_companies": 3, "research": 1, "universities": 1, "training": 2,
        "financial": 1, "consultants": 2, "government": 6, "others": 1,
    },
    "A4": {"core_region": "Ruislahti", "share_in_region": 89, "share_of_potential": 29},
    "A5": {"portfolios": ["food"], "focus": "Grain and bread from Ruislahti.", "level": 1},
    "A6": {"industry": 38, "research": 22, "public": 40},
    "A7": {"from_abroad": 0},
    "B1": {"legal_form": "host", "steering": "central"},
    "B2": {"bodies": ["board"], "meetings": 3, "company_share": 50, "level": 2},
    "B3": {"people": 2, "fte": "0.90", "permanent_fte": "0.40"},
    "B4": {"manager_years": 3, "competences": ["sector", "projects", "communication", "facilitation"], "level": 2},
    "B5": {"training_days": "1.0", "tenure": "1.9", "level": 0},
    "B6": {"year": 2021, "horizon": 3, "level": 2},
    "B7": {"action_plan": 1, "controlling": 2},
    "B8": {"indicators": 4, "interval": "less_than_yearly", "level": 1},
    "C1": {
        "budget": 118000, "eu": 78, "national": 0, "regional": 8, "fees": 8, "services": 2, "other_private": 0,
        "in_kind": 4,
    },
    "C2": {"has_fee": "yes", "lowest": 500, "highest": 500, "basis": "flat", "share_paying": 50},
    "C3": {"months": 9, "level": 1},
    "D1": {"level": 2, "activities": 1, "reached": 12, "example": "A briefing with the rural funders each February."},
    "D2": {"level": 1, "activities": 2, "reached": 3},
    "D3": {
        "level": 3, "activities": 6, "reached": 26,
        "example": "Theme mornings at participants' bakeries and mills, with coffee and booked meetings.",
    },
    "D4": {"level": 1, "activities": 2, "reached": 4},
    "D5": {"level": 0},
    "D6": {"level": 2, "activities": 1, "reached": 9, "example": "A shared stand at the harvest fair."},
    "D7": {"level": 0},
    "D8": {"level": 1, "activities": 3, "reached": 3},
    "E1": {"share_met": 42, "visits": 11},
    "E2": {"groups": 2, "meetings": 6, "share_taking_part": 24, "projects": 1},
    "E3": {"channels": ["newsletter", "meetings"], "newsletters": 4, "english_website": "machine", "level": 1},
    "E4": {"partners_home": 2, "partners_abroad": 0, "requests": 4, "level": 1},
    "F1": {"media": 7, "publications": 0, "events": 3},
    "F2": {"stories": [RYE_STORY]},
    "F3": {"level": 1, "year": 2023, "response_rate": 33, "result": "3.8"},
    "F4": {"impact": 1},
    "F5": {"impact": 2, "evidence": "The school contract, and a mill that found two new buyers at a theme morning."},
    "F6": {"impact": 0},
}  # fmt: skip

# The answers changed after two years, field by field; all others are as before.
CHANGES: Raw = {
    "A2": {"total": 44, "signed": 43, "paying": 35, "active": 29, "joined": 5, "left": 1, "long_standing": 30},
    "A3": {"smes": 25, "other_companies": 4, "universities": 2},
    "A4": {"share_in_region": 84, "share_of_potential": 36},
    "A5": {"focus": "Bread grain and potatoes of Ruislahti, used to the last kilo by mills, bakeries and peelers.",
           "level": 3},
    "A6": {"industry": 52, "public": 26},
    "A7": {"from_abroad": 1, "countries": ["EE"]},
    "B1": {"legal_form": "association"},
    "B2": {"bodies": ["general_assembly", "board"], "meetings": 6, "company_share": 67, "level": 3},
    "B3": {"people": 3, "fte": "1.60", "permanent_fte": "1.00"},
    "B4": {
        "manager_years": 5, "competences": ["sector", "projects", "communication", "funding", "facilitation"],
        "level": 3,
    },
    "B5": {"training_days": "3.0", "tenure": "3.4", "level": 2},
    "B6": {"year": 2025, "horizon": 4, "level": 3},
    "B7": {"action_plan": 3, "controlling": 2},
    "B8": {"indicators": 9, "interval": "yearly", "level": 2},
    "C1": {"budget": 196000, "eu": 31, "national": 9, "regional": 24, "fees": 18, "services": 9, "other_private": 5},
    "C2": {"lowest": 300, "highest": 2800, "basis": "size", "share_paying": 75},
    "C3": {"months": 18, "level": 3},
    "D1": {"level": 3, "activities": 4, "reached": 19},
    "D2": {"level": 2, "activities": 1, "reached": 13,
           "example": "An idea day on the side streams of grain. A trial with bran is being prepared."},
    "D3": {"level": 4, "activities": 17, "reached": 39},
    "D4": {"level": 2, "activities": 1, "reached": 15, "example": "A day on baking with regional flour for cooks."},
    "D5": {"level": 1, "activities": 1, "reached": 1},
    "D6": {"activities": 2, "reached": 14},
    "D7": {"level": 1, "activities": 1, "reached": 2},
    "D8": {"level": 2, "activities": 1, "reached": 16, "example": "A clinic on side streams and packaging waste."},
    "E1": {"share_met": 68, "visits": 23},
    "E2": {"groups": 3, "meetings": 14, "share_taking_part": 41, "projects": 3},
    "E3": {"channels": ["newsletter", "meetings", "social"], "newsletters": 6, "level": 2},
    "E4": {"partners_home": 4, "partners_abroad": 1, "requests": 9, "level": 2},
    "F1": {"media": 13, "publications": 1, "events": 5},
    "F2": {"stories": [RYE_STORY, PEELINGS_STORY]},
    "F3": {"level": 2, "year": 2026, "response_rate": 44, "result": "4.2"},
    "F4": {"impact": 2, "evidence": "The starch trial began in our working group; the institute's report names us."},
    "F5": {"impact": 3, "evidence": "School contract, starch sales and saved waste costs, all confirmed by the firms."},
    "F6": {"impact": 1, "evidence": "Two mills have met an Estonian buyer. No orders so far."},
}  # fmt: skip
LATER: Raw = {key: {**values, **CHANGES.get(key, {})} for key, values in EARLIER.items()}

REVIEW = DemoReview(
    remarks={
        "A5": "Two years ago the focus was a label on everything to do with bread. It is now a sentence that is used: "
        "the board declined a tourism project in March because it did not fit.",
        "B3": "The move from a host to an association of its own has nearly doubled the time for the cluster, and one "
        "post is now permanent. With 28 participants for each FTE the work is demanding but possible.",
        "B6": "The advice given in 2024 was followed. Participants wrote the strategy of 2025 in four workshops, and "
        "the goals are ranked.",
        "C1": "Private money has grown from a tenth to a third. This is the most important change since the last "
        "assessment.",
        "C3": "The financing plan runs to the end of 2028. It has been approved, but nobody has set a date on which it "
        "is compared with the accounts.",
        "E3": "The newsletter is read, as the replies show. The English pages stopped in autumn 2025 and should be "
        "brought up to date before the label is renewed.",
    },
    agreed={"E4": Agreed({"requests": 7}, "Two of the nine requests were offers of services, not of cooperation.")},
)

SAID = (
    Said(
        "A5.1.1",
        Reply.DONE,
        dt.date(2025, 4, 10),
        "The board agreed the sentence in March 2025. It stands on the website in two languages.",
    ),
    Said(
        "C1.one_source.2",
        Reply.WILL_DO,
        dt.date(2025, 1, 16),
        "The town decides on a share of its own in its budget for 2026.",
        due_on=dt.date(2025, 11, 30),
    ),
    Said(
        "A6.industry_low.1",
        Reply.DONE,
        dt.date(2025, 9, 4),
        "Since autumn 2025 every board meeting opens with a firm's own matter.",
    ),
    Said(
        "B7.1.1",
        Reply.WILL_DO,
        dt.date(2025, 1, 16),
        "Names and hours go into the plan for 2026.",
        due_on=dt.date(2026, 1, 31),
    ),
    Said(
        "D6.2.1",
        Reply.WILL_DO,
        dt.date(2025, 1, 16),
        "To be agreed with the regional development company.",
        due_on=dt.date(2026, 3, 31),
    ),
    Said("D6.2.2", Reply.DONE, dt.date(2025, 9, 4), "Visitors get a mail and a call."),
    Said("C2.flat_fee.1", Reply.NOT_NOW, dt.date(2025, 1, 16), "The fee was raised a year ago; members want calm."),
)

DOCUMENTS = (
    Document(
        "A5",
        "Mission, agreed by the board in March 2025",
        "The focus is one sentence.",
        "https://ruislahti-grain-and-food-cluster.example.org/documents/mission",
    ),
    Document(
        "B6",
        "Strategy 2025 to 2028",
        "Made in two workshops with participants.",
        "https://ruislahti-grain-and-food-cluster.example.org/documents/strategy",
    ),
    Document(
        "B7",
        "Plan for 2026",
        "Each step has a name and hours.",
        "https://ruislahti-grain-and-food-cluster.example.org/documents/plan",
    ),
    Document(
        "C3",
        "Funding table 2026 and 2027",
        "What is secured, and until when.",
        "https://ruislahti-grain-and-food-cluster.example.org/documents/funding",
    ),
    Document(
        "B8",
        "Minutes of the yearly review",
        "The board compared results with the plan.",
        "https://ruislahti-grain-and-food-cluster.example.org/documents/review",
        is_seen=False,
    ),
    Document(
        "E1",
        "List of visits 2025 and 2026",
        "Who was met, and when.",
        "https://ruislahti-grain-and-food-cluster.example.org/documents/visits",
        is_seen=False,
    ),
)

RUISLAHTI = Cluster(
    name="Ruislahti Grain and Food Cluster (demo)",
    name_local="Ruislahden vilja- ja ruokaklusteri (demo)",
    country="FI",
    region="Ruislahti",
    portfolios=("food",),
    owner=HELMI,
    registered=dt.date(2024, 8, 5),
    eccp_accepted=dt.date(2024, 5, 22),
    membership_price="From €300 to €2,800 a year by turnover; municipalities contribute working time.",
    assessments=(
        DemoAssessment(
            reference="DEMO-0906",
            calendar=Calendar(
                started=dt.date(2024, 8, 12),
                answered=(dt.date(2024, 9, 4), dt.date(2024, 10, 2)),
                submitted=dt.date(2024, 10, 4),
                assigned=dt.date(2024, 10, 14),
                interview=dt.date(2024, 11, 13),
                assessed=dt.date(2024, 11, 20),
                decided=dt.date(2024, 12, 3),
            ),
            answers=EARLIER,
            assessor=EARLIER_ASSESSOR,
            review=DemoReview(
                remarks={
                    "B6": "The strategy runs out this year. Its successor should be made with the participants.",
                    "C1": "Nearly nine tenths of the budget is public money, with no plan for less.",
                }
            ),
            reason="All binding criteria are met.",
            said=SAID,
        ),
        DemoAssessment(
            reference="DEMO-0006",
            calendar=Calendar(
                started=dt.date(2026, 6, 8),
                answered=(dt.date(2026, 6, 11), dt.date(2026, 6, 25), dt.date(2026, 8, 12)),
                submitted=dt.date(2026, 8, 14),
                assigned=dt.date(2026, 8, 21),
                interview=dt.date(2026, 9, 15),
                assessed=dt.date(2026, 9, 24),
            ),
            answers=LATER,
            assessor=PIETER,
            impartial=Impartial(
                interest="In May 2025 I gave a talk at the cluster's spring meeting. I was paid my travel only.",
                overruled="One talk, open to everybody and unpaid, more than a year ago does not bias the assessment.",
            ),
            review=REVIEW,
            documents=DOCUMENTS,
        ),
    ),
)
