"""What a secret link opens has a seed, and says what became of its letter; recovery has three ways; a new address waits."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0002_calendar_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="new_email",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="invitation",
            name="delivery",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="invitation",
            name="seed",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="recovery",
            name="address",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="recovery",
            name="authority",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="recovery",
            name="delivery",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="recovery",
            name="seed",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="recovery",
            name="way",
            field=models.CharField(default="officers", max_length=10),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="digest",
            field=models.CharField(blank=True, db_index=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="recovery",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="recovery",
            name="digest",
            field=models.CharField(blank=True, db_index=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="keptform",
            name="path",
            field=models.TextField(),
        ),
    ]
