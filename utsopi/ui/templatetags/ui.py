"""The components every page is built from; all of them stand on the gallery page (ui/gallery).

A page extends base.html and is given `heading` and `sentence` in its context. Blocks: title, heading, sentence,
actions, content. A picture passed in must be safe markup of our own; all else is escaped here.

    {% extends "base.html" %}{% load i18n %}
    {% block actions %}<a class="btn btn-primary" href="…">{% icon "plus" %} {% translate "New" %}</a>{% endblock %}
    {% block content %}
    {% picker form %}                                      a PickerForm: period, region, own days
    {% notice "warn" %}{% translate "Two days are missing." %}{% endnotice %}
    {% stats %}{% stat _("Requests") 133 note=_("4 up") href=url spark=svg %}{% endstats %}
    {% panel _("By month") base=_("Base: 149 questions") %}…{% endpanel %}
    {% chart _("By month") svg base=_("Base: 149") table=table note="" %}
    {% data_table table %}{% pager newer=url older=url %}
    <form method="post">{% csrf_token %}{% fields form %}<button class="btn btn-primary">Save</button></form>
    {% endblock %}

Also: {{ day|short_day }}, {% facts pairs %}, {% chips row %} (with css/desk.css),
{% status _("Running") "info" %}, {% empty "inbox" _("Nothing yet") %}…{% endempty %},
{% progress job url=status_url done_url=url done_label=_("Open") retry_url=url %}. To ask before something
happens, render ui/confirm.html with heading, sentence, confirm_label, back_url, is_grave (and form).
Kinds are ok, info, warn and bad. What stands in the content block is set apart by itself. Classes: grid-2 and
grid-2-1 (two columns), narrow, form-actions (a form's buttons), btn with btn-primary, btn-plain or btn-danger;
data-t-busy="Saving…" on a button keeps it from being pressed twice.
"""

import re
from functools import cache

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language

from utsopi.ui.tables import shown

register = template.Library()

KINDS = {"ok": "circle-check", "info": "info", "warn": "triangle-alert", "bad": "circle-alert"}
OF_MESSAGE = {"success": "ok", "warning": "warn", "error": "bad"}


@cache
def icon_names() -> frozenset[str]:
    """The icons of the sprite."""
    sprite = settings.BASE_DIR / "static" / "vendor" / "icons.svg"
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite.read_text()))


@register.filter
def short_day(day) -> str:
    """Tue 24 Nov; small in the languages that write days and months small."""
    told = date_format(day, "D j M")
    return told if get_language() == "en" else told.lower()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside words; it says nothing to a screen reader. Raises LookupError for one we do not ship."""
    if name not in icon_names():
        raise LookupError(f"static/vendor/icons.svg has no icon {name!r}.")
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )


@register.simple_block_tag
def panel(content, heading, base="", id=None, kind=""):
    """A box with a heading; under it the base line, which says who is counted. `kind` adds a CSS class."""
    name = id or f"p-{slugify(heading)}"
    return render_to_string(
        "ui/panel.html", {"content": content, "heading": heading, "base": base, "id": name, "kind": kind}
    )


@register.simple_block_tag
def notice(content, kind="info", heading=""):
    """A note in the page: ok, info, warn or bad. Bad ones are announced at once, the others in their turn."""
    return render_to_string("ui/notice.html", {"content": content, "heading": heading, **_look(kind)})


@register.inclusion_tag("ui/notice.html")
def message(told):
    """A message of Django's as a notice."""
    return {"content": str(told), **_look(OF_MESSAGE.get(told.level_tag, "info"))}


def _look(kind: str) -> dict:
    return {"kind": kind, "icon_name": KINDS[kind], "role": "alert" if kind == "bad" else "status"}


@register.simple_block_tag
def stats(content):
    """Figures in one box, parted by hairlines; holds {% stat %} tags only."""
    return format_html('<dl class="stats">{}</dl>', content)


@register.inclusion_tag("ui/stat.html")
def stat(label, value, note="", href="", spark=""):
    """One figure: what it is, how much, and one line on it. `spark` is a small picture, safe markup."""
    return {"label": label, "value": shown(value), "note": note, "href": href, "spark": _picture(spark)}


@register.inclusion_tag("ui/status.html")
def status(text, kind="info"):
    """A word on how something stands; the colour only repeats it."""
    return {"text": text, "kind": kind, "icon_name": KINDS[kind]}


@register.inclusion_tag("ui/facts.html")
def facts(pairs):
    """Label and value, one under the other; `pairs` is a list of two-tuples."""
    return {"pairs": [(label, shown(value)) for label, value in pairs]}


@register.simple_block_tag
def empty(content, icon_name, sentence):
    """Where there is nothing yet: an icon, a sentence, and between the tags what can be done about it."""
    return render_to_string(
        "ui/empty.html", {"content": content, "icon_name": icon_name, "sentence": sentence}
    )


@register.inclusion_tag("ui/table.html")
def data_table(table, id=None):
    """A Table of utsopi/ui/tables.py. On a narrow screen it scrolls in its own box."""
    return {"table": table, "id": id or f"t-{slugify(table.caption)}"}


@register.inclusion_tag("ui/chips.html")
def chips(row):
    """A Chips row of utsopi/ui/chips.py: one of a few, by tap or by the key printed on it."""
    return {"row": row}


@register.inclusion_tag("ui/pager.html")
def pager(newer="", older=""):
    """Ways to the pages before and after, as addresses; an empty one is left out."""
    return {"newer": newer, "older": older}


@register.inclusion_tag("ui/chart.html")
def chart(heading, svg, base="", table=None, note="", id=None):
    """A picture with its heading, base line and the same numbers as a table. `svg` is safe markup of ours."""
    return {
        "heading": heading,
        "svg": _picture(svg),
        "base": base,
        "table": table,
        "note": note,
        "id": id or f"c-{slugify(heading)}",
    }


def _picture(svg):
    if svg and not hasattr(svg, "__html__"):
        raise TypeError("A picture must be safe markup made by our own code.")
    return svg


@register.inclusion_tag("ui/progress.html", takes_context=True)
def progress(context, job, url="", done_url="", done_label="", retry_url="", id="progress"):
    """How far a job is. `job` has state, step, done, total, message; a page at `url` answers with this same
    tag and nothing else, and is asked every second until the state is neither queued nor running.
    Once done: a way to `done_url`. Once failed or stopped: a button that posts to `retry_url`."""
    return {
        "job": job,
        "url": url,
        "done_url": done_url,
        "done_label": done_label,
        "retry_url": retry_url,
        "id": id,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def fields(form):
    """The fields of a form: on top what is wrong, with ways to each field. The page writes <form> and buttons."""
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf = False, True
    helper.template, helper.field_template = "ui/form.html", "ui/field.html"
    for field in form.fields.values():
        # the label says it already, and stays when somebody types
        field.widget.attrs.pop("placeholder", None)
    return render_crispy_form(form, helper)


@register.inclusion_tag("ui/picker.html")
def picker(form):
    """A bar that chooses period and region, as a PickerForm; it asks by GET, so the address can be kept."""
    return {"form": form}


@register.inclusion_tag("ui/leave.html")
def leave():
    """The button that leaves at once; first on each page that a visitor or a member may have open."""
    return {"address": settings.LEAVE_FOR}
