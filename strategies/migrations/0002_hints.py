import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quadrants", "0004_print_kinds"),
        ("strategies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HintState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40)),
                ("aside", models.BooleanField(default=False, verbose_name="Put aside")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=1000, verbose_name="Why it does not matter here"),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "worksheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hints",
                        to="quadrants.worksheet",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["worksheet", "rule"], name="one_state_per_hint")],
            },
        ),
    ]
