"""A certificate is opened by a link that shares a report."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0021_sealed_certificate'),
    ]

    operations = [
        migrations.AlterField(
            model_name='shareopening',
            name='part',
            field=models.CharField(choices=[('page', 'the page of the link'), ('file', 'the document'), ('cert', 'the certificate of the label')], max_length=4),
        ),
    ]
