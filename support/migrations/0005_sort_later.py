"""The topic for what is sorted when there is time, and which topics ask for care from the first day."""

from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("6f2e7c1a-5d0b-4b1e-9a63-0f6c8d2b7e41")
LATER = {"label_en": "To be sorted later", "label_fr": "À classer plus tard", "label_nl": "Later in te delen"}
SHORT = {"short_en": "Sort later", "short_fr": "Plus tard", "short_nl": "Later"}
SENSITIVE = ("asylum_procedure", "order_to_leave", "suspected_trafficking")
URGENT = ("suspected_trafficking",)


def sow(apps, schema_editor):
    models = {name: apps.get_model("support", name) for name in ("Category", "Topic", "Listing")}
    topic = models["Topic"](id=_key("topic/sort_later"), code="sort_later", **LATER, **SHORT)
    _add(models["Topic"], topic)
    for service in ("open_house", "helpdesk"):
        key = _key(f"category/{service}/sort_later")
        _add(models["Category"], models["Category"](id=key, service=service, code="sort_later", **LATER, **SHORT))
        listing = {"id": _key(f"listing/{service}/sort_later"), "topic_id": topic.id, "category_id": key}
        _add(models["Listing"], models["Listing"](service=service, **listing))
    models["Topic"].objects.filter(code__in=SENSITIVE).update(is_sensitive=True)
    models["Topic"].objects.filter(code__in=URGENT).update(is_urgent=True)


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE, name)


def _add(model, row) -> None:
    model.objects.bulk_create([row], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("support", "0004_desk")]

    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
