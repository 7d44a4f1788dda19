"""The steps of an open afternoon: a visitor, what she says about herself, her questions. Each is kept as it is made;
the same addresses take a plain form."""

from django.core.exceptions import ValidationError
from django.db.models import UUIDField
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from utsopi.ready import Blank, Ready
from utsopi.team.access import needs
from utsopi.ui.steps import MadeKey, is_step, kept, refused

from ..actions.asking import ask
from ..actions.drafts import drop_draft, keep_draft
from ..actions.log import NotHers, begin_request, say
from ..actions.mending import delete_question
from ..choices import Channel, Service
from ..forms.afternoon import FACTS, AskForm, FactsForm, HalfAskedForm, VisitorForm
from ..models import OpenHouseSession, Question, Request
from .afternoon_page import closed, page

# every step asks for its visitor
VISITOR_KEY = MadeKey()
VISITORS = Ready(
    lambda: Request.objects.select_related("person", "session").filter(
        pk=Blank("key", UUIDField), session=Blank("session", UUIDField)
    )
)


@require_POST
@needs("log.write")
def afternoon_visitor(request, pk):
    """Somebody came in."""
    session, form = get_object_or_404(OpenHouseSession, pk=pk), VisitorForm(request.POST)
    visitor = _tried(form, lambda: _begun(session, form.cleaned_data["key"], request.user))
    if visitor is None:
        return _refused(request, session, form)
    return kept(request, _at(visitor), number=visitor.number)


def _begun(session: OpenHouseSession, key, by) -> Request:
    return begin_request(
        key=key, channel=Channel.OPEN_HOUSE, received_on=session.held_on, session=session, by=by
    )


@require_POST
@needs("log.write")
def afternoon_say(request, pk):
    """What she says about herself; what a step does not name stays as it is."""
    visitor, form = _visitor(request, pk), FactsForm(request.POST)
    if not form.is_valid():
        return _refused(request, visitor.session, form, visitor)
    _say(request, visitor, form)
    return kept(request, _at(visitor))


def _say(request, visitor: Request, form: FactsForm) -> None:
    said = {name: form.cleaned_data[name] for name in FACTS if name in request.POST}
    say(request=visitor, by=request.user, **said)


@require_POST
@needs("log.write")
def afternoon_draft(request, pk):
    """A question as far as it was chosen. Where one part cannot be kept, the others are."""
    visitor, form = _visitor(request, pk), HalfAskedForm(request.POST)
    form.full_clean()
    if "key" in form.cleaned_data:
        _attempt(form, lambda: _draft(visitor, form, request.user))
    return _refused(request, visitor.session, form, visitor) if form.errors else kept(request, _at(visitor))


def _draft(visitor: Request, form: HalfAskedForm, by) -> None:
    """Keeps it; a draft in which nothing is said any more goes."""
    key, codes, note = form.cleaned_data["key"], form.codes(), form.cleaned_data.get("note", "")
    if not (codes["topic"] or codes["organisations"] or note):
        drop_draft(key=key, by=by)
        return
    about = {"door": Service.OPEN_HOUSE, "session": visitor.session, "request": visitor}
    keep_draft(key=key, codes=codes, note=note, **about, by=by)


@require_POST
@needs("log.write")
def afternoon_ask(request, pk):
    """A question of hers is added; a plain form brings what she said about herself along."""
    visitor, form = _visitor(request, pk), AskForm(request.POST)
    if not is_step(request) and (facts := FactsForm(request.POST)).is_valid():
        _say(request, visitor, facts)
    question = _tried(form, lambda: _logged(visitor, form, request.user))
    if question is None:
        return _refused(request, visitor.session, form, visitor)
    back = f"{_at(visitor)}&{urlencode({'added': question.pk})}"
    return kept(request, back, question=str(question.pk), told=_apart(visitor, question))


def _logged(visitor: Request, form: AskForm, by) -> Question:
    said = form.cleaned_data
    return ask(
        key=said["key"],
        request=visitor,
        topic=said["topic"],
        outcome=said["outcome"],
        organisations=form.named(),
        note=said["note"],
        by=by,
    )


def _apart(visitor: Request, question: Question) -> str:
    """What to say where a question went onto another request; else nothing."""
    if question.request_id == visitor.pk:
        return ""
    return _("Kept apart, as visitor %(number)s: what is sensitive is never kept beside a code.") % {
        "number": question.request.number
    }


@require_POST
@needs("log.write")
def afternoon_undo(request, pk):
    """Takes back the question that was added last; twice is as good as once."""
    form = VisitorForm({"key": request.POST.get("undo")})
    if not form.is_valid():
        return _refused(request, get_object_or_404(OpenHouseSession, pk=pk), form)
    asked = (
        Question.objects.filter(request__session=pk, pk=form.cleaned_data["key"])
        .select_related("request__session")
        .first()
    )
    if asked is None:
        return kept(request, reverse("afternoon_at", args=[pk]))
    _attempt(form, lambda: delete_question(question=asked, by=request.user))
    if form.errors:
        return _refused(request, asked.request.session, form, asked.request)
    return kept(request, _at(asked.request))


# ── what they have in common ──────────────────────────────────────────────────────────────────────


def _visitor(request, session_key) -> Request:
    """The visitor that the step is about; 404 where she is not of this afternoon."""
    try:
        key = VISITOR_KEY.clean(request.POST.get("visitor"))
    except ValidationError:
        raise Http404 from None
    if (visitor := VISITORS.first(key=key, session=session_key)) is None:
        raise Http404
    return visitor


def _tried(form, act):
    """What `act` gives once the form is valid; None where something is wrong, with its words in the form."""
    return _attempt(form, act) if form.is_valid() else None


def _attempt(form, act):
    try:
        return act()
    except NotHers:
        raise Http404 from None
    except ValidationError as error:
        form.blame(error)
    return None


def _refused(request, session: OpenHouseSession, form, visitor: Request | None = None):
    if is_step(request):
        return refused(form)
    if not session.is_open:
        return closed(request, session, form)
    return page(request, session, form=form, chosen=visitor and visitor.pk)


def _at(visitor: Request) -> str:
    return f"{reverse('afternoon_at', args=[visitor.session_id])}?{urlencode({'visitor': visitor.pk})}"
