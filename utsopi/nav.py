"""The entries of the side bar, in their order. What does not exist, or may not be opened, is not offered."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from utsopi.team.access import may_open


@dataclass(frozen=True)
class Entry:
    """A page of the side bar: the name of its URL, its label, an icon of the sprite, and a key from any page."""

    url_name: str
    label: str
    icon: str
    key: str = ""


@dataclass(frozen=True)
class Link:
    """An entry as it stands on one page; `is_here` marks the page's own part of the house."""

    href: str
    label: str
    icon: str
    is_here: bool
    key: str = ""


ENTRIES = (
    Entry("overview", _("Overview"), "layout-dashboard"),
    Entry("afternoon", _("Afternoon"), "door-open"),
    Entry("helpdesk", _("Helpdesk"), "phone", key="n"),
    Entry("activities", _("Evenings"), "calendar"),
    Entry("round", _("On a round"), "map-pin"),
    Entry("vouchers", _("Vouchers"), "ticket"),
    Entry("call_backs", _("Due"), "clock"),
    Entry("log", _("Log"), "list"),
    Entry("rounds", _("Rounds"), "repeat"),
    Entry("directory", _("Directory"), "book-user"),
    Entry("guides", _("Guides"), "book-open"),
    Entry("members", _("Members"), "user"),
    Entry("joinings", _("Requests to join"), "user-plus"),
    Entry("figures", _("Figures"), "chart-column"),
    Entry("report", _("Report"), "file-text"),
    Entry("records", _("Records"), "table-2"),
    Entry("team", _("Team"), "users"),
    Entry("trail", _("Trail"), "footprints"),
)


def links(path: str, user) -> list[Link]:
    """The entries that exist and that `user` may open, seen from the page at `path`."""
    found = [(entry, href) for entry in ENTRIES if (href := address_of(entry.url_name, user))]
    here = max((href for _entry, href in found if _lies_under(path, href)), key=len, default="")
    return [Link(href, str(entry.label), entry.icon, href == here, entry.key) for entry, href in found]


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
