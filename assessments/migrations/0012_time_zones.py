"""The time zones of people and organisations: that of the country if it has only one."""

from django.db import migrations, models

import assessments.models.people
from criteria.time_zones import zone_of


def take_from_country(apps, schema_editor):
    organisations = apps.get_model("assessments", "Organisation").objects
    for organisation in organisations.iterator():
        if zone := zone_of(organisation.country, organisation.created_at.year):
            organisations.filter(pk=organisation.pk).update(time_zone=zone)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0011_identity_of_what_is_there'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='time_zone',
            field=models.CharField(choices=assessments.models.people.time_zones, default=assessments.models.people.site_time_zone, max_length=40, verbose_name='time zone'),
        ),
        migrations.AddField(
            model_name='user',
            name='time_zone',
            field=models.CharField(choices=assessments.models.people.time_zones, default=assessments.models.people.site_time_zone, max_length=40, verbose_name='time zone'),
        ),
        migrations.RunPython(take_from_country, migrations.RunPython.noop),
    ]
