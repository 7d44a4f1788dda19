"""The entries of the side bar, in their order. What does not exist, or may not be opened, is not offered."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from utsopi.team.access import may_open


@dataclass(frozen=True)
class Entry:
    """A page of the side bar: the name of its URL, its label, an icon of the sprite, and a key from any page. A tab
    stands under the thumb on a phone too."""

    url_name: str
    label: str
    icon: str
    key: str = ""
    is_tab: bool = False


# parted by lines: what is done all day, what is looked up, what is made and kept in order
GROUPS = (
    (
        Entry("overview", _("Overview"), "layout-dashboard", is_tab=True),
        Entry("afternoon", _("Afternoon"), "door-open", is_tab=True),
        Entry("helpdesk", _("Helpdesk"), "phone", key="n", is_tab=True),
        Entry("activities", _("Evenings"), "calendar"),
        Entry("round", _("On a round"), "map-pin", is_tab=True),
        Entry("vouchers", _("Vouchers"), "ticket"),
        Entry("call_backs", _("Due"), "clock"),
    ),
    (
        Entry("log", _("Log"), "list"),
        Entry("rounds", _("Rounds"), "repeat"),
        Entry("directory", _("Directory"), "book-user"),
        Entry("guides", _("Guides"), "book-open"),
        Entry("members", _("Members"), "user"),
        Entry("joinings", _("Requests to join"), "user-plus"),
    ),
    (
        Entry("figures", _("Figures"), "chart-column"),
        Entry("report", _("Report"), "file-text"),
        Entry("records", _("Records"), "table-2"),
        Entry("team", _("Team"), "users"),
        Entry("trail", _("Trail"), "footprints"),
    ),
)


@dataclass(frozen=True)
class Link:
    """An entry as it stands on one page; `is_here` marks the page's own part of the house, `is_parted` the first
    of a group that has another above it."""

    href: str
    label: str
    icon: str
    is_here: bool
    is_parted: bool
    key: str = ""
    is_tab: bool = False


def links(path: str, user) -> list[Link]:
    """The entries that exist and that `user` may open, seen from the page at `path`."""
    groups = [_open_to(user, group) for group in GROUPS]
    addresses = [href for group in groups for _entry, href in group]
    here = max((href for href in addresses if _lies_under(path, href)), key=len, default="")
    found = []
    for group in groups:
        for place, (entry, href) in enumerate(group):
            is_parted = place == 0 and bool(found)
            found.append(
                Link(href, str(entry.label), entry.icon, href == here, is_parted, entry.key, entry.is_tab)
            )
    return found


def _open_to(user, group: tuple[Entry, ...]) -> list[tuple[Entry, str]]:
    return [(entry, href) for entry in group if (href := address_of(entry.url_name, user))]


def address_of(url_name: str, user) -> str:
    """The page by this name; empty where there is none, or not for `user`."""
    if not (user and may_open(user, url_name)):
        return ""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _lies_under(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href.rstrip("/") + "/"))
