"""DEMO-0001: a food cluster in Finland with all 36 indicators answered, assessed in an interview and labelled."""

from __future__ import annotations

import datetime as dt

from assessments.demo.kuhajoki_review import REVIEW, SAID
from assessments.demo.people import AINO, EERO, PIETER, REETTA
from assessments.demo.shapes import Calendar, Cluster, DemoAssessment, Document, Raw
from assessments.models import MembershipRole

STORIES = [
    {
        "title": "Three mills, one oat drink base",
        "start": "Three small mills each milled oats for animal feed at a falling price. None of them could afford the "
        "trials that a product for people needs, and no buyer wanted to deal with lots as small as theirs.",
        "action": "The cluster brought the mills together with the pilot kitchen of the vocational college, wrote the "
        "application for a shared trial and found a drinks company that took part as the first customer.",
        "result": "The mills have sold a common oat base since September 2024. Sales reached 310,000 euros in the "
        "first twelve months, and two new jobs were created. The drinks company has signed for three years.",
        "publishable": "yes",
    },
    {
        "title": "One cold chain for five fish firms",
        "start": "Five firms that smoke and fillet lake fish drove to the same three towns on the same mornings, each "
        "with a van that was half empty.",
        "action": "A working group met six times under the cluster's lead, compared routes and costs, and agreed on a "
        "shared refrigerated transport. The cluster wrote the tender and sat in the negotiations.",
        "result": "Transport costs fell by 28% in 2025, as the firms' own accounts show, and deliveries grew from two "
        "to four a week. Two of the firms gained a customer that asks for daily fish.",
        "publishable": "yes",
    },
    {
        "title": "Apprentices who stay",
        "start": "Of the young people who trained in the food firms of the region, fewer than half were still there a "
        "year later.",
    },
]

AREA_A: Raw = {
    "A1": {"founded": 2017},
    "A2": {"total": 47, "signed": 41, "paying": 33, "active": 21, "joined": 5, "left": 3, "long_standing": 31},
    "A3": {
        "smes": 26, "other_companies": 5, "research": 2, "universities": 1, "training": 3,
        "financial": 1, "consultants": 3, "government": 4, "others": 2,
    },
    "A4": {"core_region": "Kuhajoki and the four parishes around it", "share_in_region": 83, "share_of_potential": 38},
    "A5": {
        "portfolios": ["food"],
        "focus": "Small food makers around Kuhajoki turn local grain, fish and berries into products that sell outside "
        "the region.",
        "level": 2,
    },
    "A6": {"industry": 55, "research": 25, "public": 20},
    "A7": {"from_abroad": 2, "countries": ["EE", "SE"]},
}  # fmt: skip

AREA_B: Raw = {
    "B1": {"legal_form": "association", "steering": "central"},
    "B2": {
        "bodies": ["general_assembly", "board", "working_committee"],
        "meetings": 6,
        "company_share": 57,
        "level": 3,
    },
    "B3": {"people": 3, "fte": "1.80", "permanent_fte": "0.80"},
    "B4": {
        "manager_years": 6,
        "competences": ["sector", "innovation", "projects", "communication", "facilitation"],
        "level": 3,
    },
    "B5": {"training_days": "2.5", "tenure": "3.2", "level": 1},
    "B6": {"year": 2024, "horizon": 4, "level": 3},
    "B7": {"action_plan": 2, "controlling": 3},
    "B8": {"indicators": 8, "interval": "yearly", "level": 2},
}

AREA_C: Raw = {
    "C1": {
        "budget": 215000, "eu": 40, "national": 14, "regional": 21, "fees": 11, "services": 5, "other_private": 3,
        "in_kind": 6,
    },
    "C2": {"has_fee": "yes", "lowest": 250, "highest": 3500, "basis": "size", "share_paying": 66},
    "C3": {"months": 14, "level": 2},
}  # fmt: skip

AREA_D: Raw = {
    "D1": {
        "level": 3, "activities": 5, "reached": 22,
        "example": "Before the autumn call for rural business development we held two clinics in which nine firms "
        "wrote their applications side by side. Six applied and four were funded.",
    },
    "D2": {
        "level": 2, "activities": 2, "reached": 14,
        "example": "At the idea day in January fourteen participants met researchers on fermentation. Two of the ideas "
        "that were written down became the shared trial on fermented oats.",
    },
    "D3": {
        "level": 4, "activities": 26, "reached": 43,
        "example": "Every second Thursday a participant hosts a breakfast at its own plant: half an hour to look "
        "round, half an hour for needs and offers, which the team writes down and follows up.",
    },
    "D4": {
        "level": 2, "activities": 1, "reached": 12,
        "example": "A yearly course day on product safety with the vocational college. In 2025 the subject was "
        "allergens in small production runs, and 31 people came from twelve firms.",
    },
    "D5": {"level": 1, "activities": 3, "reached": 3, "example": "Three founders asked for advice and were introduced "
           "to a mentor among the participants."},
    "D6": {
        "level": 3, "activities": 4, "reached": 16,
        "example": "A shared table of sixteen makers at the winter food market in the capital, prepared with the "
        "regional development company. Buyers who left a card were rung within two weeks.",
    },
    "D7": {"level": 1, "activities": 2, "reached": 2, "example": "We found a distributor in Estonia for a berry firm "
           "that had asked for one."},
    "D8": {
        "level": 2, "activities": 2, "reached": 15,
        "example": "A workshop on the energy bill of small dairies and bakeries, in which each firm worked on its own "
        "consumption figures with an adviser.",
    },
}  # fmt: skip

AREAS_E_F: Raw = {
    "E1": {"share_met": 72, "visits": 24},
    "E2": {"groups": 4, "meetings": 15, "share_taking_part": 45, "projects": 2},
    "E3": {
        "channels": ["newsletter", "meetings", "social"], "newsletters": 8, "english_website": "machine", "level": 2,
    },
    "E4": {"partners_home": 5, "partners_abroad": 2, "requests": 11, "level": 2},
    "F1": {"media": 21, "publications": 3, "events": 9},
    "F2": {"stories": STORIES},
    "F3": {"level": 2, "year": 2025, "response_rate": 41, "result": "4.1"},
    "F4": {
        "impact": 2,
        "evidence": "The trial on fermented oats began at our idea day, and we wrote the application. Two firms and "
        "the research institute take part; the first results are due in early 2027.",
    },
    "F5": {
        "impact": 3,
        "evidence": "The yearly survey asks about new sales and savings. For 2025 the oat drink base brought 310,000 "
        "euros of sales, the cold chain a saving of 28% in transport, and the winter market first orders of "
        "about 40,000 euros for six makers.",
    },
    "F6": {
        "impact": 1,
        "evidence": "Four firms met Swedish wholesalers at an online event of our partner cluster in November. We do "
        "not know of any orders yet.",
    },
}  # fmt: skip

DOCUMENTS = (
    Document(
        "B2",
        "Rules of procedure of the board",
        "Who decides what.",
        "https://kuhajoki-food-cluster.example.org/documents/rules",
    ),
    Document(
        "B6",
        "Strategy 2024 to 2027",
        "Adopted by the general meeting.",
        "https://kuhajoki-food-cluster.example.org/documents/strategy",
    ),
    Document(
        "D3",
        "Programme of the breakfasts",
        "Ten a year, with those who came.",
        "https://kuhajoki-food-cluster.example.org/documents/breakfasts",
    ),
    Document(
        "D1",
        "Table of funding applications",
        "What was applied for and granted.",
        "https://kuhajoki-food-cluster.example.org/documents/applications",
    ),
    Document(
        "F3",
        "Survey of participants 2025",
        "Questions, replies and what followed.",
        "https://kuhajoki-food-cluster.example.org/documents/survey",
        is_seen=False,
    ),
)

KUHAJOKI = Cluster(
    name="Kuhajoki Food Cluster (demo)",
    name_local="Kuhajoen ruokaklusteri (demo)",
    country="FI",
    region="Kuhajoki",
    portfolios=("food",),
    owner=AINO,
    members=((EERO, MembershipRole.EDITOR), (REETTA, MembershipRole.READER)),
    registered=dt.date(2026, 1, 12),
    eccp_accepted=dt.date(2025, 3, 18),
    membership_price="From €250 to €3,500 a year by turnover. Schools and municipalities pay nothing and contribute "
    "working time.",
    assessments=(
        DemoAssessment(
            reference="DEMO-0001",
            calendar=Calendar(
                started=dt.date(2026, 2, 2),
                answered=(dt.date(2026, 2, 10), dt.date(2026, 2, 24), dt.date(2026, 3, 17), dt.date(2026, 4, 8)),
                submitted=dt.date(2026, 4, 10),
                assigned=dt.date(2026, 4, 17),
                interview=dt.date(2026, 5, 20),
                assessed=dt.date(2026, 5, 28),
                decided=dt.date(2026, 6, 4),
            ),
            answers={**AREA_A, **AREA_B, **AREA_C, **AREA_D, **AREAS_E_F},
            assessor=PIETER,
            review=REVIEW,
            decision="label",
            reason="All binding criteria are met, and the answers stood up in the interview. The label is awarded for "
            "two years from the month of the interview.",
            said=SAID,
            documents=DOCUMENTS,
        ),
    ),
)
