"""The fictional people that one can sign in as, and the creation of their accounts."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission

from assessments.demo.shapes import MARK, PASSWORD, Person
from assessments.models import MailChoice, Notice, User
from assessments.workflow.mail.inbox import choose_mail, count_unread

AINO = Person("aino.demo@example.org", f"Aino Mallikas {MARK}", "fi", "Owner of DEMO-0001")
EERO = Person("eero.demo@example.org", f"Eero Esimerkki {MARK}", "fi", "Editor of DEMO-0001")
REETTA = Person("reetta.demo@example.org", f"Reetta Näyte {MARK}", "fi", "Reader of DEMO-0001")
MARIA = Person("maria.demo@example.org", f"Maria Sample {MARK}", "en", "Owner of DEMO-0002")
SVEN = Person("sven.demo@example.org", f"Sven Exempelsson {MARK}", "en", "Owner of DEMO-0003")
TUULA = Person("tuula.demo@example.org", f"Tuula Harjoitus {MARK}", "fi", "Owner of DEMO-0004")
PAAVO = Person("paavo.demo@example.org", f"Paavo Kokeilu {MARK}", "fi", "Owner of DEMO-0005")
HELMI = Person("helmi.demo@example.org", f"Helmi Malliranta {MARK}", "fi", "Owner of DEMO-0906 and DEMO-0006")
INES = Person("ines.demo@example.org", f"Inés Muestra {MARK}", "en", "Owner of DEMO-0007")
JONAS = Person("jonas.demo@example.org", f"Jonas Pavyzdys {MARK}", "en", "Owner of DEMO-0008")
KAISA = Person("kaisa.demo@example.org", f"Kaisa Otos {MARK}", "fi", "Owner of DEMO-0009")
PIETER = Person(
    "pieter.assessor@example.com",
    f"Pieter Proef {MARK}",
    "en",
    "Assessor of DEMO-0001, DEMO-0006 and DEMO-0008",
    is_assessor=True,
    employer=f"Proef Advies {MARK}",
    region="Proefland",
)
# Her employer is the host of DEMO-0009, a conflict; she comes from the region of DEMO-0004, which is only shown.
OUTI = Person(
    "outi.assessor@example.org",
    f"Outi Arvioija {MARK}",
    "fi",
    "Assessor of DEMO-0004; DEMO-0009 is closed to her by a conflict",
    is_assessor=True,
    employer=f"Kaislaranta College {MARK}",
    region="Haukikoski",
)
SIRKKA = Person(
    "sirkka.secretariat@example.org", f"Sirkka Sihteeri {MARK}", "fi", "Secretariat, administration pages",
    is_secretariat=True, is_staff=True,
)  # fmt: skip
TOMAS = Person("tomas.secretariat@example.com", f"Tomas Office {MARK}", "en", "Secretariat", is_secretariat=True)
# Assessed the whole cohort, so that the queues of the two assessors above contain only interesting items.
EARLIER_ASSESSOR = Person("earlier.assessor@example.org", f"Earlier Assessor {MARK}", is_assessor=True)

LOGINS = (AINO, EERO, REETTA, MARIA, SVEN, TUULA, PAAVO, HELMI, INES, JONAS, KAISA, PIETER, OUTI, SIRKKA, TOMAS)


class Cast:
    """Finds the accounts of fictional people and creates missing ones. The password is hashed only once."""

    def __init__(self) -> None:
        self._users: dict[str, User] = {}
        self._new: list[int] = []
        self._password = make_password(PASSWORD)

    def user(self, person: Person) -> User:
        """The account of `person`: unchanged if it exists, otherwise new with a confirmed address."""
        if person.email not in self._users:
            found = User.objects.filter(email=person.email).first()
            self._users[person.email] = found or self._create(person)
        return self._users[person.email]

    def _create(self, person: Person) -> User:
        user = User.objects.create(
            email=person.email,
            name=person.name,
            language=person.language,
            is_assessor=person.is_assessor,
            is_secretariat=person.is_secretariat,
            is_staff=person.is_staff,
            employer=person.employer,
            region=person.region,
            # No mail about the time before somebody uses the account; see `start_mail`.
            mail=MailChoice.NEVER,
            password=self._password if person.task else make_password(None),
        )
        self._new.append(user.pk)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if person.is_staff:
            # Staff without permissions would see empty administration pages; view permissions are enough for a demo.
            looking = Permission.objects.filter(content_type__app_label="assessments", codename__startswith="view_")
            user.user_permissions.set(looking)
        return user

    def start_mail(self, *, read_before: dt.datetime) -> None:
        """From now on, newly created people who can sign in get mail at once; older notices count as read."""
        for user in User.objects.filter(pk__in=self._new, email__in=[person.email for person in LOGINS]):
            choose_mail(user=user, choice=MailChoice.AT_ONCE)
        Notice.objects.filter(user__in=self._new, at__lt=read_before, read_at=None).update(read_at=read_before)
        count_unread(self._new)
