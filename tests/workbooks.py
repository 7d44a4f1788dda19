"""Made-up record workbooks for hypothesis: valid, small, and full of edges.

Days cluster around the edges of years, halves, quarters and months; people are anonymous, come back, come to
both doors and twice to one session; sessions and rounds are cancelled; envelopes are void or given to nobody
known; counters are read again; regions, origins and answers are empty; organisations go by their other names.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st

from tests.workbook_cells import (
    AREAS,
    NAMES,
    REFERENCES,
    days,
    euros,
    keyed,
    languages,
    maybe_days,
    maybe_numbers,
    name_lists,
    names,
    numbers,
    one_of,
    origins,
    regions,
    some_names,
    text,
    unique,
    yes_no,
)
from utsopi.directory.models import Organisation, OrganisationName, name_key

DATA = Path(__file__).parent / "data"

# ── sheets that lean on no other ──────────────────────────────────────────────────────────────────


@st.composite
def members(draw):
    """Intervals of a few members: gaps, a day of leaving that is a day of joining again, open ends."""
    rows = []
    for member in draw(st.lists(st.sampled_from(REFERENCES), unique=True, min_size=2, max_size=5)):
        turns = sorted(draw(st.sets(days, min_size=2, max_size=5)))
        for joined, left in zip(turns, [*turns[1:], None], strict=True):
            if draw(st.integers(0, 3)):
                rows.append({"member": member, "joined_on": text(joined), "left_on": text(left)})
    for row in rows:
        row |= draw(
            st.fixed_dictionaries(
                {
                    "region": regions,
                    "language": languages,
                    "joined_through": one_of("listen_to_you", "listen_to_you", "website", "unknown"),
                    "sex_worker": yes_no,
                }
            )
        )
    return rows


@st.composite
def activities(draw):
    kinds = one_of(
        "listen_to_you", "listen_to_you", "member_meeting", "workshop", "community_event", "training",
        "public_event", "site_visit", "advocacy_meeting", "advocacy_meeting",
    )  # fmt: skip
    rows = draw(
        keyed(
            "activity",
            size=7,
            kind=kinds,
            title=one_of("Evening", "=1+1", "Déjà vu; «again»"),
            starts_on=days.map(text),
            city=one_of("", "Ghent"),
            region=regions,
            organised_by=one_of("team", "members", "partner"),
            partners=name_lists,
            audience=one_of("sex_workers", "members", "public"),
            status=one_of("planned", "held", "held", "held", "cancelled"),
            estimated=yes_no,
            sex_workers=maybe_numbers,
        )
    )
    for row in rows:
        lasts = draw(st.sampled_from([0, 0, 1, 400]))
        row["ends_on"] = text(date.fromisoformat(row["starts_on"]) + timedelta(days=lasts))
        levels = one_of("local", "federal", "international", "")
        row["level"] = draw(levels) if row["kind"] == "advocacy_meeting" else ""
        present = draw(st.none() | st.integers(0, 30))
        row["attendance"] = text(present if present is None else present + int(row["sex_workers"] or 0))
    return rows


REGISTERS = {
    "press_articles": keyed(
        "article",
        size=7,
        published_on=days.map(text),
        language=one_of("nl", "fr", "de", "other"),
        country=one_of("BE", "BE", "FR", "NL"),
        tone=one_of("negative", "neutral", "positive"),
        mentions_union=yes_no,
        occasion=one_of("", "", "vote_in_parliament", "A strike"),
    ),
    "student_requests": keyed(
        "student_request",
        received_on=days.map(text),
        institution=one_of("KU Leuven", "VUB"),
        country=one_of("BE", "NL"),
        accepted=yes_no,
    ),
    "grants": unique(
        "year",
        "funder",
        year=one_of("2023", "2024", "2024", "2025"),
        funder=names,
        funder_group=one_of("brussels", "flanders"),
        amount=euros,
    ),
    "costs": unique(
        "year",
        "category",
        year=one_of("2023", "2024", "2024", "2025"),
        category=one_of("personnel", "other", "Rent"),
        amount=euros,
    ),
    "team": unique(
        "on_date",
        on_date=days.map(text),
        headcount=numbers,
        fte=st.decimals(0, 40, places=2).map(str),
    ),
    "reach": unique(
        "campaign",
        "medium",
        "measured_on",
        campaign=one_of("Red flags", "Know your rights"),
        medium=one_of("vimeo", "website"),
        measured_on=days.map(text),
        views=st.integers(0, 10**10).map(str),
        estimated=yes_no,
    ),
}

# ── people, what they asked, and what they got ────────────────────────────────────────────────────

PEOPLE = keyed(
    "person",
    size=7,
    region=regions,
    origin=origins,
    language=one_of("", "es"),
    anonymous=one_of("yes", "yes", "no"),
)
SESSIONS = keyed(
    "session",
    size=3,
    held_on=days.map(text),
    city=one_of("Brussels"),
    status=one_of("planned", "held", "held", "cancelled"),
)


def listed_topics() -> dict[str, list[tuple[str, str]]]:
    """The pairs of category and topic of each of the two doors."""
    with (DATA / "topics.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    doors = {row["used_at"] for row in rows}
    return {door: [(r["category"], r["topic"]) for r in rows if r["used_at"] == door] for door in doors}


TOPICS = listed_topics()


@st.composite
def support(draw, people, sessions):
    """Requests with a question or more each; at the Open House only where there is a session."""
    channels = ["phone", "email", "messaging"] + ["open_house"] * (4 if sessions else 0)
    requests = draw(
        keyed(
            "request",
            size=8,
            channel=st.sampled_from(channels),
            person=st.sampled_from(people),
            received_on=days.map(text),
            referred_by=st.just("") | names,
            first_this_year=one_of("", "yes", "no"),
        )
    )
    questions = []
    for request in requests:
        session = draw(st.sampled_from(sessions)) if request["channel"] == "open_house" else None
        request["session"] = session["session"] if session else ""
        if session and draw(st.integers(0, 3)):
            request["received_on"] = session["held_on"]
        questions += draw(st.lists(asked_in(request), min_size=1, max_size=3))
    return requests, [{"question": f"Q{place}", **row} for place, row in enumerate(questions)]


@st.composite
def asked_in(draw, request):
    door = "open_house" if request["channel"] == "open_house" else "helpdesk"
    category, topic = draw(st.sampled_from(TOPICS[door][-3:] + TOPICS[door][:3]))
    outcome = draw(one_of("open", "handled", "with_partner", "referred"))
    involved = draw(some_names) if outcome in ("with_partner", "referred") else ""
    return {
        "request": request["request"],
        "category": category,
        "topic": topic,
        "outcome": outcome,
        "organisations": involved,
    }


ROUNDS = keyed(
    "round",
    size=6,
    date=days.map(text),
    area=st.sampled_from(sorted(AREAS)),
    city=one_of("", "Brussels"),
    mode=one_of("street", "street", "virtual"),
    status=one_of("planned", "held", "held", "held", "suspended", "cancelled"),
    people_reached=maybe_numbers,
    partners=name_lists,
).map(lambda rows: [{**row, "region": AREAS[row["area"]]} for row in rows])


def of_rounds(rounds):
    """What was handed out and seen on rounds, whether they were held or not."""
    any_round = st.sampled_from(rounds)
    return {
        "outreach_materials": unique(
            "round",
            "item",
            round=any_round,
            item=one_of("condoms", "lubricant", "sanitary_pads"),
            quantity=numbers,
        ),
        "outreach_observations": unique(
            "round", "kind", round=any_round, kind=one_of("street_fight", "open_drug_use"), count=numbers
        ),
    }


@st.composite
def follow_ups(draw, rounds, people, requests):
    rows = draw(
        keyed(
            "follow_up",
            round=st.sampled_from(rounds),
            person=st.sampled_from(people),
            need=one_of("health", "psychological", "administrative"),
            channel=one_of("in_person", "messaging", "phone"),
            opened_on=days,
            due_on=maybe_days,
            closed_on=maybe_days,
            became=st.sampled_from(["", *requests]),
        )
    )
    taken = {""}
    for row in rows:
        told = sorted(row[name] for name in ("opened_on", "due_on", "closed_on") if row[name])
        row["opened_on"] = told[0]
        if not row["closed_on"] or row["became"] in taken:
            row["became"] = ""
        taken.add(row["became"])
    return [{name: text(value) for name, value in row.items()} for row in rows]


PROGRAMMES = keyed(
    "programme",
    size=2,
    title=one_of("Food aid", "Winter"),
    funder=names,
    partners=name_lists,
    budget=euros,
    amount_per_person=euros,
)


@st.composite
def vouchers(draw, programmes, people):
    rows = draw(
        unique(
            "programme",
            "envelope",
            size=7,
            programme=st.sampled_from(programmes),
            envelope=st.sampled_from([f"E{number}" for number in range(1, 6)]),
            amount=euros,
            status=one_of("in_stock", "issued", "issued", "issued", "void"),
            person=st.just("") | st.sampled_from(people),
            issued_on=days.map(text),
        )
    )
    given = set()
    for row in rows:
        if row["status"] != "issued":
            row |= {"person": "", "issued_on": ""}
        elif (row["programme"], row["person"]) in given:
            row["person"] = ""
        given.add((row["programme"], row["person"]))
    return rows


def invitations(programmes, people, rounds):
    return unique(
        "programme",
        "person",
        programme=st.sampled_from(programmes),
        person=st.sampled_from(people),
        round=st.sampled_from(["", *rounds]),
        invited_on=days.map(text),
        outcome=one_of("collected", "not_collected"),
        reason=one_of("", "no reason given"),
    )


# ── the whole ─────────────────────────────────────────────────────────────────────────────────────


@st.composite
def workbooks(draw):
    """{sheet: [row, ...]}, every value a text, as csv.DictReader would read it; sheets may be empty."""
    sheets = {"members": draw(members()), "activities": draw(activities())}
    sheets |= {name: draw(rows) for name, rows in REGISTERS.items()}
    sheets |= {"people": draw(PEOPLE), "open_house_sessions": draw(SESSIONS)}
    sheets |= {"outreach_rounds": draw(ROUNDS), "voucher_programmes": draw(PROGRAMMES)}
    people = [row["person"] for row in sheets["people"]]
    rounds = [row["round"] for row in sheets["outreach_rounds"]]
    programmes = [row["programme"] for row in sheets["voucher_programmes"]]
    if people:
        sheets["support_requests"], sheets["questions"] = draw(support(people, sheets["open_house_sessions"]))
    if rounds:
        sheets |= {name: draw(rows) for name, rows in of_rounds(rounds).items()}
    if rounds and people:
        requests = [row["request"] for row in sheets["support_requests"]]
        sheets["outreach_follow_ups"] = draw(follow_ups(rounds, people, requests))
    if programmes and people:
        sheets["vouchers"] = draw(vouchers(programmes, people))
        sheets["voucher_invitations"] = draw(invitations(programmes, people, rounds))
    return sheets


def write_folder(sheets: dict, folder: Path) -> Path:
    """Writes each sheet as a CSV file, one without rows with its column names only, and gives the folder back."""
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys() if rows else columns_of(name))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def columns_of(sheet: str) -> list[str]:
    with (DATA / "made-up-year" / f"{sheet}.csv").open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines))


def introduce_organisations() -> None:
    """What the directory knows before the workbook comes: organisations and the other names they go by."""
    for name, others in NAMES.items():
        organisation = Organisation.objects.create(name=name)
        for each in {name_key(one): one for one in (name, *others)}.values():
            OrganisationName.objects.create(organisation=organisation, name=each)
