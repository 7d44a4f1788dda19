"""What is said about a programme of vouchers: what was granted, what was bought, what goes into envelopes."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.directory.models import Organisation
from utsopi.ui.forms import BaseForm, Day, PlainSelect

from ..actions.vouchers import MOST_AT_ONCE
from ..choices import VoidBecause
from ..models import VoucherProgramme

MORE_PARTNERS = 3  # empty lines for partners, below those there are
CENT = Decimal("0.01")


def euros(label, least: Decimal = CENT) -> forms.DecimalField:
    """An amount with cents, of `least` or more."""
    return forms.DecimalField(label=label, min_value=least, max_digits=12, decimal_places=2)


class ProgrammeForm(BaseForm):
    """`terms()` are what the verbs take; partners are lines of an organisation and how many are for its people."""

    title = forms.CharField(label=_("Title"), max_length=120)
    funder = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Funder"),
        widget=PlainSelect,
        help_text=_("An organisation of the directory."),
    )
    budget = euros(_("Budget in euros"))
    amount_per_person = euros(_("Euros for each person"))
    starts_on = forms.DateField(label=_("First day"), widget=Day)
    ends_on = forms.DateField(label=_("Last day"), widget=Day)

    def __init__(self, data=None, programme: VoucherProgramme | None = None):
        self.links = list(programme.partner_links.order_by("organisation__name")) if programme else []
        super().__init__(data, initial=_terms_of(programme) if programme else None)
        listed = list(_listed(programme, self.links))
        choices = [("", "–"), *((str(pk), name) for pk, name in listed)]
        self.fields["funder"].queryset = Organisation.objects.all()
        self.fields["funder"].choices = choices
        for place in range(len(self.links) + MORE_PARTNERS):
            self._add_line(place, choices)

    def _add_line(self, place: int, choices: list) -> None:
        link = self.links[place] if place < len(self.links) else None
        number = {"number": place + 1}
        self.fields[f"partner_{place}"] = forms.ChoiceField(
            label=gettext("Partner %(number)s") % number,
            choices=choices,
            required=False,
            initial=str(link.organisation_id) if link else "",
            widget=PlainSelect,
        )
        self.fields[f"quota_{place}"] = forms.IntegerField(
            label=gettext("Quota of partner %(number)s") % number,
            required=False,
            min_value=1,
            max_value=100_000,
            initial=link.quota if link else None,
        )

    def clean(self):
        said = super().clean()
        if said.get("starts_on") and said.get("ends_on") and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", gettext("The last day is before the first."))
        for place, partner, quota in self._lines():
            if quota and not partner:
                self.add_error(f"partner_{place}", gettext("Which partner?"))
        chosen = [partner for _place, partner, _quota in self._lines() if partner]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(gettext("Each partner stands once."))
        return said

    def _lines(self):
        for place in range(len(self.links) + MORE_PARTNERS):
            yield (
                place,
                self.cleaned_data.get(f"partner_{place}"),
                self.cleaned_data.get(f"quota_{place}"),
            )

    def terms(self) -> dict:
        names = ("title", "funder", "budget", "amount_per_person", "starts_on", "ends_on")
        quotas = {partner: quota for _place, partner, quota in self._lines() if partner}
        found = Organisation.objects.in_bulk(quotas)
        partners = [(found[pk], quotas[str(pk)]) for pk in found]
        return {name: self.cleaned_data[name] for name in names} | {"partners": partners}


def _terms_of(programme: VoucherProgramme) -> dict:
    names = ("title", "funder", "budget", "amount_per_person", "starts_on", "ends_on")
    return {name: getattr(programme, name) for name in names}


def _listed(programme: VoucherProgramme | None, links: list):
    """Whoever is in the directory and not hidden, and whoever the programme names already."""
    named = {programme.funder_id, *(link.organisation_id for link in links)} if programme else set()
    for pk, name, is_hidden in Organisation.objects.order_by("name").values_list("pk", "name", "is_hidden"):
        if not is_hidden or pk in named:
            yield pk, name


class BoughtForm(BaseForm):
    invoice = forms.CharField(label=_("Number of the invoice"), max_length=40)
    pieces = forms.IntegerField(label=_("How many vouchers"), min_value=1, max_value=1_000_000)
    amount = euros(_("Euros on the invoice"))


class PrepareForm(BaseForm):
    count = forms.IntegerField(
        label=_("How many envelopes"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        help_text=_("They are numbered on from the last one."),
    )


class VoidForm(BaseForm):
    because = forms.ChoiceField(label=_("Why"), choices=VoidBecause, widget=forms.RadioSelect)
