"""The release whose figures a report shows."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0009_comparison_releases'),
    ]

    operations = [
        migrations.AddField(
            model_name='reportfile',
            name='release',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.release'),
        ),
    ]
