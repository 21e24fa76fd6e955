import datetime as dt

from django.db import migrations


def fill(apps, schema_editor):
    """Notes the day of the interview on each label, and the label that continues it without a gap."""
    Label = apps.get_model("assessments", "Label")
    for label in Label.objects.select_related("assessment"):
        label.interview_on = label.assessment.interview_on
        label.renewed_by = Label.objects.filter(
            organisation=label.organisation_id,
            level=label.level,
            valid_from=label.valid_until + dt.timedelta(days=1),
        ).first()
        label.save(update_fields=["interview_on", "renewed_by"])


class Migration(migrations.Migration):
    dependencies = [("assessments", "0011_label_states")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
