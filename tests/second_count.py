"""A second, independent count of every figure, in plain Python over the rows of a record workbook.

Written from the definitions alone, without a look at how the product counts: rows are what csv.DictReader
gives (every value a text), sums are Decimals, and percentages are rounded half away from zero. It is as plain
as can be and may be slow.
"""

from collections import defaultdict
from csv import DictReader
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

EU = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip


def read_folder(folder: Path) -> dict:
    """{sheet: [row, ...]} of a workbook that is a folder of CSV files."""
    sheets = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            sheets[path.stem] = list(DictReader(lines))
    return sheets


def count(sheets: dict, start: date, end: date, region: str | None = None, same: dict | None = None) -> dict:
    """{figure id: value} of a period, both days included; with a region only what can be narrowed.

    `same` maps other names of an organisation to its canonical one.
    """
    asked = Asked(sheets, start, end, region, same or {})
    figures = membership(asked) | activities(asked) | outreach(asked)
    figures |= support(asked, "open_house", open_house=True) | support(asked, "helpdesk", open_house=False)
    figures |= {"helpdesk.requests_by_channel": tally(asked.requests(open_house=False), by("channel"))}
    if region is None:
        figures |= team(asked) | sessions(asked) | vouchers(asked) | press(asked) | education(asked)
        figures |= funding(asked) | {"awareness.views_by_campaign": views(asked)}
        figures |= {"advocacy.contact_moments_by_level": tally(asked.held("advocacy_meeting"), by("level"))}
    return figures


class Asked:
    """What is counted: the rows, the period, the region."""

    def __init__(self, sheets, start, end, region, same):
        self.sheets, self.start, self.end, self.region, self.same = sheets, start, end, region, same

    def rows(self, sheet):
        return self.sheets.get(sheet, [])

    def inside(self, text):
        return bool(text) and self.start <= day(text) <= self.end

    def here(self, row):
        return self.region is None or (row["region"] or "unknown") == self.region

    def here_in(self, sheet, column):
        return [row for row in self.rows(sheet) if self.inside(row[column]) and self.here(row)]

    def held(self, kind):
        return [row for row in self.activities(kind) if row["status"] == "held"]

    def activities(self, kind):
        return [row for row in self.here_in("activities", "starts_on") if row["kind"] == kind]

    def people(self):
        return {row["person"]: row for row in self.rows("people")}

    def requests(self, *, open_house):
        people = self.people()
        return [
            row
            for row in self.rows("support_requests")
            if self.inside(row["received_on"])
            and (row["channel"] == "open_house") == open_house
            and self.here(people[row["person"]])
        ]

    def organisations(self, text):
        names = [name.strip() for name in text.split(";") if name.strip()]
        return {self.same.get(name, name) for name in names}


def day(text):
    return date.fromisoformat(text)


def whole(text):
    return int(text) if text else 0


def by(column):
    return lambda row: row[column] or "unknown"


def tally(rows, key, amount=lambda row: 1):
    sums = defaultdict(int)
    for row in rows:
        sums[key(row)] += amount(row)
    return dict(sums)


def distinct(rows, key, what):
    seen = defaultdict(set)
    for row in rows:
        seen[key(row)].add(what(row))
    return {name: len(things) for name, things in seen.items()}


def membership(asked):
    rows = [row for row in asked.rows("members") if asked.here(row)]

    def active(on):
        return [
            r for r in rows if day(r["joined_on"]) <= on and not (r["left_on"] and day(r["left_on"]) <= on)
        ]

    before, after = active(asked.start - timedelta(days=1)), active(asked.end)
    joined = [row for row in rows if asked.inside(row["joined_on"])]
    led_here = [row for row in joined if row["joined_through"] == "listen_to_you"]
    return {
        "membership.members_at_start": len(before),
        "membership.members_at_end": len(after),
        "membership.joined": len(joined),
        "membership.left": len([row for row in rows if asked.inside(row["left_on"])]),
        "membership.growth_percent": percent(len(after) - len(before), len(before)),
        "membership.members_by_region": tally(after, by("region")),
        "membership.joined_by_source": tally(joined, by("joined_through")),
        "listen_to_you.new_members_by_region": tally(led_here, by("region")),
    }


def percent(part, base):
    if not base:
        return None
    return (Decimal(part) * 100 / base).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def team(asked):
    def latest(on):
        rows = [row for row in asked.rows("team") if day(row["on_date"]) <= on]
        return max(rows, key=lambda row: row["on_date"]) if rows else None

    before, after = latest(asked.start - timedelta(days=1)), latest(asked.end)
    return {
        "team.headcount_at_start": int(before["headcount"]) if before else None,
        "team.fte_at_start": Decimal(before["fte"]) if before else None,
        "team.headcount_at_end": int(after["headcount"]) if after else None,
        "team.fte_at_end": Decimal(after["fte"]) if after else None,
    }


def activities(asked):
    meetings = asked.held("listen_to_you")
    called_off = [row for row in asked.activities("listen_to_you") if row["status"] == "cancelled"]
    by_members = [row for row in meetings if row["organised_by"] == "members"]
    return {
        "listen_to_you.meetings_by_region": tally(meetings, by("region")),
        "listen_to_you.contacts_by_region": tally(meetings, by("region"), lambda r: whole(r["sex_workers"])),
        "listen_to_you.member_led_by_region": tally(by_members, by("region")),
        "listen_to_you.meetings_cancelled": len(called_off),
        "community.member_meetings": len(asked.held("member_meeting")),
        "community.member_meeting_participants": attendance(asked.held("member_meeting")),
        "awareness.trainings": len(asked.held("training")),
        "events.public_events": len(asked.held("public_event")),
        "events.public_attendance": attendance(asked.held("public_event")),
        "education.site_visits": len(asked.held("site_visit")),
        "education.site_visit_students": attendance(asked.held("site_visit")),
    }


def attendance(rows):
    return sum(whole(row["attendance"]) for row in rows)


def views(asked):
    latest = {}
    for row in asked.rows("reach"):
        counter = row["campaign"], row["medium"]
        if asked.inside(row["measured_on"]) and row["measured_on"] >= latest.get(counter, ("",))[0]:
            latest[counter] = row["measured_on"], int(row["views"])
    sums = defaultdict(int)
    for (campaign, _medium), (_on, seen) in latest.items():
        sums[campaign] += seen
    return dict(sums)


def support(asked, name, *, open_house):
    requests = asked.requests(open_house=open_house)
    people = asked.people()
    codes = {row["person"] for row in requests}
    return {
        f"{name}.requests": len(requests),
        f"{name}.people": len(codes),
        f"{name}.people_at_least": people_at_least(requests, people),
        f"{name}.requests_by_first_this_year": tally(requests, by("first_this_year")),
        f"{name}.people_by_region": tally([people[code] for code in codes], by("region")),
        f"{name}.people_by_origin": tally([people[code] for code in codes], lambda r: origin(r["origin"])),
        f"{name}.requests_referred_in": len([row for row in requests if row["referred_by"]]),
    } | questions(asked, name, {row["request"]: row for row in requests})


def people_at_least(requests, people):
    known = {row["person"] for row in requests if people[row["person"]]["anonymous"] == "no"}
    together = distinct([row for row in requests if row["session"]], by("session"), lambda row: row["person"])
    one_request = 1 if requests else 0
    return max([len(known), one_request, *together.values()])


def origin(text):
    if text in ("", "belgium", "eu", "non_eu"):
        return text or "unknown"
    if text == "BE":
        return "belgium"
    return "eu" if text in EU else "non_eu"


def questions(asked, name, requests):
    rows = [row for row in asked.rows("questions") if row["request"] in requests]
    passed_on = [row for row in rows if row["outcome"] in ("with_partner", "referred")]
    referred = [row for row in rows if row["outcome"] == "referred"]
    involved = [one for row in rows for one in asked.organisations(row["organisations"])]
    return {
        f"{name}.questions": len(rows),
        f"{name}.questions_by_category": tally(rows, by("category")),
        f"{name}.questions_by_topic": tally(rows, lambda row: f"{row['category']}/{row['topic']}"),
        f"{name}.questions_by_outcome": tally(rows, by("outcome")),
        f"{name}.people_referred_out": len({requests[row["request"]]["person"] for row in referred}),
        f"{name}.requests_with_other_organisation": len({row["request"] for row in passed_on}),
        f"{name}.involvements_by_organisation": tally(involved, lambda one: one),
    }


def sessions(asked):
    inside = [row for row in asked.rows("open_house_sessions") if asked.inside(row["held_on"])]
    return {
        "open_house.sessions_held": len([row for row in inside if row["status"] == "held"]),
        "open_house.sessions_cancelled": len([row for row in inside if row["status"] == "cancelled"]),
    }


def outreach(asked):
    rounds = asked.here_in("outreach_rounds", "date")
    held = [row for row in rounds if row["status"] == "held"]
    street = [row for row in held if row["mode"] == "street"]
    virtual = [row for row in held if row["mode"] == "virtual"]

    def of(sheet, chosen):
        references = {row["round"] for row in chosen}
        return [row for row in asked.rows(sheet) if row["round"] in references]

    met_again = of("outreach_follow_ups", rounds)
    handed_out, seen = of("outreach_materials", held), of("outreach_observations", held)
    return {
        "outreach.rounds_by_area": tally(street, by("area")),
        "outreach.people_reached_by_area": tally(street, by("area"), lambda r: whole(r["people_reached"])),
        "outreach.virtual_people_reached": sum(whole(row["people_reached"]) for row in virtual),
        "outreach.rounds_suspended": len([row for row in rounds if row["status"] == "suspended"]),
        "outreach.materials_by_item": tally(handed_out, by("item"), lambda r: int(r["quantity"])),
        "outreach.observations_by_kind": tally(seen, by("kind"), lambda r: int(r["count"])),
        "outreach.follow_ups_by_need": tally(met_again, by("need")),
        "outreach.people_followed_up": len({row["person"] for row in met_again}),
    }


def vouchers(asked):
    given = [r for r in asked.rows("vouchers") if r["status"] == "issued" and asked.inside(r["issued_on"])]
    invited = [row for row in asked.rows("voucher_invitations") if asked.inside(row["invited_on"])]
    by_token = [row for row in given if not row["person"]]
    return {
        "vouchers.envelopes_issued": len(given),
        "vouchers.recipients": len({row["person"] for row in given if row["person"]}) + len(by_token),
        "vouchers.amount_issued": sum((Decimal(row["amount"]) for row in given), Decimal(0)),
        "vouchers.invited": len(invited),
        "vouchers.not_collected": len([row for row in invited if row["outcome"] == "not_collected"]),
    }


def press(asked):
    rows = [row for row in asked.rows("press_articles") if asked.inside(row["published_on"])]
    abroad = [row for row in rows if row["country"] != "BE"]
    figures = {
        "press.international_articles_by_occasion": tally(abroad, by("occasion")),
        "press.international_countries_by_occasion": distinct(abroad, by("occasion"), by("country")),
    }
    for language in ("nl", "fr"):
        belgian = [row for row in rows if row["country"] == "BE" and row["language"] == language]
        mentions = [row for row in belgian if row["mentions_union"] == "yes"]
        figures[f"press.belgian_articles_{language}_by_tone"] = tally(belgian, by("tone"))
        figures[f"press.belgian_mentions_{language}"] = len(mentions)
    return figures


def education(asked):
    rows = [row for row in asked.rows("student_requests") if asked.inside(row["received_on"])]
    return {
        "education.student_requests": len(rows),
        "education.student_requests_accepted": len([row for row in rows if row["accepted"] == "yes"]),
    }


def funding(asked):
    def inside(row):
        year = int(row["year"])
        return asked.start <= date(year, 1, 1) and date(year, 12, 31) <= asked.end

    grants = [row for row in asked.rows("grants") if inside(row)]
    costs = [row for row in asked.rows("costs") if inside(row)]

    def funder(row):
        return asked.same.get(row["funder"], row["funder"])

    return {
        "funding.grants_total": sum((Decimal(row["amount"]) for row in grants), Decimal(0)),
        "funding.grants_by_funder": tally(grants, funder, lambda r: Decimal(r["amount"])),
        "funding.costs_by_category": tally(costs, by("category"), lambda r: Decimal(r["amount"])),
    }
