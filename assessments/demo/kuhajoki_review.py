"""The assessor's additions to DEMO-0001, and the cluster's replies to the recommendations."""

from __future__ import annotations

import datetime as dt

from assessments.demo.shapes import Agreed, DemoReview, EditedRecommendation, Own, Said
from assessments.models import Reply
from criteria.loader import load_edition

REMARKS = {
    "A2": "The register was checked line by line before the interview. All 41 signatures are there, most of them "
    "renewed in 2025. The cluster calls a participant active only after two events in a year, which is stricter than "
    "most; with a looser rule the figure would be closer to thirty. Even so, several participants that pay were "
    "at no event at all. Somebody should ask them why before the fee for 2027 is sent out.",
    "A3": "The chain now reaches from field to shelf, because two wholesalers joined in 2025. What is thin is "
    "machinery and packaging: firms named both as the place where projects stop. Two or three participants of that "
    "kind would be worth more than ten further food makers.",
    "A5": "The sentence on the website is the one that the board agreed, and the manager could repeat it without "
    "looking. It is not yet used to say no. Two projects of the last two years have little to do with processing, and "
    "nobody could tell who had asked whether they fitted.",
    "B2": "Minutes of all six board meetings were available and short enough to be read. The rules of procedure "
    "separate board, management and working groups clearly. The same seven people have sat on the board since the "
    "start, however, and the smallest firms have no voice of their own in it.",
    "B4": "A capable team that is better at its work than its papers show. Five competences are covered. A comparison "
    "with what the strategy asks for has not been made, and there is no named expert for funding or for markets "
    "abroad, so the step below was agreed. An afternoon with the strategy on the table would be enough to return to "
    "step 3.",
    "B5": "Training is a matter of chance here. All three people took courses in the last year, but only one of the "
    "courses had to do with a goal of the strategy. If the manager were away for two months, the contacts with "
    "funders would rest with nobody.",
    "B6": "The strategy of 2024 was written in three workshops with 29 participants; lists of those present and the "
    "notes were shown. The goals are sensible, but none of them can be measured, and the figures on the region are "
    "from 2019. The revision planned for 2027 is a good moment to mend both.",
    "C1": "Three quarters of the money is public, and more than half of that hangs on one European project that ends "
    "in June 2027. The board knows this and talks about it, which is more than can be said of many clusters. What is "
    "missing is a figure: how much private income the core tasks would need, and by when.",
    "D3": "The strongest service of the cluster. The host breakfasts cost little, reach nine participants in ten and "
    "leave a trace, because needs and offers are written down the same day. Other clusters would gain from hearing "
    "how this is done.",
    "D7": "Help abroad is given when somebody asks, and it is given well: the Estonian contact took ten days. Four "
    "firms said in the survey that they want to sell to Sweden. That is enough demand for one planned activity a year.",
    "E1": "The share given counted everybody who had been greeted at an event. By the contact log, 27 of 47 "
    "participants had a conversation of their own with the team in the twelve months. The log itself is exemplary, "
    "and it makes the twenty who were not met easy to find.",
    "E2": "Four groups meet, and three of them have a company person in the chair. The group on packaging has not met "
    "since last autumn; it should either be given a task or be closed. Both joint projects came out of groups, which "
    "is how it should be.",
    "F2": "Two stories are complete and have figures that the firms confirmed in writing. The story of the apprentices "
    "is worth finishing: the college has the numbers, and nobody has asked for them yet.",
    "F5": "Three cases were offered. Two carry figures confirmed by the firms. The orders from the winter market are "
    "an estimate by the team, and the six makers have not been asked. With six short calls the step claimed would be "
    "reached.",
}

AGREED = {
    "B4": Agreed(
        {"level": 2},
        "No comparison of the team's competences with the strategy has been made, and no expert is named for the gaps.",
    ),
    "E1": Agreed(
        {"share_met": 57},
        "By the contact log, 27 of 47 participants had a conversation of their own; greetings at events do not count.",
    ),
    "F5": Agreed(
        {"impact": 2},
        "Two cases carry a figure confirmed by the firm; the third is the team's own estimate.",
    ),
}

EDITS = (
    EditedRecommendation(
        key="D7.1.1",
        title="Take the four firms that asked to one fair in Sweden",
        text="Four participants said in the survey that they want to sell to Sweden. Choose one regional food fair "
        "with them, ask the Swedish participant to book three buyer meetings for each firm, and share "
        "one table. Prepare prices and labels in Swedish on one afternoon. Ring every buyer within two weeks, and tell "
        "the board in figures what came of it.",
    ),
    # Rejected: the large participants were asked last year and declined.
    EditedRecommendation(key="D5.1.2", is_rejected=True),
)

OWN = (
    Own(
        indicator="E1",
        title="Ring the twenty that nobody spoke with",
        text="The contact log names twenty participants without a conversation in twelve months. Share them out among "
        "the three of the team, ring each once within two months, and ask one thing only: what would make the fee "
        "worth paying. Write the answers into the log the same day and bring the three most frequent to the next board "
        "meeting.",
        effect=5,
        effort=2,
    ),
)

# The recommendations that the assessor and the manager agreed to start with; the first is the assessor's own.
FIRST = ("own-1", "F3.2.1", "D7.1.1", "B4.2.1", "C1.public_dependent.1")

# All indicators without a different agreed value were agreed as answered.
CONFIRMED = tuple(indicator.key for indicator in load_edition("2019").indicators if indicator.key not in AGREED)

SAID = (
    Said(
        "own-1",
        Reply.DONE,
        dt.date(2026, 8, 27),
        "All twenty were rung by 15 August. Seven come to the breakfasts now.",
    ),
    Said(
        "F3.2.1",
        Reply.WILL_DO,
        dt.date(2026, 6, 18),
        "The board takes two decisions from the autumn survey in its December meeting.",
        due_on=dt.date(2026, 12, 11),
    ),
    Said(
        "D7.1.1",
        Reply.WILL_DO,
        dt.date(2026, 6, 18),
        "Three of the four firms have said yes. The fair is in Umeå in November.",
        due_on=dt.date(2026, 11, 27),
    ),
    Said(
        "C1.public_dependent.1",
        Reply.NOT_NOW,
        dt.date(2026, 6, 18),
        "The European project is under audit until spring. We price the core once its final figures are known.",
    ),
)

REVIEW = DemoReview(remarks=REMARKS, agreed=AGREED, edits=EDITS, confirmed=CONFIRMED, own=OWN, first=FIRST, minutes=171)
