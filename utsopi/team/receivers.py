"""What happens by itself when somebody signs in or out, or changes how she does."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from utsopi.audit import log
from utsopi.audit.choices import Action

from . import adapter, factors, sessions
from .actions import end_sessions


@receiver(user_logged_in)
def begin_session(request, user, **kwargs):
    """The session gets its beginning and its limits; the oldest beyond the number allowed ends."""
    session = request.session
    session[sessions.SIGNED_IN_AT] = timezone.now().timestamp()
    adapter.begin(request, user)
    record_authentication(request, user, method="sign-in", reauthenticated=True)
    session.save()
    _end_the_oldest(user)
    log.record(Action.SIGN_IN, "team.User", by=user, object_id=user.pk, role=session[sessions.ONLY_ROLE])


def _end_the_oldest(user) -> None:
    is_staff = user.is_staff_on(timezone.localdate())
    allowed = sessions.AT_MOST_STAFF if is_staff else sessions.AT_MOST_MEMBER
    kept = user.sessions.order_by("-started_at", "-last_seen_at").values_list("pk", flat=True)[:allowed]
    user.sessions.exclude(pk__in=list(kept)).delete()


@receiver(user_logged_out)
def write_down_the_end(request, user, **kwargs):
    if user is not None and user.is_authenticated:
        log.record(Action.SIGN_OUT, "team.User", by=user, object_id=user.pk)


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def factor_changed(request, user, authenticator, **kwargs):
    """All other sessions end, and the trail names the kind of factor."""
    factors.forget(request)
    log.record(Action.FACTOR, "team.User", by=user, object_id=user.pk, fields=[str(authenticator.type)])
    end_sessions(account=user, by=user, but=request.session)
