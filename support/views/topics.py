"""Categories and topics, for the coordinator: the list, each on a page of its own, and two that become one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.team.access import needs
from utsopi.ui.forms import posted

from ..actions import topics as verbs
from ..choices import SORT_LATER, Service
from ..forms.topics import CategoryChangeForm, CategoryForm, MergeForm, TopicChangeForm, TopicForm
from ..models import Category, Question, Topic
from ..topic_list import doors, facts_of, wordings_of


@require_safe
@needs("desk.settings")
def topics(request):
    context = {
        "heading": _("Topics"),
        "sentence": _("What the desk offers at each door, in which words, and from when until when."),
        "doors": doors(),
    }
    return render(request, "support/topics.html", context)


@require_http_methods(["GET", "POST"])
@needs("desk.settings")
def topic_new(request):
    form = TopicForm(posted(request))
    if form.is_valid() and (made := _kept(form, _make_topic, request.user)):
        return _saved(request, reverse("topic", args=[made.code]))
    context = {"heading": _("A new topic"), "sentence": "", "form": form}
    return render(request, "support/topic.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
@needs("desk.settings")
def topic(request, code):
    found = get_object_or_404(Topic.objects.select_related("merged_into"), code=code)
    form = TopicChangeForm(posted(request), initial=_said_of(found))
    if form.is_valid() and _kept(form, _change_topic, found, request.user):
        return _saved(request, reverse("topic", args=[code]))
    found.refresh_from_db()  # what was refused half way stands on the object still
    context = {
        "heading": found.label,
        "sentence": _("Words and rules of one topic. Its code stays: %(code)s.") % {"code": code},
        "form": form,
        "topic": found,
        "facts": facts_of(found),
        "wordings": wordings_of(found),
        "may_part": found.merged_into_id and verbs.may_part(found),
        "may_merge": not found.merged_into_id and code != SORT_LATER,
    }
    return render(request, "support/topic.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
@needs("desk.settings")
def category_new(request):
    form = CategoryForm(posted(request))
    if form.is_valid() and _kept(form, _make_category, request.user):
        return _saved(request, reverse("topics"))
    context = {"heading": _("A new category"), "sentence": "", "form": form}
    return render(request, "support/topic.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
@needs("desk.settings")
def category(request, pk):
    found = get_object_or_404(Category, pk=pk)
    form = CategoryChangeForm(posted(request), initial=_worded(found))
    if form.is_valid() and _kept(form, _change, found, request.user):
        return _saved(request, reverse("topics"))
    found.refresh_from_db()
    context = {
        "heading": found.label,
        "sentence": _("A category: %(door)s") % {"door": found.get_service_display()},
        "form": form,
        "wordings": wordings_of(found),
    }
    return render(request, "support/topic.html", context, status=form.status)


# ── two that are one ──────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
@needs("desk.settings")
def topic_merge(request, code):
    """First which one and from when, then what that changes, then it is done."""
    gone = get_object_or_404(Topic, code=code, merged_into=None)
    said = request.POST or (request.GET if "kept" in request.GET else None)
    form, preview = MergeForm(said, gone=gone), None
    if form.is_valid() and (preview := _preview(form, gone)) and request.method == "POST":
        verbs.merge_topics(gone=gone, by=request.user, **form.cleaned_data)
        return _saved(request, reverse("topic", args=[code]))
    context = {
        "heading": _("Merge: %(topic)s") % {"topic": gone.label},
        "sentence": _("For two topics that are one. Tables of years that are over stay as they are."),
        "topic": gone,
        "form": form,
        "preview": preview,
    }
    return render(request, "support/topic_merge.html", context, status=form.status)


def _preview(form: MergeForm, gone: Topic) -> list | None:
    """What changes, as facts; None where the two cannot be one, with the reason in the form."""
    kept, on = form.cleaned_data["kept"], form.cleaned_data["on"]
    try:
        verbs.refuse_merging(gone, kept, on)
    except ValidationError as error:
        form.blame(error)
        return None
    asked = Question.objects.filter(topic=gone)
    this_year = asked.filter(request__received_on__year__gte=on.year).count()
    there = {listing.service for listing in kept.listings.all()}
    taken = [listing for listing in gone.listings.select_related("category") if listing.service not in there]
    return [
        (_("Offered until"), on - verbs.A_DAY),
        (_("Questions of this year, counted as “%(kept)s”") % {"kept": kept.label}, this_year),
        (_("Questions of years before, which stay as they are"), asked.count() - this_year),
        *(
            (
                _("New place of “%(kept)s”") % {"kept": kept.label},
                f"{each.get_service_display()}: {each.category.label}",
            )
            for each in taken
        ),
    ]


@require_POST
@needs("desk.settings")
def topic_part(request, code):
    gone = get_object_or_404(Topic, code=code)
    try:
        verbs.part_topics(gone=gone, by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("They are two again."))
    return redirect("topic", code=code)


# ── how ───────────────────────────────────────────────────────────────────────────────────────────


def _saved(request, address: str):
    messages.success(request, _("Saved."))
    return redirect(address)


def _kept(form, act, *args):
    """What `act` made, all of it or nothing; None where a verb refused, with its words in the form."""
    try:
        with transaction.atomic():
            return act(form, *args)
    except ValidationError as error:
        form.blame(error)
    return None


def _make_topic(form: TopicForm, by) -> Topic:
    said = form.cleaned_data
    made = verbs.add_topic(
        categories=form.categories(),
        labels=form.labels(),
        shorts=form.shorts(),
        is_sensitive=said["is_sensitive"],
        is_urgent=said["is_urgent"],
        valid_from=said["valid_from"],
        by=by,
    )
    verbs.offer(thing=made, valid_from=said["valid_from"], valid_to=said["valid_to"], by=by)
    return made


def _make_category(form: CategoryForm, by) -> Category:
    said = form.cleaned_data
    made = verbs.add_category(service=said["service"], labels=form.labels(), shorts=form.shorts(), by=by)
    verbs.offer(thing=made, valid_from=said["valid_from"], valid_to=said["valid_to"], by=by)
    return made


def _change_topic(form: TopicChangeForm, found: Topic, by) -> bool:
    said = form.cleaned_data
    facts = {name: said[name] for name in ("is_sensitive", "is_urgent")}
    _change(form, found, by, **facts)
    if found.code != SORT_LATER:
        for service in Service:
            verbs.list_under(topic=found, service=service, category=said[service.value], by=by)
    return True


def _change(form, found: Topic | Category, by, **facts) -> bool:
    said = form.cleaned_data
    verbs.reword(thing=found, labels=form.labels(), from_on=said["from_on"], by=by)
    verbs.set_up(thing=found, shorts=form.shorts(), by=by, **facts)
    verbs.offer(thing=found, valid_from=said["valid_from"], valid_to=said["valid_to"], by=by)
    return True


def _worded(found: Topic | Category) -> dict:
    names = [f"{kind}_{language}" for kind in ("label", "short") for language in verbs.LANGUAGES]
    said = {name: getattr(found, name) for name in (*names, "valid_from", "valid_to")}
    return said | {"from_on": timezone.localdate()}


def _said_of(found: Topic) -> dict:
    listed = {listing.service: listing.category_id for listing in found.listings.all()}
    return {**_worded(found), **listed, "is_sensitive": found.is_sensitive, "is_urgent": found.is_urgent}
