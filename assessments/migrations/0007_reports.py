import secrets
from collections import Counter

import django.db.models.deletion
from django.db import migrations, models

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def number_reports(apps, schema_editor):
    """Reports that were made become issues in the order they were made; what was being made has to be asked for anew."""
    ReportFile = apps.get_model("assessments", "ReportFile")
    issues = Counter()
    for report in ReportFile.objects.order_by("finished_at", "pk"):
        report.code = "".join(secrets.choice(ALPHABET) for _ in range(10))
        if report.status == "done":
            series = (report.assessment_id, report.language)
            issues[series] += 1
            report.issue = issues[series]
            # The day was printed as it was in universal time.
            report.dated = report.finished_at.date()
        elif report.status in ("queued", "running"):
            report.status = "failed"
            report.fault = "gave_up"
        report.save()


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0005_mail'),
    ]

    operations = [
        migrations.AddField('organisation', 'logo', models.FileField(blank=True, upload_to='logos/%Y/%m')),
        migrations.AddField('reportfile', 'asked_in', models.CharField(blank=True, default='', max_length=12), preserve_default=False),
        migrations.AddField('reportfile', 'attempts', models.PositiveSmallIntegerField(default=0)),
        migrations.AddField('reportfile', 'code', models.CharField(default='', max_length=10), preserve_default=False),
        migrations.AddField('reportfile', 'dated', models.DateField(blank=True, null=True)),
        migrations.AddField('reportfile', 'fault', models.CharField(blank=True, default='', max_length=10), preserve_default=False),
        migrations.AddField('reportfile', 'fingerprint', models.CharField(blank=True, default='', max_length=64), preserve_default=False),
        migrations.AddField('reportfile', 'html', models.FileField(blank=True, default='', upload_to='reports/%Y/%m'), preserve_default=False),
        migrations.AddField('reportfile', 'issue', models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField('reportfile', 'kind', models.CharField(choices=[('full', 'Whole report'), ('summary', 'Summary')], default='full', max_length=8)),
        migrations.AddField('reportfile', 'lease_until', models.DateTimeField(blank=True, null=True)),
        migrations.AddField('reportfile', 'page', models.PositiveSmallIntegerField(default=0)),
        migrations.AddField('reportfile', 'same_as', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assessments.reportfile')),
        migrations.AddField('reportfile', 'sha256', models.CharField(blank=True, default='', max_length=64), preserve_default=False),
        migrations.AddField('reportfile', 'size', models.PositiveIntegerField(default=0)),
        migrations.AddField('reportfile', 'step', models.CharField(blank=True, default='', max_length=10), preserve_default=False),
        migrations.AddField('reportfile', 'token', models.CharField(blank=True, default='', max_length=64), preserve_default=False),
        migrations.AddField('reportfile', 'workbook', models.FileField(blank=True, default='', upload_to='reports/%Y/%m'), preserve_default=False),
        migrations.AlterField('reportfile', 'status', models.CharField(choices=[('queued', 'Queued'), ('running', 'Being made'), ('done', 'Ready'), ('unchanged', 'Nothing has changed'), ('failed', 'Failed')], default='queued', max_length=9)),
        migrations.RunPython(number_reports, migrations.RunPython.noop),
        migrations.AlterField('reportfile', 'code', models.CharField(max_length=10, unique=True)),
        migrations.AddIndex('reportfile', models.Index(fields=['status', 'lease_until'], name='assessments_status_b6a3dc_idx')),
        migrations.AddConstraint('reportfile', models.UniqueConstraint(fields=('assessment', 'language', 'kind', 'issue'), name='each_issue_once')),
        migrations.AddConstraint('reportfile', models.UniqueConstraint(condition=models.Q(('status__in', ('queued', 'running'))), fields=('assessment', 'language', 'kind', 'status'), name='one_report_of_a_series_in_the_making')),
    ]
