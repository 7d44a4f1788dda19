"""What somebody may need to be able to come; visitors read it in every language."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Need(models.TextChoices):
    """What somebody needs to be able to come, as codes and no more."""

    STEP_FREE = "step_free", _("A way in without steps")
    LOW_NOISE = "low_noise", _("A quiet corner")
    HEARING = "hearing", _("Speaking so that I can read lips")
    SIGHT = "sight", _("Large print, good light")
    INTERPRETER = "interpreter", _("Somebody who translates")
    CHILD = "child", _("I come with a child")
