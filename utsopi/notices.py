"""What every page and every file says about itself, in the language that is switched on."""

from django.utils.translation import gettext as _


def notices(*, is_demo: bool) -> list[str]:
    """The sentences that travel with exact figures: never for publication, and made up where they are."""
    said = [_("Internal: exact small numbers, not for publication.")]
    if is_demo:
        said.append(_("Demo: these records are made up."))
    return said
