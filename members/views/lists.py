"""The list of members: by number and codes, narrowed to what is looked for; with names, once; and as a file."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from utsopi.audit.context import acting
from utsopi.audit.log import listing
from utsopi.handed_out import xlsx_download
from utsopi.privacy.locked import unlocked
from utsopi.sheets import csv_download
from utsopi.team.access import fresh, may, needs
from utsopi.ui.paging import A_PAGE, COUNTED, number_asked, ways

from .. import handing_out
from ..forms.identity import FindForm
from ..forms.searching import MembersForm
from ..lines import Coded, columns, in_words, page_of
from ..models import Member, MemberIdentity
from ..searching import found
from .list_rows import drawn


@require_safe
@needs("member.list")
def members(request):
    form = MembersForm(request.GET)
    if (only := _only_one(form)) is not None:
        return redirect("member", pk=only)
    return _page(request, form)


@require_POST
@needs("member.list")
@unlocked
@fresh
def members_names(request):
    """The same page with the chosen names of its members, shown once, as one look with their number. Whoever asked
    to join was told that she is opened for a reason, on a page of her own: of those there is no such page."""
    form = MembersForm(request.GET)
    if _is_of_asking(form):
        raise Http404
    return _page(request, form, with_names=True)


def _is_of_asking(form: MembersForm) -> bool:
    return form.is_valid() and form.wanted().is_of_asking


def _only_one(form: MembersForm) -> UUID | None:
    """The member whose whole number was typed, and nothing else."""
    if [name for name, _value in form.pairs()] != ["number"] or not form.is_valid():
        return None
    text = form.cleaned_data["number"]
    return Member.objects.filter(reference__in={text, text.upper()}).values_list("pk", flat=True).first()


@sensitive_variables("names")
def _page(request, form: MembersForm, *, with_names: bool = False):
    number, read, count = number_asked(request), [], 0
    if form.is_valid():
        read, count = page_of(found(form.wanted()), (number - 1) * A_PAGE, A_PAGE + 1)
    shown = read[:A_PAGE]
    lines = list(in_words(shown, form.today))
    names = _names(request.user, shown) if with_names else None
    newer, older = ways(number, len(read) > A_PAGE, form.pairs())
    context = {
        "heading": _("Members"),
        "sentence": _("By number. Who somebody is opens on her own page, for a reason."),
        "form": form,
        "columns": columns(),
        "lines": lines,
        "rows": drawn(shown, lines, names),
        "has_names": with_names,
        "may_name": not _is_of_asking(form),
        "names_address": f"{reverse('members_names')}?{urlencode([*form.pairs(), ('page', number)])}",
        "count": count,
        "counted": COUNTED,
        "newer": newer,
        "older": older,
        "may_assemble": may(request.user, "assemblies"),
        "find": FindForm(auto_id="find_%s") if may(request.user, "member.identity") else None,
    }
    return render(request, "members/members.html", context, status=form.status)


def _names(user, lines: list[Coded]) -> dict[UUID, str]:
    """The chosen names of these members, where one is kept, as one list in the trail; each of them can see it."""
    kept = list(MemberIdentity.objects.filter(member__in={line.key for line in lines}))
    if not kept:
        return {}
    keys = [each.pk for each in kept]
    with acting(user), listing(MemberIdentity._meta.label, "chosen_name", len(kept), of=keys):
        return {each.member_id: each.chosen_name.open() for each in kept}


@require_POST
@needs("member.list")
@fresh
def members_out(request):
    """All lines that the page was narrowed to, as CSV or workbook; never a name."""
    form, ending = MembersForm(request.POST), request.POST.get("format")
    if ending not in ("csv", "xlsx") or not form.is_valid():
        raise Http404
    rows = found(form.wanted())
    count = rows.count()
    if ending == "xlsx" and count > handing_out.AT_ONCE:
        messages.error(
            request, _("These are too many lines for a workbook. Narrow the list, or take the CSV.")
        )
        return redirect("members")
    handing_out.note_down(ending, count, by=request.user)
    name = handing_out.file_name(ending)
    if ending == "csv":
        return csv_download(name, handing_out.as_csv(rows))
    return xlsx_download(name, partial(handing_out.as_xlsx, rows))
