"""The picture that a screen took of itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fleet", "0003_kiosk_facts_made")]

    operations = [
        migrations.AddField(
            model_name="kioskcommand",
            name="picture",
            field=models.BinaryField(null=True),
        ),
    ]
