"""The address of a calendar program is replaced alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="belonging",
            name="calendar",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
