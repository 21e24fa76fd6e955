"""DEMO-0002, a half-filled draft, and DEMO-0005, a draft of a cluster that is not eligible yet."""

from __future__ import annotations

import datetime as dt

from assessments.demo.people import MARIA, PAAVO
from assessments.demo.shapes import Calendar, Cluster, DemoAssessment, Raw

# Some indicators are only partly answered: A3, B2, C1 and D2.
TERVASELKA_ANSWERS: Raw = {
    "A1": {"founded": 2020},
    "A2": {"total": 31, "signed": 24, "paying": 18, "active": 17},
    "A3": {"smes": 15, "other_companies": 4, "research": 1, "universities": 1, "training": 1, "government": 5},
    "A4": {"core_region": "Tervaselkä and the western shore", "share_in_region": 74, "share_of_potential": 22},
    "A5": {
        "portfolios": ["energy_environment"],
        "focus": "Heat and fuel from forest residues and farm biogas, from the stand to the small heating plant.",
        "level": 2,
    },
    "A6": {"industry": 45, "research": 20, "public": 35},
    "B1": {"legal_form": "host", "steering": "central"},
    "B2": {"bodies": ["board", "advisory"], "meetings": 4},
    "B3": {"people": 2, "fte": "1.10", "permanent_fte": "0.60"},
    "B4": {"manager_years": 3, "competences": ["sector", "projects", "funding", "communication"], "level": 2},
    "B6": {"year": 2023, "horizon": 3, "level": 2},
    "B7": {"action_plan": 2, "controlling": 1},
    "C1": {"budget": 128000, "eu": 55, "national": 10, "regional": 25},
    "C2": {"has_fee": "yes", "lowest": 200, "highest": 1500, "basis": "type", "share_paying": 48},
    "D1": {
        "level": 3, "activities": 4, "reached": 15,
        "example": "Four evenings on the investment aid for heating plants. The owners of two plants applied together.",
    },
    "D2": {"level": 2},
    "D3": {"level": 2, "activities": 1, "reached": 22},
    "E1": {"share_met": 65, "visits": 12},
}  # fmt: skip

TERVASELKA = Cluster(
    name="Tervaselkä Bioenergy Cluster (demo)",
    name_local="Tervaselän bioenergiaklusteri (demo)",
    country="FI",
    region="Tervaselkä",
    portfolios=("energy_environment",),
    owner=MARIA,
    registered=dt.date(2026, 8, 20),
    eccp_status="",
    membership_price="Companies €200 to €1,500 a year, others free of charge.",
    assessments=(
        DemoAssessment(
            reference="DEMO-0002",
            calendar=Calendar(
                started=dt.date(2026, 8, 24),
                answered=(dt.date(2026, 8, 27), dt.date(2026, 9, 16), dt.date(2026, 9, 28)),
            ),
            answers=TERVASELKA_ANSWERS,
            not_applicable={"A7": "By its statutes the cluster takes in only organisations of the region."},
        ),
    ),
)

PIHKASAARI_ANSWERS: Raw = {
    "A1": {"founded": 2025},
    "A2": {"total": 9, "signed": 4, "paying": 0, "active": 8},
    "A3": {
        "smes": 6, "other_companies": 0, "research": 0, "universities": 0, "training": 1,
        "financial": 0, "consultants": 1, "government": 1, "others": 0,
    },
    "A4": {"core_region": "Pihkasaari", "share_in_region": 100, "share_of_potential": 15},
    "A5": {"portfolios": ["creative"], "focus": "Games, film and exhibitions made on the island.", "level": 1},
    "A6": {"industry": 60, "research": 5, "public": 35},
    "A7": {"from_abroad": 0},
    "B1": {"legal_form": "host", "steering": "central"},
    "B3": {"people": 1, "fte": "0.30", "permanent_fte": "0.00"},
    "B6": {"level": 0},
    "C2": {"has_fee": "no"},
    "D3": {"level": 1, "activities": 4, "reached": 5},
    "D6": {"level": 0},
    "E3": {"channels": ["social"], "newsletters": 0, "english_website": "no", "level": 0},
}  # fmt: skip

PIHKASAARI = Cluster(
    name="Pihkasaari Creative Network (demo)",
    name_local="Pihkasaaren luovien alojen verkosto (demo)",
    country="FI",
    region="Pihkasaari",
    portfolios=("creative",),
    owner=PAAVO,
    registered=dt.date(2026, 9, 3),
    eccp_status="none",
    membership_price="Membership is free of charge.",
    assessments=(
        DemoAssessment(
            reference="DEMO-0005",
            calendar=Calendar(started=dt.date(2026, 9, 3), answered=(dt.date(2026, 9, 4),)),
            answers=PIHKASAARI_ANSWERS,
        ),
    ),
)
