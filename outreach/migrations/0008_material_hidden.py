from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outreach", "0007_envelopes_held")]

    operations = [
        migrations.AddField(
            model_name="material",
            name="is_hidden",
            field=models.BooleanField(default=False, verbose_name="no longer handed out"),
        ),
    ]
