"""DEMO-0004: a health cluster in Finland, in interview; its people write in Finnish."""

from __future__ import annotations

import datetime as dt

from assessments.demo.people import OUTI, TUULA
from assessments.demo.shapes import (
    Agreed,
    Calendar,
    Cluster,
    DemoAssessment,
    DemoClarification,
    DemoReview,
    ForAssessor,
    Meeting,
    Raw,
    SaidInThread,
)

STORIES = [
    {
        "title": "Kotihoidon lääkeautomaatti käyttöön kolmessa kunnassa",
        "start": "Pienellä laitevalmistajalla oli toimiva prototyyppi, mutta ei yhtään kuntaa, joka olisi ottanut sen "
        "koekäyttöön.",
        "action": "Klusteri kokosi kolmen kunnan kotihoidon ja valmistajan saman pöydän ääreen, sopi koekäytön "
        "ehdoista ja haki sille rahoituksen.",
        "result": "Laite on käytössä 140 kodissa. Kotikäynnit vähenivät 17 % ja valmistaja palkkasi neljä työntekijää.",
        "publishable": "yes",
    },
    {
        "title": "Kuntoutuksen etämittaus yhteiskäyttöön",
        "start": "Kaksi yritystä kehitti tietämättään samaa mittausta.",
        "action": "Klusterin työryhmässä yritykset jakoivat työn: toinen teki anturin, toinen ohjelmiston.",
        "result": "Yhteinen tuote tuli myyntiin puolitoista vuotta etuajassa, ja sen liikevaihto oli ensimmäisenä "
        "vuonna 220 000 euroa.",
        "publishable": "no",
    },
]

ANSWERS: Raw = {
    "A1": {"founded": 2014},
    "A2": {"total": 64, "signed": 58, "paying": 49, "active": 37, "joined": 6, "left": 2, "long_standing": 44},
    "A3": {
        "smes": 38, "other_companies": 6, "research": 2, "universities": 2, "training": 3,
        "financial": 2, "consultants": 4, "government": 6, "others": 1,
    },
    "A4": {"core_region": "Haukikosken seutu", "share_in_region": 69, "share_of_potential": 47},
    "A5": {
        "portfolios": ["health", "ict"],
        "focus": "Kotona asumista tukeva hyvinvointiteknologia: tarpeesta koekäyttöön ja koekäytöstä vientiin.",
        "level": 3,
    },
    "A6": {"industry": 50, "research": 30, "public": 20},
    "A7": {"from_abroad": 3, "countries": ["EE", "NO", "SE"]},
    "B1": {"legal_form": "association", "steering": "central"},
    "B2": {"bodies": ["general_assembly", "board", "advisory"], "meetings": 8, "company_share": 60, "level": 4},
    "B3": {"people": 4, "fte": "3.25", "permanent_fte": "2.50"},
    "B4": {
        "manager_years": 9,
        "competences": ["sector", "innovation", "projects", "communication", "internationalisation", "funding"],
        "level": 3,
    },
    "B5": {"training_days": "4.0", "tenure": "4.8", "level": 3},
    "B6": {"year": 2025, "horizon": 5, "level": 4},
    "B7": {"action_plan": 3, "controlling": 3},
    "B8": {"indicators": 12, "interval": "half_yearly", "level": 3},
    "C1": {
        "budget": 412000, "eu": 22, "national": 15, "regional": 18, "fees": 20, "services": 17, "other_private": 4,
        "in_kind": 4,
    },
    "C2": {"has_fee": "yes", "lowest": 400, "highest": 6000, "basis": "size", "share_paying": 75},
    "C3": {"months": 26, "level": 3},
    "D1": {
        "level": 3, "activities": 7, "reached": 29,
        "example": "Syksyn rahoitusklinikalla yksitoista jäsentä hioi hakemustaan rahoittajan kanssa. Seitsemän sai "
        "rahoituksen.",
    },
    "D2": {
        "level": 3, "activities": 6, "reached": 25,
        "example": "Testikoti avattiin jäsenille kaksi kertaa kuussa, ja kolmesta kokeilusta syntyi yhteishanke.",
    },
    "D3": {
        "level": 4, "activities": 31, "reached": 59,
        "example": "Vuosikalenterissa on kuukausittainen jäsenaamu, ja tarpeet ja tarjoukset kirjataan yhteiseen "
        "luetteloon.",
    },
    "D4": {
        "level": 2, "activities": 2, "reached": 21,
        "example": "Lääkinnällisten laitteiden vaatimuksista järjestettiin koulutuspäivä yhdessä oppilaitoksen kanssa.",
    },
    "D5": {
        "level": 3, "activities": 4, "reached": 13,
        "example": "Alkavat yritykset esittelivät ratkaisujaan kuntien hankinnoista vastaaville neljä kertaa.",
    },
    "D6": {
        "level": 3, "activities": 5, "reached": 23,
        "example": "Yhteinen osasto terveysteknologian messuilla ja kaksi ulkomaista vierailijaryhmää.",
    },
    "D7": {
        "level": 3, "activities": 4, "reached": 18,
        "example": "Yhdeksän yritystä tapasi ostajia Virossa ja Norjassa; tapaamiset varattiin ennalta.",
    },
    "D8": {
        "level": 2, "activities": 1, "reached": 14,
        "example": "Työpajassa jokainen yritys laski oman laitteensa sähkönkulutuksen ja materiaalit.",
    },
    "E1": {"share_met": 83, "visits": 41},
    "E2": {"groups": 5, "meetings": 24, "share_taking_part": 52, "projects": 4},
    "E3": {
        "channels": ["newsletter", "meetings", "platform", "social", "members_area"], "newsletters": 11,
        "english_website": "yes", "level": 3,
    },
    "E4": {"partners_home": 7, "partners_abroad": 4, "requests": 23, "level": 3},
    "F1": {"media": 18, "publications": 4, "events": 12},
    "F2": {"stories": STORIES},
    "F3": {"level": 3, "year": 2026, "response_rate": 48, "result": "4.3"},
    "F4": {
        "impact": 3,
        "evidence": "Neljä yhteishanketta on käynnistynyt klusterin kautta. Etämittauksesta on haettu patenttia, ja "
        "yritykset ovat vahvistaneet klusterin osuuden kirjallisesti.",
    },
    "F5": {
        "impact": 3,
        "evidence": "Vuosikyselyssä kolme yritystä ilmoitti yhteensä 640 000 euron uudesta myynnistä.",
    },
    "F6": {
        "impact": 2,
        "evidence": "Yksi yritys on tehnyt koetoimituksen norjalaiselle palveluntuottajalle keväällä 2026.",
    },
}  # fmt: skip

REVIEW = DemoReview(
    remarks={
        "A2": "Jäsenrekisteri on ajan tasalla, ja sitoumukset löytyivät pyydettäessä. Kuusi organisaatiota on "
        "jäsenenä, vaikka niiden sitoumus puuttuu. Asia sovittiin korjattavaksi vuoden loppuun mennessä.",
        "A5": "Toiminta-ajatus on rajattu selvästi, ja sitä on myös käytetty: hallitus hylkäsi kaksi hanketta, "
        "jotka eivät liittyneet kotona asumiseen.",
        "B2": "Päätöksenteko on poikkeuksellisen selkeää. Julkisten toimijoiden paikka hallituksessa on kirjattu, ja "
        "kausien pituudet ovat tiedossa.",
        "C3": "Rahoitus nojaa useaan lähteeseen. Hallituksen hyväksymä suunnitelma kattaa kaksi vuotta, mutta toteumaa "
        "ei ole vielä verrattu siihen.",
        "D8": "Vihreästä siirtymästä on tehty hyvä avaus. Digitaalinen ja yhteiskunnallinen puoli jäävät vielä "
        "yksittäisten hankkeiden varaan.",
    },
    agreed={
        "A2": Agreed(
            {"active": 34},
            "Osallistujaluetteloiden mukaan 34 jäsentä osallistui vähintään kahteen tilaisuuteen; kolme oli laskettu "
            "kahdesti.",
        ),
    },
    confirmed=("A1", "A3", "A4", "A5", "A6", "A7", "B1", "B3", "B4", "B5", "B6", "C3"),
    minutes=74,
    questions=(
        # Unresolved, so that the owner sees what needs a reply. The deadline leaves time for the year's figures.
        DemoClarification(
            "D8",
            "Haastattelussa tuli esiin myös digitaalinen hanke. Kuinka monta toimenpidettä vihreän ja digitaalisen "
            "siirtymän tueksi järjestettiin yhteensä, ja kuinka moni osallistuja oli mukana?",
            dt.date(2026, 9, 29),
            dt.date(2026, 12, 31),
        ),
        DemoClarification(
            "B2",
            "Kuinka monta julkisen toimijan edustajaa hallituksessa on tällä kaudella?",
            dt.date(2026, 9, 29),
            dt.date(2026, 10, 6),
            replies=(SaidInThread("Kaksi: kaupungin ja hyvinvointialueen edustaja.", dt.date(2026, 9, 30)),),
            resolved=dt.date(2026, 9, 30),
        ),
    ),
)

HAUKIKOSKI = Cluster(
    name="Haukikoski Wellbeing Technology Cluster (demo)",
    name_local="Haukikosken hyvinvointiteknologian klusteri (demo)",
    country="FI",
    region="Haukikoski",
    portfolios=("health", "ict"),
    owner=TUULA,
    registered=dt.date(2026, 4, 27),
    eccp_accepted=dt.date(2021, 11, 9),
    membership_price="Yritykset 400–6 000 € vuodessa henkilöstömäärän mukaan, oppilaitokset ja kunnat 400 €.",
    assessments=(
        DemoAssessment(
            reference="DEMO-0004",
            calendar=Calendar(
                started=dt.date(2026, 5, 4),
                answered=(dt.date(2026, 5, 18), dt.date(2026, 6, 9), dt.date(2026, 8, 19)),
                submitted=dt.date(2026, 8, 21),
                assigned=dt.date(2026, 9, 1),
                interview=dt.date(2026, 9, 29),
            ),
            answers=ANSWERS,
            assessor=OUTI,
            review=REVIEW,
            meeting=Meeting(link="https://video.example.org/haukikoski", moved_from=dt.date(2026, 9, 22)),
            for_assessor=(
                ForAssessor(
                    "F4",
                    "Emme ole varmoja, lasketaanko etämittauksen patenttihakemus jo tulokseksi. Toivomme, että siitä "
                    "puhutaan haastattelussa.",
                    dt.date(2026, 8, 19),
                ),
                ForAssessor(
                    "C3",
                    "Hallituksen pöytäkirja rahoitussuunnitelmasta on luottamuksellinen. Näytämme sen haastattelussa.",
                    dt.date(2026, 8, 19),
                ),
            ),
        ),
    ),
)
