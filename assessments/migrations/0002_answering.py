"""Assessments, answers and evidence."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0001_people_and_organisations'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=12)),
                ('values', models.JSONField(default=dict)),
                ('not_applicable', models.TextField(blank=True, max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_carried', models.BooleanField(default=False)),
                ('updated_at', models.DateTimeField()),
                ('agreed', models.JSONField(blank=True, null=True)),
                ('agreed_reason', models.TextField(blank=True, max_length=1000)),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('agreed_version', models.PositiveIntegerField(default=0)),
                ('agreed_own_version', models.PositiveIntegerField(blank=True, null=True)),
                ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True, verbose_name='reference')),
                ('edition', models.CharField(max_length=12)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('interview', 'In interview'), ('assessed', 'Waiting for decision'), ('labelled', 'Labelled'), ('not_labelled', 'No label'), ('withdrawn', 'Withdrawn'), ('deleted', 'Deleted')], default='draft', max_length=12, verbose_name='state')),
                ('created_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('interview_on', models.DateField(blank=True, null=True, verbose_name='date of the interview')),
                ('assessed_at', models.DateTimeField(blank=True, null=True)),
                ('proposal', models.CharField(blank=True, choices=[('label', 'Award the label'), ('no_label', 'No label')], max_length=8)),
                ('proposal_reason', models.TextField(blank=True, max_length=2000)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.TextField(blank=True)),
                ('written_in', models.CharField(blank=True, max_length=10)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='answerrow',
            name='assessment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='assessments.assessment'),
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('statement', models.CharField(max_length=500, verbose_name='statement it supports')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='web address')),
                ('file', models.FileField(blank=True, upload_to='evidence/%Y/%m', verbose_name='file')),
                ('file_name', models.CharField(blank=True, max_length=150)),
                ('media_type', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveIntegerField(default=0)),
                ('added_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='assessments.assessment')),
            ],
        ),
        migrations.AddField(
            model_name='assessment',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='assessments.organisation'),
        ),
        migrations.AddConstraint(
            model_name='answerrow',
            constraint=models.UniqueConstraint(fields=('assessment', 'indicator'), name='one_answer_per_indicator'),
        ),
        migrations.AddIndex(
            model_name='evidence',
            index=models.Index(fields=['assessment', 'indicator'], name='assessments_assessm_29cb7c_idx'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('link', ''), ('file', ''), _connector='XOR'), name='evidence_is_a_file_or_a_link'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['status', 'submitted_at'], name='assessments_status_c238dc_idx'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('draft', 'submitted', 'interview', 'assessed'))), fields=('organisation',), name='one_open_assessment_per_organisation'),
        ),
    ]
