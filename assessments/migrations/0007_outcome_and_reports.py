"""Labels and reports."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import assessments.models.people


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0006_comparison'),
    ]

    operations = [
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('series', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('value', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(max_length=8)),
                ('number', models.CharField(max_length=24, unique=True)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField()),
                ('renewable_until', models.DateField()),
                ('assessment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='label', to='assessments.assessment')),
            ],
        ),
        migrations.CreateModel(
            name='LabelReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('sent_at', models.DateTimeField()),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='assessments.label')),
            ],
        ),
        migrations.AddField(
            model_name='label',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='labels', to='assessments.organisation'),
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=assessments.models.people.interface_languages, max_length=2)),
                ('kind', models.CharField(choices=[('full', 'Whole report'), ('summary', 'Summary')], default='full', max_length=8)),
                ('is_assessed', models.BooleanField()),
                ('asked_in', models.CharField(blank=True, max_length=12)),
                ('requested_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('queued', 'Queued'), ('running', 'Being made'), ('done', 'Ready'), ('unchanged', 'Nothing has changed'), ('failed', 'Failed')], default='queued', max_length=9)),
                ('step', models.CharField(blank=True, max_length=10)),
                ('token', models.CharField(blank=True, max_length=64)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('fault', models.CharField(blank=True, max_length=10)),
                ('error', models.TextField(blank=True)),
                ('code', models.CharField(max_length=10, unique=True)),
                ('issue', models.PositiveIntegerField(blank=True, null=True)),
                ('dated', models.DateField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('file', models.FileField(blank=True, upload_to='reports/%Y/%m')),
                ('html', models.FileField(blank=True, upload_to='reports/%Y/%m')),
                ('workbook', models.FileField(blank=True, upload_to='reports/%Y/%m')),
                ('pages', models.PositiveSmallIntegerField(default=0)),
                ('size', models.PositiveIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='assessments.assessment')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('same_as', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assessments.reportfile')),
            ],
        ),
        migrations.AddConstraint(
            model_name='labelreminder',
            constraint=models.UniqueConstraint(fields=('label', 'kind'), name='each_reminder_once'),
        ),
        migrations.AddIndex(
            model_name='reportfile',
            index=models.Index(fields=['assessment', '-requested_at'], name='assessments_assessm_d0aae1_idx'),
        ),
        migrations.AddIndex(
            model_name='reportfile',
            index=models.Index(fields=['status', 'lease_until'], name='assessments_status_b6a3dc_idx'),
        ),
        migrations.AddConstraint(
            model_name='reportfile',
            constraint=models.UniqueConstraint(fields=('assessment', 'language', 'kind', 'issue'), name='each_issue_once'),
        ),
        migrations.AddConstraint(
            model_name='reportfile',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('queued', 'running'))), fields=('assessment', 'language', 'kind', 'status'), name='one_report_of_a_series_in_the_making'),
        ),
    ]
