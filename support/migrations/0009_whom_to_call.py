"""Whom to call where somebody may be exploited: the three centres that the Belgian state recognises for it.

A guide like any other, so that the coordinator keeps it right. Its day is an old one: the page asks to look again.
"""

from datetime import date
from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("6f2e7c1a-5d0b-4b1e-9a63-0f6c8d2b7e41")
TOPIC = "suspected_trafficking"
LAST_TRUE = date(2025, 1, 1)
TEXTS = {
    "en": (
        "In danger now: 112.\n\n"
        "The recognised centres answer day and night, also to questions without a name:\n"
        "Brussels: PAG-ASA, 02 511 64 64\n"
        "Antwerp: Payoke, 03 201 16 90\n"
        "Liège: Sürya, 04 232 40 30\n\n"
        "She decides whether anybody is called. Offer to call together, from here."
    ),
    "fr": (
        "En danger immédiat : 112.\n\n"
        "Les centres reconnus répondent jour et nuit, aussi aux questions sans nom :\n"
        "Bruxelles : PAG-ASA, 02 511 64 64\n"
        "Anvers : Payoke, 03 201 16 90\n"
        "Liège : Sürya, 04 232 40 30\n\n"
        "C’est elle qui décide si quelqu’un est appelé. Proposez d’appeler ensemble, d’ici."
    ),
    "nl": (
        "Nu in gevaar: 112.\n\n"
        "De erkende centra antwoorden dag en nacht, ook op vragen zonder naam:\n"
        "Brussel: PAG-ASA, 02 511 64 64\n"
        "Antwerpen: Payoke, 03 201 16 90\n"
        "Luik: Sürya, 04 232 40 30\n\n"
        "Zij beslist of er iemand gebeld wordt. Stel voor om samen te bellen, van hieruit."
    ),
}


def sow(apps, schema_editor):
    """What somebody has written meanwhile stays."""
    Guide, Topic = apps.get_model("support", "Guide"), apps.get_model("support", "Topic")
    for topic in Topic.objects.filter(code=TOPIC):
        Guide.objects.bulk_create(
            [
                Guide(
                    id=uuid5(NAMESPACE, f"guide/{TOPIC}/{language}"),
                    topic=topic,
                    language=language,
                    text=text,
                    checked_on=LAST_TRUE,
                )
                for language, text in TEXTS.items()
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("support", "0008_found_in_the_log")]

    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
