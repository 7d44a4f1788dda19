"""The vocabularies of the registers that no wing owns."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tone(models.TextChoices):
    NEGATIVE = "negative", _("Negative")
    NEUTRAL = "neutral", _("Neutral")
    POSITIVE = "positive", _("Positive")
