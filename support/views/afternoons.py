"""The plan of the afternoons: those to come, those that were, the rule they follow and the days that are closed."""

from datetime import date, time, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.team.access import may, needs
from utsopi.ui.paging import year_asked

from ..actions.afternoons import cancel_afternoon, plan_afternoon, restore_afternoon
from ..actions.plan import begin_rule, change_rule, close_days, end_rule, open_days
from ..choices import Weekday
from ..forms.afternoon import CancelForm
from ..forms.plan import ClosureForm, ExtraForm, RuleEndForm, RuleForm
from ..models import Closure, OpenHouseRule, OpenHouseSession
from ..planning import afternoons_between
from .afternoon import done

AHEAD = timedelta(weeks=10)
A_DAY = timedelta(days=1)
USUAL = {"weekday": Weekday.TUESDAY, "opens_at": time(13), "closes_at": time(17)}


@require_safe
@needs("afternoons.change")
def afternoons(request):
    return _plan(request)


def _plan(request, form=None, *, extra=None, closure=None):
    """The page; `form`, or one of the two that stand on it, is what has something wrong in it."""
    today, year = timezone.localdate(), year_asked(request)
    wrong = next(filter(None, [form, extra, closure]), None)
    context = {
        "heading": _("Afternoons"),
        "sentence": _(
            "The plan follows a rule; here you change single days, and see which ones nobody logged."
        ),
        "form": form,
        "coming": afternoons_between(today, today + AHEAD),
        "past": _past(year, today),
        "year": year,
        "rules": OpenHouseRule.objects.exclude(last_on__lt=today),
        "closures": Closure.objects.filter(last_on__gte=today),
        "is_this_year": year == today.year,
        "may_set": may(request.user, "desk.settings"),
        "may_log": may(request.user, "log.write"),
        "cancel": CancelForm(),
        "extra": extra or ExtraForm(initial={"city": _usual_city()}, auto_id="extra_%s"),
        "closure": closure or ClosureForm(auto_id="closure_%s"),
    }
    return render(request, "support/afternoons.html", context, status=wrong.status if wrong else 200)


def _past(year: int, today: date) -> list:
    """Those of the year before today, latest first, each with its visitors."""
    last = min(date(year, 12, 31), today - A_DAY)
    past = afternoons_between(date(year, 1, 1), last) if last.year == year else []
    counted = OpenHouseSession.objects.filter(held_on__year=year).annotate(visitors=Count("requests"))
    visitors = dict(counted.values_list("pk", "visitors"))
    return [(each, visitors.get(each.session.pk) if each.session else None) for each in reversed(past)]


def _usual_city() -> str:
    return OpenHouseRule.objects.order_by("-first_on").values_list("city", flat=True).first() or ""


# ── single days ───────────────────────────────────────────────────────────────────────────────────


@require_POST
@needs("afternoons.change")
def afternoon_cancel(request):
    form = CancelForm(request.POST)
    if not done(form, cancel_afternoon, request.user):
        return _plan(request, form)
    messages.success(request, _("Cancelled. It can be taken back in the plan."))
    return redirect("afternoons")


@require_POST
@needs("afternoons.change")
def afternoon_restore(request, pk):
    """Takes a cancelling back."""
    restore_afternoon(session=get_object_or_404(OpenHouseSession, pk=pk), by=request.user)
    messages.success(request, _("It is planned again."))
    return redirect("afternoons")


@require_POST
@needs("afternoons.change")
def afternoon_plan(request):
    form = ExtraForm(request.POST, auto_id="extra_%s")
    if not form.is_valid():
        return _plan(request, extra=form)
    plan_afternoon(**form.cleaned_data, by=request.user)
    messages.success(request, _("It is planned."))
    return redirect("afternoons")


# ── the rule ──────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
@needs("desk.settings")
def rule_new(request):
    form = RuleForm(request.POST or None, initial=USUAL | {"first_on": timezone.localdate()})
    if form.is_valid():
        begin_rule(**form.cleaned_data, by=request.user)
        return redirect("afternoons")
    return _rule_page(request, form, heading=_("A rule"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("desk.settings")
def rule(request, pk):
    """Other days or hours from a day on: the rule ends the day before and a new one begins."""
    there = get_object_or_404(OpenHouseRule, pk=pk)
    form = RuleForm(request.POST or None, initial=_known(there))
    if form.is_valid() and _changed(there, form, request.user):
        return redirect("afternoons")
    return _rule_page(request, form, heading=_("Change the rule"), rule=there)


def _known(there: OpenHouseRule) -> dict:
    names = ("weekday", "opens_at", "closes_at", "city")
    return {name: getattr(there, name) for name in names} | {"first_on": timezone.localdate()}


def _changed(there: OpenHouseRule, form: RuleForm, by) -> bool:
    try:
        change_rule(rule=there, **form.cleaned_data, by=by)
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


def _rule_page(request, form, *, heading: str, rule: OpenHouseRule | None = None, end=None):
    context = {
        "heading": heading,
        "sentence": _("Every week on one day. Closed days and single days are set apart."),
        "form": form,
        "rule": rule,
        "end": end or RuleEndForm(auto_id="end_%s"),
    }
    return render(request, "support/rule.html", context, status=(end or form).status)


@require_POST
@needs("desk.settings")
def rule_end(request, pk):
    there, form = get_object_or_404(OpenHouseRule, pk=pk), RuleEndForm(request.POST, auto_id="end_%s")
    if not form.is_valid():
        return _rule_page(
            request, RuleForm(initial=_known(there)), heading=_("Change the rule"), rule=there, end=form
        )
    end_rule(rule=there, last_on=form.cleaned_data["last_on"], by=request.user)
    return redirect("afternoons")


@require_POST
@needs("desk.settings")
def closure_new(request):
    form = ClosureForm(request.POST, auto_id="closure_%s")
    if not form.is_valid():
        return _plan(request, closure=form)
    close_days(**form.cleaned_data, by=request.user)
    return redirect("afternoons")


@require_POST
@needs("desk.settings")
def closure_drop(request, pk):
    if there := Closure.objects.filter(pk=pk).first():
        open_days(closure=there, by=request.user)
    return redirect("afternoons")
