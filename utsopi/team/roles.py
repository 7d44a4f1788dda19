"""Who may do what here: the roles, and what each may. What each page needs of it stands in pages.py.

These two pages are the rule, the test (tests/test_roles.py walks every page as every role) and the printed list. What
stands on no line of pages.py or on the public list of access.py is found by nobody.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    MEMBER = "member", _("Member")
    HOST = "host", _("Host")
    OUTREACH = "outreach", _("Outreach worker")
    HELPDESK = "helpdesk", _("Helpdesk")
    COORDINATOR = "coordinator", _("Coordinator")
    BOARD = "board", _("Treasurer or board")
    AUDITOR = "auditor", _("Auditor")
    STEWARD = "steward", _("Data steward")
    ADMIN = "admin", _("Administrator")


IN_WORDS = {
    Role.MEMBER: _("Sees her own page, and who opened her record. Nobody else's."),
    Role.HOST: _("Leads evenings. Sees how many come to her own ones, never who."),
    Role.OUTREACH: _("Counts on the street. Sees her own rounds until noon of the next day."),
    Role.HELPDESK: _("Logs requests and opens notes. Sees numbers of members, no contact details."),
    Role.COORDINATOR: _("Sees exact figures, moves records in and out, opens an identity with a reason."),
    Role.BOARD: _("Sees protected figures and totals, approves what is published and who gets a role."),
    Role.AUDITOR: _("Sees totals, serial numbers and the trail. Never persons."),
    Role.STEWARD: _("Watches what is kept and for how long, and reads the trail. Opens no note."),
    Role.ADMIN: _("Invites, asks for roles, ends sessions. Sees no member, person, request or figure."),
}

EVERYBODY = frozenset(Role)
STAFF = EVERYBODY - {Role.MEMBER}

# what may be done, and by whom
MAY = {
    "here": EVERYBODY,  # with or without a role: the first page, light or dark, sign out
    "self": EVERYBODY,  # with or without a role: one's own page and record; not on a phone signed in for a round
    "figures.exact": {Role.COORDINATOR},
    "report.make": {Role.COORDINATOR},
    "jobs.own": {Role.HELPDESK, Role.COORDINATOR},
    "records.import": {Role.COORDINATOR},
    "records.export": {Role.COORDINATOR},
    "member.list": {Role.HELPDESK, Role.COORDINATOR},
    "member.identity": {Role.COORDINATOR},
    "member.propose": {Role.HELPDESK, Role.COORDINATOR},  # a request to join, written by staff
    "member.decide": {Role.COORDINATOR},  # welcome, talk, decline; leaving, rejoining, mandates
    "assemblies": {Role.COORDINATOR},  # opens names for the printed sheet
    "note.read": {Role.HELPDESK, Role.COORDINATOR},
    "note.write": {Role.HELPDESK},
    "log.write": {Role.HELPDESK},  # both doors: afternoons, requests, their questions
    "log.read": {Role.HELPDESK, Role.COORDINATOR},
    "log.export": {Role.HELPDESK, Role.COORDINATOR},
    "afternoons.change": {Role.HELPDESK, Role.COORDINATOR},  # cancel, move, reopen
    "call_back": {Role.HELPDESK, Role.COORDINATOR},
    "desk.settings": {Role.COORDINATOR},  # the rule of the Open House, topics, guides, words, organisations
    "directory.read": {Role.HELPDESK, Role.COORDINATOR},
    "activities.read": {Role.HELPDESK, Role.COORDINATOR, Role.BOARD, Role.AUDITOR},
    "activities.write": {Role.COORDINATOR},
    "evening.after": {Role.HELPDESK, Role.COORDINATOR},  # headcount, themes, wishes
    "evening.place": {Role.COORDINATOR},  # sealed: where it is, and the duty phone
    "evening.count": {Role.HELPDESK, Role.COORDINATOR},  # how many will come, never who
    "evening.welcome": {Role.COORDINATOR},  # a word with the team first
    "evening.invite": {Role.HELPDESK, Role.COORDINATOR, Role.OUTREACH},  # an invitation phrase, a host's link
    "allowances": {Role.COORDINATOR, Role.BOARD},
    "round.walk": {Role.OUTREACH, Role.COORDINATOR},  # her own ones, until noon of the next day
    "round.read": {Role.HELPDESK, Role.COORDINATOR},  # all rounds, areas, the picture of a season
    "round.change": {Role.COORDINATOR},
    "follow_up": {Role.HELPDESK, Role.COORDINATOR},
    "voucher.read": {Role.HELPDESK, Role.COORDINATOR, Role.BOARD, Role.AUDITOR},  # programmes and totals
    "voucher.write": {Role.COORDINATOR},  # a programme, what was bought, cards
    "voucher.prepare": {Role.COORDINATOR},  # with a second person of voucher.second
    "voucher.void": {Role.COORDINATOR},  # with a second person
    "voucher.second": {Role.HELPDESK, Role.COORDINATOR, Role.BOARD},
    "voucher.hand": {Role.OUTREACH, Role.COORDINATOR},  # a card, on a round
    "voucher.give": {Role.HELPDESK},  # an envelope for a card
    "voucher.close": {Role.COORDINATOR, Role.BOARD},  # two of them, neither alone
    "voucher.serials": {Role.COORDINATOR, Role.AUDITOR},  # serial numbers, and the ledger verified
    "trail.read": {Role.STEWARD, Role.AUDITOR},
    "team.read": {Role.ADMIN, Role.COORDINATOR, Role.BOARD},
    "team.manage": {Role.ADMIN},
    "team.card": {Role.ADMIN, Role.COORDINATOR},
    "team.approve": {Role.ADMIN, Role.COORDINATOR, Role.BOARD},
    "team.sessions": {Role.ADMIN, Role.COORDINATOR},
    "gallery.see": STAFF,
}


def allowed(roles: frozenset[str], only_role: str = "") -> frozenset[str]:
    """The permissions that an account with these roles holds together. A session begun for one role only has what
    that role gives, and nothing that is her own."""
    given = {name for name, holders in MAY.items() if name not in ("here", "self") and holders & roles}
    return frozenset(given | ({"here"} if only_role else {"here", "self"}))
