"""What the trail tells in codes: acts, reasons, and which acts may carry the hour."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    CREATE = "create", _("made")
    CHANGE = "change", _("changed")
    DELETE = "delete", _("deleted")
    ERASE = "erase", _("erased for good")
    IMPORT = "import", _("imported")
    EXPORT = "export", _("exported")
    REPORT = "report", _("made a report of")
    REVERT = "revert", _("took back")
    REVEAL = "reveal", _("opened a sealed field of")
    LIST = "list", _("saw a list of")
    DENIED = "denied", _("was refused")
    SIGN_IN = "sign_in", _("signed in")
    SIGN_OUT = "sign_out", _("signed out")
    END_SESSION = "end_session", _("ended a session of")
    INVITE = "invite", _("invited")
    FACTOR = "factor", _("changed how to sign in to")
    GRANT = "grant", _("gave a role to")
    REVOKE = "revoke", _("took a role from")
    PUBLISH = "publish", _("published")
    KEY_ROTATION = "key_rotation", _("changed the keys of")
    LOCKDOWN = "lockdown", _("locked the house")
    UNLOCK = "unlock", _("unlocked the house")


class Reason(models.TextChoices):
    """Why somebody opened what is sealed and not her own case. Six, and no words of one's own."""

    GO_ON = "go_on", _("to go on with a question of hers")
    STAND_IN = "stand_in", _("to stand in for a colleague")
    SHE_ASKED = "she_asked", _("because she asked for it")
    REACH = "reach", _("to reach her in the way she agreed to")
    DANGER = "danger", _("because somebody is in danger")
    REVIEW = "review", _("to review the work of the team")


class Series(models.IntegerChoices):
    """Two series of numbers. An entry that must not tell the hour never stands between two that do: the
    number of the one would give away the hour of the other. Even numbers tell the day, odd ones the moment."""

    DAY = 0, _("day only")
    MOMENT = 1, _("moment")


# ── The hour ──────────────────────────────────────────────────────────────────────────────────────
# On a quiet afternoon one visitor is the only one: what is written down about these never tells the hour.
NEVER_THE_HOUR = ("support.", "outreach.", "events.Registration", "events.Phrase", "events.Vouch")
# What staff did, at whatever hour the people in the records came.
ALWAYS_THE_HOUR = frozenset(
    {
        Action.IMPORT,
        Action.EXPORT,
        Action.REPORT,
        Action.REVEAL,
        Action.LIST,
        Action.DENIED,
        Action.SIGN_IN,
        Action.SIGN_OUT,
        Action.END_SESSION,
        Action.INVITE,
        Action.FACTOR,
        Action.GRANT,
        Action.REVOKE,
        Action.PUBLISH,
        Action.KEY_ROTATION,
        Action.LOCKDOWN,
        Action.UNLOCK,
    }
)
# Save these: somebody goes on with what she began herself, while the visitor it is about sits there.
BUT_NOT = frozenset({(Action.REVEAL, "support.Draft")})
# And these, opened by nobody: a visitor who is told the place of her evening, the house where it sends a reminder.
BUT_NOT_NOBODY = frozenset(
    (Action.REVEAL, model) for model in ("events.Evening", "events.Registration", "support.DeskPreference")
)


def tells_the_hour(action: str, model: str, asked: bool, *, is_nobody: bool = False) -> bool:
    """Whether an entry carries its moment; where no list says so, whoever writes it may ask for it. `is_nobody`:
    the act is a visitor's, or the house's own."""
    if (action, model) in BUT_NOT or (is_nobody and (action, model) in BUT_NOT_NOBODY):
        return False
    return action in ALWAYS_THE_HOUR or (asked and not model.startswith(NEVER_THE_HOUR))
