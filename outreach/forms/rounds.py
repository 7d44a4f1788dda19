"""What is asked about a round: where and with whom, what is tapped while it is walked, and its numbers as a whole."""

from collections import Counter
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.forms.helpdesk import OrganisationName, Organisations
from utsopi.directory.models import Organisation
from utsopi.ui.chips import Chip, Chips
from utsopi.ui.forms import BaseForm, Day, PlainSelect
from utsopi.ui.steps import MadeKey

from ..actions.rounds import Tap
from ..choices import CancelledBecause, Mode, Need, ObservedKind, SuspendedBecause, TapKind
from ..counting import FIRST, MOST, REACHED, Bag, Counted, known_names, name_of
from ..models import Area, Material, Round
from ..walking import MOST_AREAS, Usual

A_STEP = 800  # taps that one step may bring
NO_AREA = gettext_lazy("Choose an area.")


class WhereForm(BaseForm):
    """Where a round goes and with whom."""

    area = forms.ModelChoiceField(
        queryset=Area.objects.filter(is_hidden=False),
        label=gettext_lazy("Area"),
        error_messages={"required": NO_AREA, "invalid_choice": NO_AREA},
        required=False,
    )
    other_area = forms.ModelChoiceField(
        queryset=Area.objects.filter(is_hidden=False),
        label=gettext_lazy("Another area"),
        required=False,
        widget=PlainSelect,
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Mode.choices, initial=Mode.STREET, required=False
    )
    partners = Organisations(label=gettext_lazy("With"))
    partner = OrganisationName(
        label=gettext_lazy("Another organisation, by its name"), required=False, max_length=120
    )

    def __init__(self, data=None, *, usual: Usual, **kwargs):
        super().__init__(data, **kwargs)
        self.usual = usual
        there = self.initial.get("area")
        rest = usual.areas[MOST_AREAS:]
        self.often = [*usual.areas[:MOST_AREAS], *([there] if there and there not in usual.areas else [])]
        if there:  # one that is hidden by now may stay
            self.fields["area"].queryset = Area.objects.all()
        self.fields["other_area"].choices = [("", "–"), *((str(each.pk), each.name) for each in rest)]

    def clean(self) -> dict:
        found = super().clean()
        found["area"] = found.pop("other_area", None) or found.get("area")
        if found["area"] is None and not self.errors:
            self.add_error("area", NO_AREA)
        found["mode"] = found.get("mode") or Mode.STREET
        found["partners"] = self._named(found)
        return found

    def _named(self, found: dict) -> list[Organisation]:
        typed = found.pop("partner", None)
        return list(dict.fromkeys([*(found.get("partners") or []), *filter(None, [typed])]))

    # ── as chips ──

    def areas(self) -> Chips:
        chips = tuple(Chip(str(each.pk), each.name) for each in self.often)
        return Chips("area", str(self["area"].label), chips, self._chosen("area"))

    def modes(self) -> Chips:
        chips = tuple(Chip(code, str(label)) for code, label in Mode.choices)
        return Chips("mode", str(self["mode"].label), chips, self._chosen("mode"))

    def with_whom(self) -> Chips:
        there = {str(each.pk): each for each in (*self.usual.partners, *self.initial.get("partners", ()))}
        chips = tuple(Chip(key, each.name) for key, each in there.items())
        return Chips("partners", str(self["partners"].label), chips, self._partners())

    def _chosen(self, name: str) -> str:
        value = self[name].value()
        return str(getattr(value, "pk", value) or "")

    def _partners(self) -> frozenset[str]:
        if self.is_bound:
            return frozenset(self.data.getlist("partners"))
        if "partners" in self.initial:
            return frozenset(str(each.pk) for each in self.initial["partners"])
        return self.usual.last_partners


class StartForm(WhereForm):
    """`key` is made by whoever shows the form, and becomes the round's own."""

    key = MadeKey(widget=forms.HiddenInput)


class PlanForm(WhereForm):
    held_on = forms.DateField(label=gettext_lazy("Date"), widget=Day)

    field_order = ["held_on"]


class BecauseForm(BaseForm):
    """Why a planned round does not take place."""

    because = forms.ChoiceField(label=gettext_lazy("Why"), choices=CancelledBecause.choices)


class EndForm(BaseForm):
    """How a round ended: nothing, or why it was broken off."""

    suspended_because = forms.ChoiceField(
        label=gettext_lazy("Broken off?"),
        choices=[("", gettext_lazy("No")), *SuspendedBecause.choices],
        required=False,
    )


# ── while it is walked ────────────────────────────────────────────────────────────────────────────


class TapsForm(BaseForm):
    """What a phone sends: taps as "name amount key", bags as "code out back" with a dash for what is not known.
    A plain form brings one of each in fields of its own."""

    key = MadeKey(required=False)
    name = forms.CharField(required=False)
    amount = forms.IntegerField(
        label=gettext_lazy("How many"), required=False, min_value=-MOST, max_value=MOST
    )
    out = forms.IntegerField(
        label=gettext_lazy("In the bag at the start"), required=False, min_value=0, max_value=MOST
    )
    back = forms.IntegerField(
        label=gettext_lazy("In the bag at the end"), required=False, min_value=0, max_value=MOST
    )

    def clean(self) -> dict:
        found = super().clean()
        self.materials = {each.code: each for each in Material.objects.all()}
        self.known = known_names(self.materials.values())
        sent = self.data.getlist("tap")
        if len(sent) > A_STEP:
            raise ValidationError(_("That is too much at once."))
        found["taps"] = [*map(self._tap, sent), *self._typed(found)]
        found["bags"] = dict([*map(self._bag, self.data.getlist("bag")), *self._weighed(found)])
        return found

    def _tap(self, text: str) -> Tap:
        name, amount, key = (*text.split(" "), "", "")[:3]
        return self._checked(name, _number(amount, least=-MOST), MadeKey().clean(key))

    def _checked(self, name: str, amount: int | None, key: UUID) -> Tap:
        if name not in self.known or amount is None:
            raise ValidationError(_("This cannot be counted. Load the page again."))
        return Tap(key, name, amount)

    def _typed(self, found: dict) -> list[Tap]:
        if not (found.get("key") and found.get("amount")):
            return []
        return [self._checked(found["name"], found["amount"], found["key"])]

    def _bag(self, text: str) -> tuple[Material, Bag]:
        code, out, back = (*text.split(" "), "", "")[:3]
        if code not in self.materials:
            raise ValidationError(_("This cannot be counted. Load the page again."))
        return self.materials[code], Bag(_number(out), _number(back))

    def _weighed(self, found: dict) -> list[tuple[Material, Bag]]:
        code = found.get("name", "").removeprefix(f"{TapKind.MATERIAL}-")
        bag = Bag(found.get("out"), found.get("back"))
        return [(self.materials[code], bag)] if code in self.materials and bag != Bag() else []


def _number(text: str, *, least: int = 0) -> int | None:
    """None for what is no number between `least` and MOST."""
    digits = text.removeprefix("-")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= len(str(MOST))
    return int(text) if is_number and int(text) >= least else None


# ── its numbers as a whole ────────────────────────────────────────────────────────────────────────


class NumbersForm(EndForm):
    """What was counted on a round. Whatever is left empty was not there: a round on which nobody was met is a zero.
    Material that is no longer handed out is asked about only where it was counted."""

    def __init__(self, *args, has_needs: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        told = {*self.initial, *self.data}
        self.materials = [
            each for each in Material.objects.all() if not each.is_hidden or told & _names(each)
        ]
        self.fields[REACHED] = _count(gettext_lazy("Contacts"))
        self.fields[FIRST] = _count(gettext_lazy("Of those, first contacts"))
        for each in self.materials:
            self._material(each)
        self.fields |= _counts(TapKind.OBSERVATION, ObservedKind)
        self.fields |= _counts(TapKind.NEED, Need) if has_needs else {}

    def _material(self, each: Material) -> None:
        name = name_of(TapKind.MATERIAL, each.code)
        self.fields[name] = _count(each.label)
        self.fields[f"{name}-out"] = _count(_("%(what)s: bag out") % {"what": each.label})
        self.fields[f"{name}-back"] = _count(_("%(what)s: bag back") % {"what": each.label})

    def clean(self) -> dict:
        found = super().clean()
        if self.add_prefix(REACHED) not in self.data:  # an empty field is there all the same
            raise ValidationError(_("Only half of the form came in. Send it again."))
        for each in self.materials:
            name = f"{name_of(TapKind.MATERIAL, each.code)}-back"
            out, back = found.get(name.replace("-back", "-out")), found.get(name)
            if back is not None and (out is None or back > out):
                self.add_error(name, _("More came back than went out."))
        if (found.get(FIRST) or 0) > (found.get(REACHED) or 0) and not self.errors:
            self.add_error(FIRST, _("More first contacts than contacts."))
        return found

    def counted(self) -> Counted:
        """The numbers of a valid form."""
        found = self.cleaned_data
        names = known_names(self.materials)
        sums = Counter({name: found[name] for name in names if found.get(name)})
        bags = {
            each.code: Bag(found.get(f"{name}-out"), found.get(f"{name}-back"))
            for each in self.materials
            for name in [name_of(TapKind.MATERIAL, each.code)]
        }
        has_first, has_reached = (found.get(name) is not None for name in (FIRST, REACHED))
        return Counted(sums, bags, has_first, has_reached)

    # ── as the page groups them ──

    def people(self) -> list:
        return [self[REACHED], self[FIRST]]

    def handed(self) -> list[tuple]:
        """Of each material: pieces, out, back."""
        names = [name_of(TapKind.MATERIAL, each.code) for each in self.materials]
        return [(self[name], self[f"{name}-out"], self[f"{name}-back"]) for name in names]

    def seen(self) -> list:
        return [self[name] for name in self.fields if name.startswith(f"{TapKind.OBSERVATION}-")]

    def needed(self) -> list:
        return [self[name] for name in self.fields if name.startswith(f"{TapKind.NEED}-")]

    def endings(self) -> Chips:
        chips = tuple(Chip(code, str(label)) for code, label in self.fields["suspended_because"].choices)
        name = "suspended_because"
        return Chips(name, str(self[name].label), chips, self[name].value() or "")


def _names(material: Material) -> set[str]:
    """What its three fields are called."""
    name = name_of(TapKind.MATERIAL, material.code)
    return {name, f"{name}-out", f"{name}-back"}


def _count(label) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST)


def _counts(kind: TapKind, what) -> dict[str, forms.IntegerField]:
    return {name_of(kind, code): _count(label) for code, label in what.choices}


class WholeForm(NumbersForm, WhereForm):
    """A round entered afterwards, or put right."""

    held_on = forms.DateField(label=gettext_lazy("Date"), widget=Day)

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day

    def where(self) -> dict:
        """What the verb is told besides the numbers."""
        names = ("held_on", "area", "mode", "partners", "suspended_because")
        return {name: self.cleaned_data[name] for name in names}


class EnterForm(WholeForm):
    key = MadeKey(widget=forms.HiddenInput)


def as_it_stands(round: Round, told: Counted) -> dict:
    """The initial values of a form about this round."""
    numbers = {name: number for name, number in told.sums.items() if number}
    for code, handed in told.handouts().items():
        name = name_of(TapKind.MATERIAL, code)
        numbers |= {name: handed.quantity, f"{name}-out": handed.bag.out, f"{name}-back": handed.bag.back}
    return {
        **numbers,
        REACHED: told.reached if round.is_open else round.people_reached,
        FIRST: told.first,
        "held_on": round.held_on,
        "area": round.area,
        "mode": round.mode,
        "partners": list(round.partners.all()),
        "suspended_because": round.suspended_because,
    }
