"""Releases of comparison figures."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0008_mail'),
    ]

    operations = [
        migrations.CreateModel(
            name='ComparisonObjection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identity', models.CharField(max_length=600, unique=True)),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.organisation')),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('objected_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.CharField(max_length=12)),
                ('number', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('parameters', models.JSONField()),
                ('members_count', models.PositiveIntegerField()),
                ('audit', models.JSONField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ReleaseGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('size', models.PositiveIntegerField(null=True)),
                ('withheld', models.CharField(blank=True, choices=[('few', 'too few clusters'), ('subtraction', 'would reveal a small group by subtraction'), ('dominated', 'one source or one cluster has too large a part'), ('audit', 'would reveal the answer of a cluster')], max_length=12)),
                ('names', models.JSONField(default=list)),
                ('first_year', models.PositiveSmallIntegerField(null=True)),
                ('last_year', models.PositiveSmallIntegerField(null=True)),
                ('published_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.release')),
                ('release', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='assessments.release')),
            ],
        ),
        migrations.CreateModel(
            name='ReleaseFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=40)),
                ('figures', models.JSONField()),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='assessments.releasegroup')),
            ],
        ),
        migrations.CreateModel(
            name='ReleaseMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identity', models.CharField(max_length=600)),
                ('run', models.CharField(max_length=400)),
                ('groups', models.JSONField()),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assessments.cohortentry')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assessments.organisation')),
                ('release', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='assessments.release')),
            ],
        ),
        migrations.CreateModel(
            name='ReleaseOutlier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=40)),
                ('value', models.DecimalField(decimal_places=6, max_digits=18)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.cohortentry')),
                ('release', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='outliers', to='assessments.release')),
            ],
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(fields=('edition', 'number'), name='release_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='releasegroup',
            constraint=models.UniqueConstraint(fields=('release', 'key'), name='group_once_per_release'),
        ),
        migrations.AddConstraint(
            model_name='releasefigure',
            constraint=models.UniqueConstraint(fields=('group', 'measure'), name='figure_once_per_group'),
        ),
        migrations.AddConstraint(
            model_name='releasemember',
            constraint=models.UniqueConstraint(fields=('release', 'identity'), name='member_once_per_release'),
        ),
        migrations.AddConstraint(
            model_name='releaseoutlier',
            constraint=models.UniqueConstraint(fields=('release', 'entry', 'measure'), name='outlier_once_per_release'),
        ),
        # A report keeps the release whose figures it shows.
        migrations.AddField(
            model_name='reportfile',
            name='release',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.release'),
        ),
    ]
