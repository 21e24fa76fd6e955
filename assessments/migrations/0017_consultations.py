"""Common positions and quick questions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0016_retention'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('position', 'Common position'), ('question', 'Quick question')], max_length=8)),
                ('title', models.CharField(max_length=150)),
                ('text', models.TextField()),
                ('choices', models.JSONField(default=list)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('portfolio', models.CharField(blank=True, max_length=40)),
                ('deadline', models.DateField()),
                ('drafted_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.TextField(blank=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('told_until', models.PositiveBigIntegerField(blank=True, null=True)),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ConsultationReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(max_length=8)),
                ('text', models.TextField(blank=True)),
                ('is_named', models.BooleanField(default=False)),
                ('replied_at', models.DateTimeField()),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='assessments.consultation')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consulted', to='assessments.organisation')),
                ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('consultation', 'organisation'), name='one_reply_per_organisation')],
            },
        ),
    ]
