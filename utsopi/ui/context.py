"""What the shell around every page needs; nothing is asked of the database before a page prints it."""

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy

from utsopi import nav
from utsopi.directory.models import Installation
from utsopi.discretion.visitors import THEIRS
from utsopi.team.access import is_for_all

SHORTCUTS = "shortcuts"  # in the session: False where somebody switched the keys off
THEMES = {"": gettext_lazy("As on this device"), "light": gettext_lazy("Light"), "dark": gettext_lazy("Dark")}


class Shell:
    """Side bar, theme, languages and the demo mark of the page that answers `request`."""

    def __init__(self, request):
        self._request = request
        self.here = request.get_full_path()
        self.themes = THEMES

    @cached_property
    def nav(self) -> list[nav.Link]:
        return nav.links(self._request.path, getattr(self._request, "user", None))

    @property
    def tabs(self) -> list:
        """Those of the side bar that stand under the thumb; one alone is no choice."""
        found = [link for link in self.nav if link.is_tab]
        return found if len(found) > 1 else []

    @cached_property
    def house(self) -> Installation:
        return Installation.current()

    @property
    def is_demo(self) -> bool:
        return self.house.is_demo

    @cached_property
    def theme(self) -> str:
        """`light` or `dark` where somebody chose; empty: as the device says."""
        session = getattr(self._request, "session", None)
        return session.get("theme", "") if session is not None else ""

    @property
    def has_keys(self) -> bool:
        """Whether one key does what a button does; those who work with a screen reader may want none."""
        session = getattr(self._request, "session", None)
        return session is None or session.get(SHORTCUTS, True)

    @property
    def start(self) -> str:
        """Where a page that is not there leads to: visitors have no account to sign in with."""
        is_theirs = self._request.path_info.startswith(THEIRS)
        return reverse("a_list", args=[self.language["code"]]) if is_theirs else "/"

    @property
    def preference(self) -> str:
        """The page where she says how she likes to work; empty where she has none."""
        return nav.address_of("desk_preference", self._request.user)

    @cached_property
    def language(self) -> dict:
        return language_of(get_language() or settings.LANGUAGE_CODE)

    @cached_property
    def languages(self) -> list[dict]:
        """Those the house works in; on pages for visitors and members also those that only such pages speak."""
        offered = self.house.languages.split()
        page = self._request.resolver_match
        if is_for_all(self._request.user, page and page.url_name):
            office = dict(settings.OFFICE_LANGUAGES)
            offered += [code for code, _name in settings.LANGUAGES if code not in office]
        return [language_of(code) for code in offered]


def language_of(code: str) -> dict:
    """A language by its own name, with a capital as on a button."""
    name = LANG_INFO.get(code, LANG_INFO["en"])["name_local"]
    return {"code": code, "name": name[:1].upper() + name[1:]}


def page(request) -> dict:
    return {"shell": Shell(request)}
