"""What is handed out from the first day; the coordinator may add to it and reword it."""

from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("6f2e7c1a-5d0b-4b1e-9a63-0f6c8d2b7e41")

# code, then the label in English, French and Dutch
MATERIALS = [
    ("condoms", "Condoms", "Préservatifs", "Condooms"),
    ("lubricant", "Lubricant", "Lubrifiant", "Glijmiddel"),
    ("sanitary_pads", "Sanitary pads", "Serviettes hygiéniques", "Maandverband"),
]


def sow(apps, schema_editor):
    """What is there already stays as it is, so that the step can be repeated."""
    model = apps.get_model("outreach", "Material")
    model.objects.bulk_create(
        [
            model(id=uuid5(NAMESPACE, f"material/{code}"), code=code, label_en=en, label_fr=fr, label_nl=nl)
            for code, en, fr, nl in MATERIALS
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial")]

    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
