"""Warnings of deletions."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0015_interim_check'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeletionWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=20)),
                ('sent_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deletion_warnings', to='assessments.assessment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assessment', 'rule'), name='one_deletion_warning_per_rule')],
            },
        ),
    ]
