"""One identity per cluster: names, registration numbers, and the cluster of each comparison entry."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0009_sessions'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='registration_number',
            field=models.CharField(blank=True, max_length=40, verbose_name='registration number'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='number_identity',
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='organisation',
            name='same_as',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assessments.organisation'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('number_identity', ''), _negated=True), fields=('country', 'number_identity'), name='one_organisation_per_number'),
        ),
        migrations.CreateModel(
            name='OrganisationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('identity', models.CharField(max_length=600, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='assessments.organisation')),
            ],
        ),
        migrations.AddField(
            model_name='cohortentry',
            name='identity',
            field=models.CharField(default='', max_length=600),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='cohortentry',
            name='is_latest',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='cohortentry',
            index=models.Index(fields=['identity', 'year'], name='entries_of_cluster'),
        ),
        migrations.RemoveConstraint(
            model_name='cohortentry',
            name='one_latest_entry_per_organisation',
        ),
    ]
