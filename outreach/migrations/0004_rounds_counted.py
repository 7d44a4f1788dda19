from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outreach", "0003_everyday")]

    operations = [
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("bag_back__isnull", True), ("bag_back__lte", models.F("bag_out")), _connector="OR"
                ),
                name="handout_less_back_than_out",
                violation_error_message="More came back than went out.",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_open", False), ("status", "held"), _connector="OR"),
                name="round_open_is_held",
            ),
        ),
    ]
