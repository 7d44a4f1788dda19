"""Who may do what here, on one page: the roles, what each may, and what each page needs.

This page is the rule, the test (tests/test_roles.py walks every page as every role) and the printed list. What
stands on no line here or on the public list of access.py is found by nobody.
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

# what each page needs, by the name of its address
PAGES = {
    "trail": "trail.read",
    "trail_out": "trail.read",
    "overview": "here",
    "figures": "figures.exact",
    "figure": "figures.exact",
    "figure_rows": "figures.exact",
    "report": "report.make",
    "records": "records.import",
    "import_outcome": "records.import",
    "bring_in": "records.import",
    "take_out": "records.export",
    "job_status": "jobs.own",
    "job_file": "jobs.own",
    "job_retry": "jobs.own",
    "members": "member.list",
    "member": "member.list",
    "member_find": "member.identity",
    "member_who": "member.identity",
    "member_identity": "member.identity",
    "member_account": "member.identity",
    "own_record": "self",
    "question_note": "note.read",
    "question_note_open": "note.read",
    "question_note_write": "note.write",
    "note_check": "note.write",
    # promises to come back to somebody
    "call_backs": "call_back",
    "call_back": "call_back",
    "call_back_open": "call_back",
    "call_back_done": "call_back",
    "call_back_undo": "call_back",
    "call_back_put_off": "call_back",
    "call_back_hand_over": "call_back",
    "call_back_take_back": "call_back",
    "call_back_new": "call_back",
    # the log as a list, and as a file
    "log": "log.read",
    "log_out": "log.export",
    # one request, and what is put right on it
    "log_request": "log.read",
    "log_facts": "log.write",
    "log_merge": "log.write",
    "log_split": "log.write",
    "log_delete": "log.write",
    "log_question": "log.write",
    "log_question_move": "log.write",
    "log_question_delete": "log.write",
    # the afternoons
    "afternoon": "log.write",
    "afternoon_open": "log.write",
    "afternoon_nobody": "log.write",
    "afternoon_at": "log.write",
    "afternoon_fold": "log.write",
    "afternoon_end": "log.write",
    "afternoon_visitor": "log.write",
    "afternoon_say": "log.write",
    "afternoon_draft": "log.write",
    "afternoon_ask": "log.write",
    "afternoon_undo": "log.write",
    "afternoon_reopen": "afternoons.change",
    "afternoon_cancel": "afternoons.change",
    "afternoon_restore": "afternoons.change",
    "afternoon_plan": "afternoons.change",
    "afternoons": "afternoons.change",
    "rule": "desk.settings",
    "rule_new": "desk.settings",
    "rule_end": "desk.settings",
    "closure_new": "desk.settings",
    "closure_drop": "desk.settings",
    # the helpdesk
    "helpdesk": "log.write",
    "helpdesk_save": "log.write",
    "helpdesk_keep": "log.write",
    "helpdesk_draft": "log.write",
    "helpdesk_more": "log.write",
    "draft_drop": "log.write",
    "tally": "log.write",
    "tally_enter": "log.write",
    "desk_preference": "call_back",
    # counting people without knowing them
    "person": "log.write",
    "person_code": "log.write",
    "person_known": "log.write",
    "person_word": "log.write",
    "person_known_word": "log.write",
    "person_forget": "log.write",
    "person_card": "log.write",
    "known_settings": "desk.settings",
    "known_words": "desk.settings",
    "known_close": "desk.settings",
    # topics and guides
    "topics": "desk.settings",
    "topic_new": "desk.settings",
    "topic": "desk.settings",
    "topic_merge": "desk.settings",
    "topic_part": "desk.settings",
    "category_new": "desk.settings",
    "category": "desk.settings",
    "guides": "log.read",
    "guide_of": "log.read",
    "guide_edit": "desk.settings",
    "guide_checked": "desk.settings",
    "set_theme": "here",
    "ui_gallery": "gallery.see",
    "second_factor": "self",
    "mfa_activate_totp": "self",
    "mfa_deactivate_totp": "self",
    "mfa_add_webauthn": "self",
    "mfa_edit_webauthn": "self",
    "mfa_remove_webauthn": "self",
    "mfa_list_webauthn": "self",
    "mfa_view_recovery_codes": "self",
    "mfa_generate_recovery_codes": "self",
    "mfa_index": "self",
    "me": "self",
    "me_alias": "self",
    "me_passphrase": "self",
    "me_end_session": "self",
    "me_end_others": "self",
    "team": "team.read",
    "team_account": "team.read",
    "team_new": "team.manage",
    "team_ask": "team.manage",
    "team_revoke": "team.manage",
    "team_close": "team.manage",
    "team_open": "team.manage",
    "team_card": "team.card",
    "team_draw": "team.approve",
    "team_approve": "team.approve",
    "team_refuse": "team.approve",
    "team_end_sessions": "team.sessions",
    # ── what takes place ──
    "activities": "activities.read",
    "activity": "activities.read",
    "activity_new": "activities.write",
    "activity_edit": "activities.write",
    "activity_copy": "activities.write",
    "activity_repeat": "activities.write",
    "activity_cancel": "activities.write",
    "activity_restore": "activities.write",
    "activity_place": "evening.place",
    "activity_places": "activities.write",
    "activity_after": "evening.after",
    "activity_parts": "activities.write",
    "activity_word": "evening.welcome",
    "invitation": "evening.invite",
    "host_links": "evening.invite",
    "host_link_revoke": "evening.invite",
    "activity_tell": "evening.welcome",
    "activity_told": "evening.welcome",
    "tell_all": "evening.welcome",
    "themes": "evening.after",
    "theme": "activities.write",
    "theme_merge": "activities.write",
    "wishes": "evening.after",
    "wish": "evening.after",
    "wish_take": "evening.after",
    "wish_answer": "evening.after",
    "wish_reopen": "evening.after",
    "allowances": "allowances",
    "allowance_new": "activities.write",
    "allowance_paid": "allowances",
    "allowance_undo": "allowances",
    "allowance_drop": "activities.write",
    # ── the directory ──
    "directory": "directory.read",
    "directory_organisation": "directory.read",
    "directory_organisation_new": "desk.settings",
    "directory_organisation_edit": "desk.settings",
    "directory_organisation_checked": "desk.settings",
    "directory_organisation_hide": "desk.settings",
    "directory_alias": "desk.settings",
    "directory_alias_drop": "desk.settings",
    "directory_alias_list_under": "desk.settings",
    "directory_merge": "desk.settings",
    "directory_professionals": "directory.read",
    "directory_professional": "directory.read",
    "directory_professional_new": "desk.settings",
    "directory_professional_edit": "desk.settings",
    "directory_professional_checked": "desk.settings",
    "directory_professional_hide": "desk.settings",
    "directory_professional_recommend": "desk.settings",
    "directory_professional_warning": "desk.settings",
    # ── joining, and her own page ──
    "own_correct": "self",
    "own_copy": "self",
    "own_leave": "self",
    "own_evenings": "self",
    "own_come": "self",
    "own_give": "self",
    "joinings": "member.propose",
    "joining": "member.propose",
    "joining_new": "member.propose",
    "joining_card": "member.propose",
    "joining_who": "member.identity",
    "joining_welcome": "member.decide",
    "joining_decide": "member.decide",
    "member_card": "member.decide",
    "charters": "member.decide",
    "charter_new": "member.decide",
    "charter": "member.decide",
    # ── memberships, mandates, assemblies ──
    "members_names": "member.list",
    "members_out": "member.list",
    "members_day": "member.list",
    "members_flow": "member.list",
    "member_begin": "member.decide",
    "member_leave": "member.decide",
    "membership": "member.decide",
    "membership_stay": "member.decide",
    "membership_undo": "member.decide",
    "mandates": "member.list",
    "mandate": "member.decide",
    "mandate_give": "member.decide",
    "mandate_drop": "member.decide",
    "assemblies": "assemblies",
    "assembly_new": "assemblies",
    "assembly": "assemblies",
    "assembly_edit": "assemblies",
    "assembly_mark": "assemblies",
    "assembly_close": "assemblies",
    "assembly_reopen": "assemblies",
    "assembly_drop": "assemblies",
    "attendance": "assemblies",
    "attendance_names": "assemblies",
    # ── rounds ──
    "round": "round.walk",
    "round_start": "round.walk",
    "round_begin": "round.walk",
    "round_at": "round.walk",
    "round_tap": "round.walk",
    "round_close": "round.walk",
    "round_cancel": "round.walk",
    "round_enter": "round.walk",
    "round_correct": "round.walk",
    "round_plan": "round.change",
    "round_restore": "round.change",
    # ── follow-ups, areas, seasons ──
    "rounds": "round.read",
    "rounds_out": "round.read",
    "rounds_one": "round.read",
    "rounds_season": "round.read",
    "rounds_season_of": "round.read",
    "follow_ups": "follow_up",
    "follow_up": "follow_up",
    "follow_up_new": "follow_up",
    "follow_up_done": "follow_up",
    "follow_up_undo": "follow_up",
    "follow_up_put_off": "follow_up",
    "follow_up_request": "log.write",
    "areas": "round.read",
    "area_new": "round.change",
    "area": "round.change",
    "area_merge": "round.change",
    "materials": "round.change",
    "material_new": "round.change",
    "material": "round.change",
    # ── vouchers: programmes, cards, the ledger ──
    "vouchers": "voucher.read",
    "voucher_programme": "voucher.read",
    "voucher_new": "voucher.write",
    "voucher_edit": "voucher.write",
    "voucher_bought": "voucher.write",
    "voucher_prepare": "voucher.prepare",
    "voucher_leave": "voucher.prepare",
    "voucher_void": "voucher.void",
    "voucher_waiting": "voucher.second",
    "voucher_agree": "voucher.second",
    "voucher_refuse": "voucher.second",
    "voucher_envelopes": "voucher.serials",
    "voucher_ledger": "voucher.serials",
    "voucher_out": "voucher.serials",
    # ── vouchers: the day, the closing ──
    "voucher_day": "voucher.give",
    "voucher_day_at": "voucher.give",
    "voucher_day_card": "voucher.give",
    "voucher_day_back": "voucher.give",
    "voucher_cards": "voucher.write",
    "voucher_cards_make": "voucher.write",
    "voucher_cards_sheet": "voucher.write",
    "voucher_card_new": "voucher.write",
    "voucher_card_hand": "voucher.hand",
    "voucher_card_lost": "voucher.void",
    "voucher_closing": "voucher.close",
    "voucher_closing_reason": "voucher.close",
    "voucher_closing_begin": "voucher.close",
    "voucher_closing_confirm": "voucher.close",
    "voucher_closing_refuse": "voucher.close",
}


def allowed(roles: frozenset[str], only_role: str = "") -> frozenset[str]:
    """The permissions that an account with these roles holds together. A session begun for one role only has what
    that role gives, and nothing that is her own."""
    given = {name for name, holders in MAY.items() if name not in ("here", "self") and holders & roles}
    return frozenset(given | ({"here"} if only_role else {"here", "self"}))
