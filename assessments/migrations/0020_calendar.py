"""The calendar of funding calls and events."""


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0019_credential'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('call', 'Funding call'), ('event', 'Event')], max_length=5)),
                ('title', models.CharField(max_length=150)),
                ('text', models.TextField()),
                ('for_whom', models.CharField(max_length=200)),
                ('source', models.CharField(max_length=150)),
                ('link', models.URLField(max_length=500)),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField()),
                ('country', models.CharField(blank=True, max_length=2)),
                ('portfolio', models.CharField(blank=True, max_length=40)),
                ('language', models.CharField(max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField()),
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'calendar entries',
                'indexes': [models.Index(fields=['ends_on'], name='assessments_ends_on_6e1e8b_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_on', None), ('starts_on__lte', models.F('ends_on')), _connector='OR'), name='calendar_entry_starts_before_it_ends')],
            },
        ),
    ]
