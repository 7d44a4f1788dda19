"""What the desk does by itself when somebody signs in."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from utsopi.ui.context import SHORTCUTS

from .models import DeskPreference


@receiver(user_logged_in)
def remember_shortcuts(request, user, **kwargs):
    """Kept in the session, so that no page has to ask the database whether its keys are on."""
    if not DeskPreference.of(user).has_shortcuts:
        request.session[SHORTCUTS] = False
