"""What the trail calls things: words for codes, in the language that is switched on."""

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from utsopi.team.roles import Role

from .choices import Action, Reason

# what entries are about though it is no table of ours
NOT_TABLES = {
    "utsopi.Page": gettext_lazy("page"),
    "reports.Workbook": gettext_lazy("workbook of records"),
    "reports.Report": gettext_lazy("annual report"),
}


def thing(label: str) -> str:
    """ "support.Question" in words; a name that nobody knows any more stays as it is."""
    if label in NOT_TABLES:
        return str(NOT_TABLES[label])
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def role(code: str) -> str:
    return str(Role(code).label) if code in Role.values else code


def reason(code: str) -> str:
    return str(Reason(code).label) if code in Reason.values else code


def action(code: str) -> str:
    return str(Action(code).label) if code in Action.values else code


def account(key, names: dict) -> str:
    """Who it was: `names` has the accounts that still are, by key."""
    if key is None:
        return _("The house itself")
    return names.get(key) or _("An account that is gone (%(key)s)") % {"key": str(key)[:8]}
