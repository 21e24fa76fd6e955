"""The 84 fictional clusters of the cohort: country, invented place, name and technology fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Member:
    """One cluster of the cohort. `name` and `name_local` lack the mark that says it is fictional."""

    country: str
    place: str
    name: str
    portfolios: tuple[str, ...]
    name_local: str = ""


# country, place, rest of the name, technology fields; for Finland also the Finnish name.
ROWS: Final = (
    ("FI", "Aamuniemi", "Dairy and Berry Cluster", "food", "Aamuniemen maito- ja marjaklusteri"),
    ("FI", "Halmevaara", "Wind and Heat Cluster", "energy_environment", "Halmevaaran tuuli- ja lämpöklusteri"),
    ("FI", "Kaislajärvi", "Clean Water Cluster", "energy_environment maritime", "Kaislajärven puhtaan veden klusteri"),
    ("FI", "Mustaselkä", "Software Cluster", "ict", "Mustaselän ohjelmistoklusteri"),
    ("FI", "Suviranta", "Home Care Cluster", "health", "Suvirannan kotihoidon klusteri"),
    ("FI", "Otsovaara", "Machine Builders", "production", "Otsovaaran koneenrakentajat"),
    ("FI", "Kallaranta", "Timber Building Cluster", "construction", "Kallarannan puurakentamisen klusteri"),
    ("FI", "Purolampi", "Winter Travel Cluster", "sports_leisure_tourism", "Purolammen talvimatkailun klusteri"),
    ("FI", "Kuusikallio", "Fibre Materials Cluster", "materials_chemistry", "Kuusikallion kuitumateriaalien klusteri"),
    ("FI", "Tyynisaari", "Boat and Port Cluster", "maritime transport", "Tyynisaaren vene- ja satamaklusteri"),
    ("SE", "Granmora", "Grain Network", "food"),
    ("SE", "Lingonfors", "District Heating Cluster", "energy_environment"),
    ("SE", "Björkvallen", "Data Cluster", "ict"),
    ("SE", "Vitåsen", "Care Technology Network", "health ict"),
    ("SE", "Tallsjöbygden", "Forest Vehicles", "production transport"),
    ("SE", "Sillsundet", "Shipyard Cluster", "maritime"),
    ("SE", "Ekströmmen", "Bio Hub", "biotechnology"),
    ("SE", "Norrlunden", "Games Network", "creative ict"),
    ("NO", "Fiskvåg", "Seafood Cluster", "food maritime"),
    ("NO", "Tindefjord", "Hydropower Forum", "energy_environment"),
    ("NO", "Lysvika", "Sensor Cluster", "micro_nano_optical ict"),
    ("NO", "Granheia", "Health Innovation", "health"),
    ("NO", "Skarvnes", "Ocean Robotics", "maritime production"),
    ("NO", "Bjønnlia", "Digital Services Cluster", "ict"),
    ("NO", "Myrasund", "Electric Ferry Cluster", "transport energy_environment"),
    ("DK", "Havrelund", "Food Network", "food"),
    ("DK", "Klitvang", "Offshore Wind Suppliers", "energy_environment"),
    ("DK", "Strandmose", "Medical Devices Cluster", "health"),
    ("DK", "Rugholmen", "Robot Forum", "production"),
    ("DK", "Bøgehede", "Circular Building Cluster", "construction energy_environment"),
    ("DK", "Kornø", "Ingredients Cluster", "food biotechnology"),
    ("DK", "Lærkesund", "Learning Software Network", "ict creative"),
    ("DE", "Falkenmoor", "Food Valley", "food"),
    ("DE", "Grauenstein", "Energy Storage Cluster", "energy_environment"),
    ("DE", "Silberhain", "Optics Network", "micro_nano_optical"),
    ("DE", "Wiesengau", "Hospital Technology Cluster", "health"),
    ("DE", "Kupfermark", "Industrial Software", "ict production"),
    ("DE", "Nebelwalde", "Toolmakers Cluster", "production"),
    ("DE", "Hohenlerche", "Polymer Network", "materials_chemistry"),
    ("DE", "Birkensand", "Regional Rail Cluster", "transport"),
    ("DE", "Ostermoor", "Low Carbon Heat Network", "energy_environment construction"),
    ("DE", "Rabenbruch", "Cabin Interiors Cluster", "aviation_space"),
    ("ES", "Valderroble", "Olive and Wine Cluster", "food"),
    ("ES", "Llanos del Cierzo", "Renewables Cluster", "energy_environment"),
    ("ES", "Costa Ambarina", "Travel Technology Cluster", "ict sports_leisure_tourism"),
    ("ES", "Monteclarín", "Health Cluster", "health"),
    ("ES", "Campo Azafrán", "Agrifood Network", "food"),
    ("ES", "Puertoalisio", "Port Logistics Cluster", "transport maritime"),
    ("ES", "Sierra Alondra", "Audiovisual Cluster", "creative"),
    ("ES", "Vegaserena", "Water Cluster", "energy_environment"),
    ("ES", "Riolindo", "Ceramics Cluster", "materials_chemistry construction"),
    ("PL", "Brzozogród", "Food Processing Cluster", "food"),
    ("PL", "Bursztynowiec", "Digital Cluster", "ict"),
    ("PL", "Jastrzębiny", "Aviation Suppliers", "aviation_space production"),
    ("PL", "Dębolas", "Furniture and Building Cluster", "construction"),
    ("PL", "Krukowice Leśne", "Medical Cluster", "health"),
    ("PL", "Mgławica", "Metal Cluster", "production"),
    ("PL", "Wrzosogóra", "Prosumer Energy Cluster", "energy_environment"),
    ("FR", "Montclairval", "Gastronomy Cluster", "food"),
    ("FR", "Valsaule", "Health at Home", "health"),
    ("FR", "Pont-Aubépine", "Digital Factory", "ict production"),
    ("FR", "Boisargent", "Plant Chemistry Cluster", "materials_chemistry biotechnology"),
    ("FR", "Rivedorée", "Green Energy Forum", "energy_environment"),
    ("FR", "Côte-Sarcelle", "Marine Biology Cluster", "biotechnology maritime"),
    ("RO", "Lunca Mierlei", "Agrifood Cluster", "food"),
    ("RO", "Valea Zorelelor", "Software Cluster", "ict"),
    ("RO", "Podișul Ierunca", "Energy Efficiency Cluster", "energy_environment construction"),
    ("RO", "Dealul Cimbrului", "Spa and Rehabilitation Cluster", "health sports_leisure_tourism"),
    ("LT", "Rūkupis", "Bakery Cluster", "food"),
    ("LT", "Gintarėnai", "Fintech Cluster", "ict"),
    ("LT", "Šiaurkrantis", "Solar Cluster", "energy_environment"),
    ("LT", "Ąžuolgiria", "Prefab House Cluster", "construction"),
    ("AT", "Murmelau", "Mechatronics Cluster", "production"),
    ("AT", "Lärchenmark", "Biomass Cluster", "energy_environment"),
    ("AT", "Föhrenau", "Life Science Network", "biotechnology health"),
    ("AT", "Steinbrunnalm", "Ski Technology Cluster", "sports_leisure_tourism production"),
    ("IT", "Colleginestra", "Pasta and Cheese Cluster", "food"),
    ("IT", "Valcipressa", "Wellbeing Cluster", "health"),
    ("IT", "Montebruma", "Smart Mobility Network", "transport ict"),
    ("IT", "Lagosereno", "Design Cluster", "creative"),
    ("IT", "Rivacardo", "Cloud Services Cluster", "ict"),
    ("EE", "Kadakaoja", "E-Services Cluster", "ict"),
    ("EE", "Rebasesoo", "E-Health Cluster", "health"),
    ("PT", "Serra do Medronho", "Aquaculture Technology Cluster", "maritime"),
)


def members() -> tuple[Member, ...]:
    """The cohort in a fixed order."""
    return tuple(Member(row[0], row[1], f"{row[1]} {row[2]}", tuple(row[3].split()), *row[4:]) for row in ROWS)
