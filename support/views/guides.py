"""Guides: what to tell about a topic, read and copied by the desk, written by the coordinator."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.directory.choices import Speaks
from utsopi.team.access import may, needs
from utsopi.ui.forms import posted

from .. import guiding
from ..actions.guides import check_guide, write_guide
from ..choices import SORT_LATER
from ..forms.topics import GuideForm
from ..models import Guide, Topic


@require_safe
@needs("log.read")
def guides(request):
    told: dict = {}
    for guide in Guide.objects.all():
        told.setdefault(guide.topic_id, []).append(guide)
    offered = Topic.objects.filter(merged_into=None).exclude(code=SORT_LATER)
    topics = sorted(offered, key=lambda topic: topic.label)
    context = {
        "heading": _("Guides"),
        "sentence": _("What to tell about a topic, in the words that we agreed on, ready to be copied."),
        "written": [(topic, told[topic.pk], _age(told[topic.pk])) for topic in topics if topic.pk in told],
        "missing": [topic for topic in topics if topic.pk not in told],
        "can_write": may(request.user, "desk.settings"),
    }
    return render(request, "support/guides.html", context)


def _age(found: list[Guide]) -> tuple[str, bool]:
    oldest = guiding.oldest(found)
    return guiding.age(oldest), guiding.is_old(oldest)


@require_safe
@needs("log.read")
def guide_of(request, code):
    """The guide of a topic in her language, else in one that is there; ?language= asks for another."""
    topic = get_object_or_404(Topic, code=code)
    found = list(topic.guides.all())
    wanted = request.GET.get("language") or get_language() or "en"
    guide = guiding.in_language(found, wanted)
    context = {
        "heading": topic.label,
        "sentence": _("Guide"),
        "topic": topic,
        "guide": guide,
        "age": guiding.age(guide) if guide else "",
        "is_old": bool(guide) and guiding.is_old(guide),
        "others": [each for each in found if each != guide],
        "missing": _missing(wanted, guide),
        "languages": _unwritten(found),
        "can_write": may(request.user, "desk.settings"),
    }
    return render(request, "support/guide.html", context)


def _missing(wanted: str, guide: Guide | None) -> str:
    """The language that was asked for, where another one has to do."""
    if guide is None or guide.language == wanted[:2] or wanted[:2] not in Speaks.values:
        return ""
    return str(Speaks(wanted[:2]).label)


def _unwritten(found: list[Guide]) -> list[tuple[str, str]]:
    there = {guide.language for guide in found}
    return [(code, label) for code, label in Speaks.choices if code not in there]


@require_http_methods(["GET", "POST"])
@needs("desk.settings")
def guide_edit(request, code, language):
    if language not in Speaks.values:
        raise Http404
    topic = get_object_or_404(Topic, code=code)
    there = topic.guides.filter(language=language).first()
    form = GuideForm(posted(request), initial={"text": there.text if there else ""})
    if form.is_valid():
        write_guide(topic=topic, language=language, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("guide_of", code=code)
    context = {
        "heading": topic.label,
        "sentence": _("Guide in %(language)s") % {"language": Speaks(language).label},
        "form": form,
        "topic": topic,
    }
    return render(request, "support/guide_edit.html", context, status=form.status)


@require_POST
@needs("desk.settings")
def guide_checked(request, code, language):
    """Somebody looked: it is still true."""
    check_guide(guide=get_object_or_404(Guide, topic__code=code, language=language), by=request.user)
    messages.success(request, _("Noted: checked today."))
    return redirect("guide_of", code=code)
