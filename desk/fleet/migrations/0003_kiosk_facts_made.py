"""How many facts a kiosk's store has made, as last heard: a store that knows of fewer was restored from a backup."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fleet", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="kiosk",
            name="facts_made",
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
    ]
