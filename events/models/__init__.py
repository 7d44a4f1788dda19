"""Everything that takes place, and coming to an evening without a name."""

from .activities import Activity, ActivityPart, ActivityPartner, ActivityTheme, Theme
from .after import Allowance, HostLink, Wish
from .coming import Evening, Phrase, Registration, Vouch

__all__ = [
    "Activity",
    "ActivityPart",
    "ActivityPartner",
    "ActivityTheme",
    "Allowance",
    "Evening",
    "HostLink",
    "Phrase",
    "Registration",
    "Theme",
    "Vouch",
    "Wish",
]
