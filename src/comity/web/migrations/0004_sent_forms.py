"""Forms that were answered, so that one that comes again gets its first answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0003_links_and_ways_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("status", models.PositiveSmallIntegerField()),
                ("address", models.TextField()),
                ("at", models.BigIntegerField(db_index=True)),
            ],
        ),
    ]
