"""An outcome belongs to the teams that agreed on it, wherever they sit."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_to_teams(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """To those who sit at its table, where somebody of the course is in the team."""
    Outcome, Team = apps.get_model("training", "Outcome"), apps.get_model("training", "Team")
    for outcome in Outcome.objects.all().iterator():
        here = Team.objects.filter(assignment=outcome.assignment_id, table=outcome.table)
        outcome.teams.set(here.filter(members__isnull=False).distinct())


class Migration(migrations.Migration):
    dependencies = [("training", "0003_submissions_and_reviews")]

    operations = [
        migrations.AddField(
            model_name="outcome",
            name="teams",
            field=models.ManyToManyField(related_name="outcomes", to="training.team"),
        ),
        migrations.RemoveConstraint(model_name="outcome", name="one_outcome_per_table"),
        migrations.AlterField(model_name="outcome", name="table", field=models.PositiveIntegerField(default=0)),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(
                condition=~models.Q(table=0), fields=("assignment", "table"), name="one_outcome_per_table"
            ),
        ),
        migrations.RunPython(give_to_teams, migrations.RunPython.noop),
    ]
