"""Identifies the existing clusters: current names, earlier names from the audit trail, and one entry per cluster."""

from django.db import migrations, models
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from criteria.text import identity


def name_organisations(apps, schema_editor):
    """Current names take precedence over earlier ones, and organisations registered first over later ones."""
    Organisation = apps.get_model("assessments", "Organisation")
    Name = apps.get_model("assessments", "OrganisationName")
    held, same_as = {}, {}
    for pk, *names in Organisation.objects.order_by("pk").values_list("pk", "name", "name_local"):
        for name in filter(None, names):
            holder, _ = held.setdefault(identity(name), (pk, name))
            if holder != pk:
                same_as[pk] = same_as.get(holder, holder)
    changes = apps.get_model("assessments", "AuditEntry").objects.filter(
        action="organisation_updated", organisation__isnull=False
    )
    for pk, before in changes.order_by("pk").values_list("organisation", "before"):
        for name in filter(None, map((before or {}).get, ("name", "name_local"))):
            held.setdefault(identity(name), (pk, name))
    Name.objects.bulk_create(
        (Name(organisation_id=pk, name=name, identity=key) for key, (pk, name) in held.items()), batch_size=500
    )
    for pk, first in same_as.items():
        Organisation.objects.filter(pk=pk).exclude(pk=first).update(same_as=first)


def tell_entries_apart(apps, schema_editor):
    """Marks one entry per cluster as the latest; the tallies are updated with the next change of an entry."""
    Entry = apps.get_model("assessments", "CohortEntry")
    names = dict(apps.get_model("assessments", "OrganisationName").objects.values_list("identity", "organisation"))
    first = dict(apps.get_model("assessments", "Organisation").objects.values_list("pk", "same_as"))
    entries = list(Entry.objects.only("organisation", "cluster"))
    for entry in entries:
        key = identity(entry.cluster)
        owner = entry.organisation_id or names.get(key)
        entry.identity = f"ORGANISATION {first[owner] or owner}" if owner else key
    Entry.objects.bulk_update(entries, ["identity"], batch_size=500)
    place = Window(
        RowNumber(),
        partition_by=F("identity"),
        order_by=[F("is_used").desc(), F("year").desc(), F("assessment").desc(nulls_last=True), F("pk").desc()],
    )
    latest = Entry.objects.annotate(place=place).filter(place=1).values("pk")
    Entry.objects.filter(is_latest=True).exclude(pk__in=latest).update(is_latest=False)
    Entry.objects.filter(is_latest=False, pk__in=latest).update(is_latest=True)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0010_identity'),
    ]

    operations = [
        migrations.RunPython(name_organisations, migrations.RunPython.noop),
        migrations.RunPython(tell_entries_apart, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='cohortentry',
            constraint=models.UniqueConstraint(condition=models.Q(('is_latest', True)), fields=('identity',), name='one_latest_entry_per_cluster'),
        ),
    ]
