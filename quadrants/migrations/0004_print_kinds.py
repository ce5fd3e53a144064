from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quadrants", "0003_printing")]

    operations = [
        migrations.RenameField("printjob", "worksheets", "keys"),
        migrations.AddField("printjob", "kind", models.CharField(default="sheets", max_length=20)),
        migrations.AddField("printjob", "about", models.CharField(blank=True, max_length=100, default=""), False),
    ]
