"""The people who sign in, their sessions, organisations with their names, and memberships."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import assessments.models.people


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('language', models.CharField(choices=assessments.models.people.interface_languages, default='en', max_length=2, verbose_name='language')),
                ('time_zone', models.CharField(choices=assessments.models.people.time_zones, default=assessments.models.people.site_time_zone, max_length=40, verbose_name='time zone')),
                ('employer', models.CharField(blank=True, max_length=200, verbose_name='employer')),
                ('region', models.CharField(blank=True, max_length=120, verbose_name='region')),
                ('is_assessor', models.BooleanField(default=False, verbose_name='assessor')),
                ('is_secretariat', models.BooleanField(default=False, verbose_name='secretariat')),
                ('mail', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Once a day, what is not read yet'), ('never', 'Never')], default='at_once', max_length=8, verbose_name='mail')),
                ('unread', models.PositiveIntegerField(default=0, editable=False)),
                ('deleted_at', models.DateTimeField(editable=False, null=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('device', models.CharField(blank=True, max_length=300)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('editor', 'Editor'), ('reader', 'Reader')], max_length=8)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('name_local', models.CharField(blank=True, max_length=200, verbose_name="name in the cluster's own language")),
                ('country', models.CharField(max_length=2, validators=[django.core.validators.MinLengthValidator(2)], verbose_name='country')),
                ('registration_number', models.CharField(blank=True, max_length=40, verbose_name='registration number')),
                ('number_identity', models.CharField(blank=True, editable=False, max_length=40)),
                ('time_zone', models.CharField(choices=assessments.models.people.time_zones, default=assessments.models.people.site_time_zone, max_length=40, verbose_name='time zone')),
                ('region', models.CharField(blank=True, max_length=120, verbose_name='region')),
                ('host', models.CharField(blank=True, max_length=200, verbose_name='host organisation')),
                ('portfolios', models.JSONField(blank=True, default=list, verbose_name='technology fields')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('eccp_status', models.CharField(blank=True, choices=[('', 'Not answered yet'), ('none', 'No profile'), ('submitted', 'Submitted, waiting for acceptance'), ('accepted', 'Accepted')], default='', max_length=12, verbose_name='profile on the ECCP')),
                ('eccp_profile', models.URLField(blank=True, verbose_name='address of the ECCP profile')),
                ('eccp_accepted', models.DateField(blank=True, null=True, verbose_name='accepted on')),
                ('programme', models.CharField(blank=True, max_length=200, verbose_name='recognised programme')),
                ('membership_price', models.TextField(blank=True, max_length=500, verbose_name='price of membership in plain words')),
                ('logo', models.FileField(blank=True, upload_to='logos/%Y/%m')),
                ('same_as', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assessments.organisation')),
                ('is_fictional', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('people', models.ManyToManyField(related_name='organisations', through='assessments.Membership', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OrganisationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('identity', models.CharField(max_length=600, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='assessments.organisation')),
            ],
        ),
        migrations.AddField(
            model_name='membership',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='assessments.organisation'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('email', ''), _negated=True), name='user_has_email'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['country'], name='assessments_country_201306_idx'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('number_identity', ''), _negated=True), fields=('country', 'number_identity'), name='one_organisation_per_number'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('organisation', 'user'), name='one_membership_per_person'),
        ),
    ]
