"""What the source says to people, read without gettext: every message, and whether visitors and members read it."""

import ast
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

BASE = settings.BASE_DIR
CODE = ("utsopi", "members", "support", "events", "outreach", "reports")
# what visitors and members read, by the files it is written in; a folder ends in a stroke, the
# beginning of names in _
FOR_ALL = (
    "templates/400.html",
    "templates/403.html",
    "templates/403_csrf.html",
    "templates/404.html",
    "templates/405.html",
    "templates/413.html",
    "templates/429.html",
    "templates/500.html",
    "templates/account/",
    "templates/base.html",
    "templates/discretion/",
    "templates/locked.html",
    "templates/members/own.html",
    "templates/ui/table.html",
    "templates/mfa/",
    "templates/team/choose.html",
    "templates/team/happened.html",
    "templates/team/me.html",
    "templates/team/passphrase.html",
    "templates/team/proof.html",
    "templates/team/second_factor.html",
    "templates/team/start.html",
    "templates/team/welcome.html",
    "templates/ui/confirm.html",
    "templates/ui/field.html",
    "templates/ui/field_help.html",
    "templates/ui/form.html",
    "templates/ui/leave.html",
    "templates/ui/notice.html",
    "templates/ui/public.html",
    "templates/ui/side.html",
    "templates/events/public_ask.html",
    "templates/events/public_base.html",
    "templates/events/public_evening.html",
    "templates/events/public_give.html",
    "templates/events/public_host.html",
    "templates/events/public_host_count.html",
    "templates/events/public_host_form.html",
    "templates/events/public_host_invite.html",
    "templates/events/public_host_wrong.html",
    "templates/events/public_list.html",
    "templates/events/public_needs.html",
    "templates/events/public_say.html",
    "templates/events/public_standing.html",
    "templates/events/public_tell.html",
    "templates/events/public_ticket.html",
    "templates/events/public_tongues.html",
    "events/actions/coming.py",  # what is said to who comes without a name
    "events/actions/tickets.py",
    "events/actions/hosting.py",  # what a host reads
    "events/expected.py",
    "events/forms/hosting.py",
    "events/telling.py",  # the mails
    "events/agenda.py",
    "events/forms/public.py",
    "events/needs.py",
    "events/planned.py",
    "events/views/public.py",
    "support/planned.py",
    "events/feed.py",
    "events/poster.py",
    "templates/events/leaflet.html",
    "members/views/copying.py",
    "members/views/own.py",
    "members/choices.py",
    "members/forms/joining.py",  # staff read the same words
    "members/forms/own.py",
    "members/forms/reaching.py",
    "members/views/joining.py",
    "templates/members/card_face.html",
    "templates/members/join_",
    "templates/members/own_",
    "events/own.py",
    "events/views/own.py",
    "templates/events/own_",
    "utsopi/ui/tables.py",
    "utsopi/audit/choices.py",
    "utsopi/audit/openings.py",
    "utsopi/nav.py",
    "utsopi/team/adapter.py",
    "utsopi/team/credentials.py",
    "utsopi/team/factors.py",
    "utsopi/team/forms.py",
    "utsopi/team/models.py",
    "utsopi/team/passkeys.py",
    "utsopi/team/proof.py",
    "utsopi/team/roles.py",
    "utsopi/team/validators.py",
    "utsopi/team/views/coming_in.py",
    "utsopi/team/views/own.py",
    "utsopi/ui/context.py",
    "utsopi/ui/forms.py",
)
# what Django's extractor looks for, with the place of the message among the arguments
SPEAKS = {
    "_": 0,
    "gettext": 0,
    "gettext_lazy": 0,
    "gettext_noop": 0,
    "ngettext": 0,
    "ngettext_lazy": 0,
    "pgettext": 1,
    "pgettext_lazy": 1,
    "npgettext": 1,
    "npgettext_lazy": 1,
}
# a message that was marked elsewhere: a language's name (Django's), a job's step (the wing that does it)
MARKED_ELSEWHERE = {"utsopi/directory/choices.py": "gettext(name)", "utsopi/jobs/status.py": "_(job.step)"}
WORD = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(
    rf"\b(_|gettext|ngettext|pgettext|npgettext)\({WORD}(?:\s*,\s*{WORD})?(?:\s*,\s*{WORD})?"
)
Message = tuple[str | None, str]  # context and text, as a catalogue finds it


def sources(*endings: str) -> list[Path]:
    roots = (BASE / "templates",) if ".html" in endings else tuple(BASE / name for name in CODE)
    return sorted(path for root in roots for path in root.rglob("*") if path.suffix in endings)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def calls(node: ast.AST) -> list[ast.Call]:
    """All calls of gettext and its family."""
    return [each for each in ast.walk(node) if isinstance(each, ast.Call) and name_of(each) in SPEAKS]


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def literal(call: ast.Call) -> str | None:
    message = call.args[SPEAKS[name_of(call)]]
    return message.value if isinstance(message, ast.Constant) and isinstance(message.value, str) else None


def in_code(path: Path) -> set[Message]:
    said = set()
    for call in calls(tree(path)):
        if (text := literal(call)) is not None:
            said.add((call.args[0].value if SPEAKS[name_of(call)] else None, text))
    return said


def in_template(path: Path) -> set[Message]:
    said = set()
    for name, *words in IN_TEMPLATE.findall(templatize(path.read_text())):
        texts = [ast.literal_eval(word) for word in words if word]
        said.add((texts[0], texts[1]) if "pgettext" in name else (None, texts[0]))
    return said


def written_in(path: Path) -> str:
    return path.relative_to(BASE).as_posix()


@cache
def said() -> dict[Message, frozenset[str]]:
    """Every message, with the files it is written in."""
    found: dict[Message, set[str]] = {}
    for path in (*sources(".py"), *sources(".html", ".txt")):
        for message in (in_code if path.suffix == ".py" else in_template)(path):
            found.setdefault(message, set()).add(written_in(path))
    return {message: frozenset(files) for message, files in found.items()}


def is_for_all(file: str) -> bool:
    return any(file == each or (each.endswith(("/", "_")) and file.startswith(each)) for each in FOR_ALL)


def said_to_all() -> set[Message]:
    return {message for message, files in said().items() if any(map(is_for_all, files))}
