"""The helpdesk: requests by phone and mail, one after the other or a pile of mails, each with its questions."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from utsopi.privacy.house import is_unlocked
from utsopi.team.access import needs
from utsopi.ui.steps import is_step, kept, refused

from ..actions.drafts import drafts_of, drop_draft, keep_draft
from ..actions.helpdesk import save_request
from ..actions.log import NotHers
from ..choices import Service
from ..forms.helpdesk import ANOTHER, CALL_BACK, DraftForm, HelpdeskForm, StartForm
from ..models import Request
from .helpdesk_page import page

LIST_DRAFTS = ("helpdesk", "afternoon", "overview")  # pages that do
STICKS = ("backlog", "channel", "received_on")


@require_safe
@needs("log.write")
def helpdesk(request):
    """Today's requests, what waits, and a new one to begin."""
    return page(request, StartForm(request.GET).values())


@require_safe
@needs("log.write")
def helpdesk_draft(request, key):
    """A request that she left half done, as it stood; somebody else's is not there."""
    draft = get_object_or_404(drafts_of(request.user), pk=key, door=Service.HELPDESK)
    values = {"received_on": draft.begun_on.isoformat(), **draft.codes, "key": draft.pk}
    if draft.note is not None and is_unlocked():
        values["note"] = draft.note.open()
    return page(request, values, asked=draft.request, goes_on=True)


@require_safe
@needs("log.write")
def helpdesk_more(request, pk):
    """One more question of a request that she has just logged."""
    asked = get_object_or_404(_requests_of(request.user), pk=pk)
    return page(request, asked=asked)


@require_POST
@needs("log.write")
def helpdesk_save(request):
    """Takes a request with the question at hand, from a step or from a form."""
    form = HelpdeskForm(request.POST, may_end=not request.POST.get("topic") and _has_questions(request))
    if not (form.is_valid() and (saved := _saved(form, request.user))):
        return refused(form) if is_step(request) else page(request, form=form, asked=_asked(request))
    return kept(request, _next(request, form, saved), saved=str(saved.pk))


def _has_questions(request) -> bool:
    asked = _asked(request)
    return asked is not None and asked.questions.exists()


def _asked(request) -> Request | None:
    """The request that the question at hand belongs to, if it is there already."""
    form = DraftForm({"request": request.POST.get("request"), "key": request.POST.get("key")})
    return (
        _requests_of(request.user).filter(pk=form.cleaned_data["request"]).first()
        if form.is_valid()
        else None
    )


def _requests_of(account):
    return Request.objects.filter(logged_by=account, session=None).select_related("person", "referred_by")


def _saved(form: HelpdeskForm, by) -> Request | None:
    """The request as it was kept; None where the verb refuses, with its words in the form."""
    said = form.cleaned_data
    try:
        if form.question() is None:
            drop_draft(key=said["key"], by=by)
        return save_request(
            key=said["request"],
            channel=said["channel"],
            received_on=said["received_on"],
            facts=form.facts(),
            question=form.question(),
            by=by,
        )
    except NotHers:
        raise Http404 from None
    except ValidationError as error:
        form.blame(error)
    return None


def _next(request, form: HelpdeskForm, saved: Request) -> str:
    if request.POST.get("then") == ANOTHER:
        return reverse("helpdesk_more", args=[saved.pk])
    if request.POST.get("then") == CALL_BACK:
        return reverse("call_back_new", args=[saved.pk])
    sticks = {name: form.cleaned_data[name] for name in STICKS} if form.cleaned_data["backlog"] else {}
    return reverse("helpdesk") + (f"?{urlencode(sticks)}" if sticks else "")


@require_POST
@needs("log.write")
def helpdesk_keep(request):
    """Keeps a request as far as it was chosen, so that nothing is lost when somebody else calls."""
    form = DraftForm(request.POST)
    form.full_clean()
    if {"request", "key"} & form.errors.keys():
        return refused(form) if is_step(request) else page(request, form=form)
    try:
        _keep(request, form)
    except NotHers:
        raise Http404 from None
    except ValidationError as error:
        form.add_error("note", error)
        return refused(form) if is_step(request) else page(request, form=form)
    return kept(request, reverse("helpdesk"))


def _keep(request, form: DraftForm) -> None:
    said = form.cleaned_data
    keep_draft(
        key=said["key"],
        door=Service.HELPDESK,
        codes=form.codes(),
        note=said.get("note", ""),
        request=_requests_of(request.user).filter(pk=said["request"]).first(),
        by=request.user,
    )


@require_POST
@needs("log.write")
def draft_drop(request, key):
    """Drops a draft of hers, of either door, and leads back to the page it was listed on."""
    drop_draft(key=key, by=request.user)
    back = request.POST.get("back")
    return redirect(back if back in LIST_DRAFTS else "helpdesk")
