"""A note as it is asked for in any form: what the guard finds in it has to go, or was looked at and is no name.

    note = NoteField(label=_("Note"))                      in the form
    {{ form.note }}                                        on the page: the field, and under it what was found
    {% include "support/note_guard.html" with field=form.note %}    only the latter, under a field of one's own

A page with `js/guard.js` shows what was found while somebody writes. The form itself takes two answers more, named
after the field: `note_strike` strikes out what was found, `note_kept` says that what looks like a name is none.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..guard import MAY_STAY, Found, Kind, found_in, struck

LONGEST = 400
WORDS = {
    Kind.TELEPHONE: _(
        "This looks like a telephone number. Take it out, or make a call-back, which erases itself."
    ),
    Kind.MAIL: _("This looks like an e-mail address. Take it out, or make a call-back, which erases itself."),
    Kind.WEB: _("This looks like a web address or the name of an account. Take it out."),
    Kind.BANK: _("This looks like a bank account. Take it out."),
    Kind.NATIONAL: _("This looks like a national number. Take it out."),
    Kind.COMPANY: _("This looks like a company number. Take it out."),
    Kind.NAME: _("This looks like a name. Take it out, or say that it is none."),
}


class Typed(str):
    """A note as it came from a page; `is_kept` where somebody looked at what seemed a name, and it is none."""

    is_kept = False


def objections(text: str, is_kept: bool = False) -> list[Found]:
    """What stands against keeping this note."""
    return [each for each in found_in(text) if not (is_kept and each.kind in MAY_STAY)]


class NoteInput(forms.Textarea):
    """Reads the note with the answers to what was found in it."""

    def value_from_datadict(self, data, files, name):
        text = data.get(name)
        if text is None:
            return None
        is_kept = f"{name}_kept" in data
        note = Typed(struck(text, objections(text, is_kept)) if f"{name}_strike" in data else text)
        note.is_kept = is_kept
        return note


class NoteBound(forms.BoundField):
    """The field on a page; `found` is what stands against the note that was sent, none before it was."""

    def as_widget(self, widget=None, attrs=None, only_initial=False):
        shown = super().as_widget(widget, attrs, only_initial)
        return format_html("{}{}", shown, render_to_string("support/note_guard.html", {"field": self}))

    def found(self) -> list[dict]:
        """Each found part: its words, what it looks like, and whether it may stay."""
        text = self.value()
        told = objections(text, text.is_kept) if isinstance(text, Typed) and len(text) <= LONGEST else []
        return [{"words": text[each.start : each.end], **about(each)} for each in told]

    def is_kept(self) -> bool:
        return getattr(self.value(), "is_kept", False)


class NoteField(forms.CharField):
    """Text of at most 400 characters that tells nobody's number, address, account or name. Each kind that is found
    is one error, with the kind as its code. `call_back` is where a call-back can be made instead, if anywhere."""

    widget = NoteInput
    call_back = ""

    def __init__(self, *, required=False, **kwargs):
        super().__init__(required=required, max_length=LONGEST, **kwargs)

    def get_bound_field(self, form, field_name):
        return NoteBound(form, self, field_name)

    def clean(self, value):
        text = super().clean(value)
        kinds = dict.fromkeys(each.kind for each in objections(text, getattr(value, "is_kept", False)))
        if kinds:
            raise ValidationError([ValidationError(WORDS[kind], code=kind.value) for kind in kinds])
        return text


def about(found: Found) -> dict:
    """A found part without its words, as the page is told of it."""
    return {"kind": found.kind.value, "label": str(found.kind.label), "may_stay": found.kind in MAY_STAY}


class NoteCheckForm(forms.Form):
    """A note that is still being written, to be looked at only."""

    note = forms.CharField(required=False, max_length=LONGEST, strip=False)
    note_kept = forms.BooleanField(required=False)

    def answer(self) -> dict:
        """What was found, with its places in characters, and the note without it."""
        text = self.cleaned_data["note"]
        found = objections(text, self.cleaned_data["note_kept"])
        told = [{"start": each.start, "end": each.end, **about(each)} for each in found]
        return {"found": told, "struck": struck(text, found)}
