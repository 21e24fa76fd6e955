"""People who coordinate the clusters of a region or country."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0022_shared_certificate'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='is_coordinator',
            field=models.BooleanField(default=False, verbose_name='coordinator'),
        ),
    ]
