"""The entries of the side bar, in their order. What does not exist, or may not be opened, is not offered."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from utsopi.team.access import may_open


@dataclass(frozen=True)
class Entry:
    """A page of the side bar: the name of its URL, its label, and an icon of the sprite."""

    url_name: str
    label: str
    icon: str


@dataclass(frozen=True)
class Link:
    """An entry as it stands on one page; `is_here` marks the page's own part of the house."""

    href: str
    label: str
    icon: str
    is_here: bool


ENTRIES = (
    Entry("overview", _("Overview"), "layout-dashboard"),
    Entry("afternoon", _("Afternoon"), "door-open"),
    Entry("helpdesk", _("Helpdesk"), "phone"),
    Entry("activities", _("Evenings"), "calendar"),
    Entry("call_backs", _("Due"), "clock"),
    Entry("log", _("Log"), "list"),
    Entry("directory", _("Directory"), "book-user"),
    Entry("members", _("Members"), "user"),
    Entry("figures", _("Figures"), "chart-column"),
    Entry("report", _("Report"), "file-text"),
    Entry("records", _("Records"), "table-2"),
    Entry("team", _("Team"), "users"),
    Entry("trail", _("Trail"), "footprints"),
)


def links(path: str, user) -> list[Link]:
    """The entries that exist and that `user` may open, seen from the page at `path`."""
    offered = [entry for entry in ENTRIES if user and may_open(user, entry.url_name)]
    found = [(entry, href) for entry in offered if (href := _address(entry))]
    here = max((href for _entry, href in found if _lies_under(path, href)), key=len, default="")
    return [Link(href, str(entry.label), entry.icon, href == here) for entry, href in found]


def _address(entry: Entry) -> str:
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""


def _lies_under(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href.rstrip("/") + "/"))
