"""A number with its unit, in words: “1 request”, “151 requests”."""

from django.utils.translation import ngettext_lazy

from reports.figure import Unit

from . import numbers

# the number is written before it is put in, hence %(written)s; `count` only chooses the form
AMOUNTS = {
    Unit.MEMBER: ngettext_lazy("%(written)s member", "%(written)s members", "count"),
    Unit.PERSON: ngettext_lazy("%(written)s person", "%(written)s people", "count"),
    Unit.CONTACT: ngettext_lazy("%(written)s contact", "%(written)s contacts", "count"),
    Unit.REQUEST: ngettext_lazy("%(written)s request", "%(written)s requests", "count"),
    Unit.QUESTION: ngettext_lazy("%(written)s question", "%(written)s questions", "count"),
    Unit.INVOLVEMENT: ngettext_lazy("%(written)s involvement", "%(written)s involvements", "count"),
    Unit.AFTERNOON: ngettext_lazy("%(written)s afternoon", "%(written)s afternoons", "count"),
    Unit.MEETING: ngettext_lazy("%(written)s meeting", "%(written)s meetings", "count"),
    Unit.PARTICIPANT: ngettext_lazy("%(written)s participant", "%(written)s participants", "count"),
    Unit.TRAINING: ngettext_lazy("%(written)s training", "%(written)s trainings", "count"),
    Unit.EVENT: ngettext_lazy("%(written)s event", "%(written)s events", "count"),
    Unit.VISITOR: ngettext_lazy("%(written)s visitor", "%(written)s visitors", "count"),
    Unit.VISIT: ngettext_lazy("%(written)s visit", "%(written)s visits", "count"),
    Unit.STUDENT: ngettext_lazy("%(written)s student", "%(written)s students", "count"),
    Unit.CONTACT_MOMENT: ngettext_lazy("%(written)s contact moment", "%(written)s contact moments", "count"),
    Unit.ROUND: ngettext_lazy("%(written)s round", "%(written)s rounds", "count"),
    Unit.PIECE: ngettext_lazy("%(written)s piece", "%(written)s pieces", "count"),
    Unit.TIME: ngettext_lazy("%(written)s time", "%(written)s times", "count"),
    Unit.FOLLOW_UP: ngettext_lazy("%(written)s follow-up", "%(written)s follow-ups", "count"),
    Unit.ENVELOPE: ngettext_lazy("%(written)s envelope", "%(written)s envelopes", "count"),
    Unit.INVITATION: ngettext_lazy("%(written)s invitation", "%(written)s invitations", "count"),
    Unit.ARTICLE: ngettext_lazy("%(written)s article", "%(written)s articles", "count"),
    Unit.COUNTRY: ngettext_lazy("%(written)s country", "%(written)s countries", "count"),
    Unit.VIEW: ngettext_lazy("%(written)s view", "%(written)s views", "count"),
    Unit.EMPLOYEE: ngettext_lazy("%(written)s employee", "%(written)s employees", "count"),
    Unit.POST: ngettext_lazy("%(written)s full-time post", "%(written)s full-time posts", "count"),
}


def amount(unit: Unit, value: numbers.Number | None) -> str:
    """The number and its unit, kept on one line; n.c. for None."""
    if value is None or unit not in AMOUNTS:
        return numbers.plain(value, is_money=unit.is_money, is_percent=unit is Unit.PERCENT)
    said = AMOUNTS[unit] % {"count": int(value), "written": numbers.count(value)}
    return said.replace(" ", numbers.SPACE, 1)
