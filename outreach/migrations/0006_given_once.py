from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outreach", "0005_ledger")]

    operations = [
        migrations.AddField(
            model_name="envelope",
            name="given_with",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
    ]
