from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def unmark(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now an empty list meant that none was marked."""
    apps.get_model("assessments", "AdviceOrder").objects.filter(first=[]).update(first=None)


def mark_none(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The other way round."""
    apps.get_model("assessments", "AdviceOrder").objects.filter(first=None).update(first=[])


class Migration(migrations.Migration):
    dependencies = [("assessments", "0014_reply_version")]

    operations = [
        migrations.AlterField(
            model_name="adviceorder", name="first", field=models.JSONField(default=None, null=True)
        ),
        migrations.RunPython(unmark, mark_none),
    ]
