"""The made-up house goes on after its recorded year: what is planned, promised, asked and handed out from today on.

All of it is done by the same verbs as on the pages, and stands in the trail. Nothing of it is dated in a year that has
figures, so that the recorded year stays as it was counted.
"""

from datetime import date, time, timedelta
from decimal import Decimal
from itertools import islice

from django.utils import timezone

from events.actions.activities import plan
from events.actions.coming import ask_for_word, come
from events.actions.vouching import make_vouch
from events.actions.wishes import take_wish, wish
from events.choices import GivenBy, Kind, Level
from events.models import Activity, Evening
from members import codes
from members.actions import assemblies, joining, mandates
from members.actions.identity import set_identity, tie_account
from members.choices import JoinedThrough, MandateKind
from members.models import Charter, Member, Membership, active_on
from outreach.actions import follow_ups, rounds, vouchers
from outreach.actions.programmes import plan_programme
from outreach.choices import FollowUpChannel, Mode, Need
from outreach.models import Area, Round, VoucherProgramme
from support.actions.call_backs import promise
from support.agreed import CALL_BACK
from support.choices import Way
from support.models import Request
from utsopi.directory.choices import Region

EVENINGS = (  # title, city, region, languages, days from today, places
    ("An evening to talk", "Brussels", Region.BRUSSELS, "fr en", 10, None),
    ("Money and papers", "Ghent", Region.FLANDERS, "nl en", 17, 4),
    ("Cooking together", "Liège", Region.WALLONIA, "fr", 24, None),
    ("An evening to talk", "Antwerp", Region.FLANDERS, "nl en", 38, 12),
)
PLACE = "1 Made-up Street, second bell"
DUTY_PHONE = "00 00 00 00"  # no number that anybody could have


def go_on(*, by, colleague, member) -> None:
    """Fills the coming weeks. `by` and `colleague` are the two people that some things take; `member` is the account
    of somebody who sees only her own page. The house must be unlocked."""
    today = timezone.localdate()
    _evenings(today, by)
    _meetings(today, by)
    _support(today, by, colleague)
    _rounds(today, by)
    _members(today, by, member)
    _vouchers(today, by, colleague)


def _evenings(today: date, by) -> None:
    for title, city, region, languages, days, capacity in EVENINGS:
        planned = plan(
            kind=Kind.LISTEN_TO_YOU,
            title=title,
            starts_on=today + timedelta(days),
            opens_at=time(19),
            closes_at=time(22),
            languages=languages,
            city=city,
            region=region,
            place=PLACE,
            duty_phone=DUTY_PHONE,
            capacity=capacity,
            by=by,
        )
        _visitors(Evening.objects.get(activity=planned), by)
    last = Activity.objects.filter(kind=Kind.LISTEN_TO_YOU, starts_on__lt=today).latest("starts_on")
    wish(activity=last, text="A list of dentists who do not judge", by=by)
    take_wish(wish=wish(activity=last, text="Tea without sugar too", by=by), owner=by, by=by)


def _visitors(evening: Evening, by) -> None:
    """Five who come, so that one waits where there are four places, and one who wants a word first."""
    ends_on = evening.activity.starts_on
    for number in range(5):
        vouch = make_vouch(given_by=GivenBy.TEAM, ends_on=ends_on, language="en", by=by)
        come(evening=evening, vouch=vouch, is_first_time=number == 0, language="en")
    ask_for_word(evening=evening, language="fr")


def _meetings(today: date, by) -> None:
    plan(
        kind=Kind.MEMBER_MEETING,
        title="Members' meeting",
        starts_on=today + timedelta(20),
        opens_at=time(18),
        closes_at=time(20),
        city="Brussels",
        region=Region.BRUSSELS,
        by=by,
    )
    plan(
        kind=Kind.ADVOCACY_MEETING,
        title="On the labour law framework",
        starts_on=today + timedelta(13),
        level=Level.FEDERAL,
        by=by,
    )


def _support(today: date, by, colleague) -> None:
    """One promise due today, and one of the colleague's."""
    newest = Request.objects.filter(session=None).order_by("-received_on", "pk")
    for request, owner, days in zip(newest[:2], (by, colleague), (0, 3), strict=True):
        promise(
            request=request,
            due_on=today + timedelta(days),
            way=Way.MESSAGE,
            reach=DUTY_PHONE,
            hours="after two",
            owner=owner,
            agreed_text=CALL_BACK,
            by=by,
        )


def _rounds(today: date, by) -> None:
    areas = Area.objects.order_by("name")
    for area, days in zip(islice(areas, 2), (2, 9), strict=True):
        rounds.plan_round(held_on=today + timedelta(days), area=area, mode=Mode.STREET, by=by)
    last = Round.objects.filter(held_on__lt=today).latest("held_on")
    for need, channel in (
        (Need.HEALTH, FollowUpChannel.PHONE),
        (Need.ADMINISTRATIVE, FollowUpChannel.IN_PERSON),
    ):
        follow_ups.open_follow_up(round=last, need=need, channel=channel, by=by)


def _members(today: date, by, account) -> None:
    """Somebody asks to join; three hold a mandate; an assembly is called; one member has an account of her own."""
    joining.ask(
        code=codes.new_code(),
        identity={"chosen_name": "Made-up name"},
        region=Region.BRUSSELS,
        language="fr",
        joined_through=JoinedThrough.LISTEN_TO_YOU,
        charter=Charter.objects.latest("valid_from"),
        by=None,
    )
    running = Membership.objects.filter(active_on(today)).order_by("started_on", "pk")
    first, *others = [each.member for each in running.select_related("member")[:3]]
    mandates.give(member=first, kind=MandateKind.HOST, on=today, by=by)
    for member in others:
        mandates.give(member=member, kind=MandateKind.BOARD, on=today, by=by)
    set_identity(member=first, values={"chosen_name": "Made-up name", "hours": "after two"}, by=by)
    tie_account(member=Member.objects.get(pk=first.pk), username=account.username, by=by)
    assemblies.call(
        held_on=today + timedelta(30),
        title="General assembly",
        quorum_percent=20,
        most_proxies=1,
        only_effective=False,
        by=by,
    )


def _vouchers(today: date, by, colleague) -> None:
    """A programme in its middle: envelopes prepared by two, cards handed on, some collected."""
    before = VoucherProgramme.objects.latest("starts_on")
    programme = plan_programme(
        title="Made-up winter vouchers",
        funder=before.funder,
        budget=Decimal(3000),
        amount_per_person=Decimal(100),
        starts_on=today - timedelta(7),
        ends_on=today + timedelta(60),
        partners=[(partner, 10) for partner in before.partners.all()],
        by=by,
    )
    vouchers.bought(programme=programme, pieces=50, amount=Decimal(2500), invoice="Made-up 1", by=by)
    numbers = vouchers.next_numbers(programme, 20)
    vouchers.prepare(programme=programme, numbers=numbers, second=colleague, by=by)
    cards = vouchers.make_cards(programme=programme, count=24, by=by)
    for card in cards[:12]:
        vouchers.hand_card(token=card, by=by)
    for card in cards[:5]:
        vouchers.give(token=card, on=today, by=by)
