"""The charter that holds today, in the language somebody reads."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from .models import Charter, CharterText

# what is read where her own language has no text yet
OTHERWISE = ("en", "fr", "nl")


@dataclass(frozen=True)
class Shown:
    """A version as it is read: the words and the language they are in."""

    charter: Charter
    language: str
    text: str


def charter_on(day: date | None = None) -> Charter | None:
    """The version in force on the day, today without one; of two from the same day the one by the later name."""
    day = day or timezone.localdate()
    in_force = Charter.objects.filter(valid_from__lte=day, texts__isnull=False).distinct()
    return in_force.order_by("-valid_from", "-version").first()


def shown_in(language: str, charter: Charter | None) -> Shown | None:
    """The words in that language, else in the first of those that most read; None where there is no charter."""
    texts = {text.language: text for text in charter.texts.all()} if charter else {}
    found: CharterText | None = next(
        (texts[code] for code in (language, *OTHERWISE, *texts) if code in texts), None
    )
    return Shown(charter, found.language, found.text) if found else None
