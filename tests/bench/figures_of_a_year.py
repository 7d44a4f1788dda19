"""W5: the figures of a whole year, next to the SQL that somebody would write by hand to count the same."""

from collections.abc import Iterator

from django.db import connection

from reports.reading import read_all
from utsopi.periods import Period

from .filling import LargeYear
from .measure import Line, compare, memory_of, statements_of

YEAR = 2024
IN_YEAR = "BETWEEN '2024-01-01' AND '2024-12-31'"
GOAL = 3
SIZES = (10_000, 100_000, 1_000_000)

# one statement for each table and grouping; what has labels elsewhere is grouped by key first and joined after
FLOOR = [
    f"""SELECT region, joined_through, started_on <= '2023-12-31' AND (ended_on IS NULL OR ended_on > '2023-12-31'),
            ended_on IS NULL OR ended_on > '2024-12-31', started_on {IN_YEAR}, ended_on {IN_YEAR}, count(*)
        FROM members_membership
        WHERE started_on <= '2024-12-31' AND (ended_on IS NULL OR ended_on >= '2024-01-01')
        GROUP BY 1, 2, 3, 4, 5, 6""",
    "SELECT headcount, fte FROM reports_teamsize WHERE on_date <= '2023-12-31' ORDER BY on_date DESC LIMIT 1",
    "SELECT headcount, fte FROM reports_teamsize WHERE on_date <= '2024-12-31' ORDER BY on_date DESC LIMIT 1",
    f"""SELECT kind, status, organised_by, level, region, count(*), sum(sex_workers), sum(attendance)
        FROM events_activity WHERE starts_on {IN_YEAR} GROUP BY 1, 2, 3, 4, 5""",
    f"SELECT status, count(*) FROM support_openhousesession WHERE held_on {IN_YEAR} GROUP BY 1",
    f"""SELECT channel, first_this_year, referred_by_id IS NOT NULL, count(*)
        FROM support_request WHERE received_on {IN_YEAR} GROUP BY 1, 2, 3""",
    f"""SELECT at_open_house, region, origin, is_anonymous, count(*)
        FROM (SELECT DISTINCT channel = 'open_house' AS at_open_house, person_id
              FROM support_request WHERE received_on {IN_YEAR}) AS seen
        JOIN support_person ON support_person.id = person_id GROUP BY 1, 2, 3, 4""",
    f"""SELECT max(people) FROM (SELECT count(DISTINCT person_id) AS people FROM support_request
        WHERE received_on {IN_YEAR} AND session_id IS NOT NULL GROUP BY session_id) AS sessions""",
    f"""SELECT channel, category.code, topic.code, outcome, questions
        FROM (SELECT channel, category_id, topic_id, outcome, count(*) AS questions
              FROM support_question JOIN support_request ON support_request.id = request_id
              WHERE received_on {IN_YEAR} GROUP BY 1, 2, 3, 4) AS grouped
        JOIN support_category AS category ON category.id = category_id
        JOIN support_topic AS topic ON topic.id = topic_id""",
    f"""SELECT channel = 'open_house', count(DISTINCT request_id),
            count(DISTINCT CASE WHEN outcome = 'referred' THEN person_id END)
        FROM support_question JOIN support_request ON support_request.id = request_id
        WHERE received_on {IN_YEAR} AND outcome IN ('with_partner', 'referred') GROUP BY 1""",
    f"""SELECT at_open_house, name, involvements
        FROM (SELECT channel = 'open_house' AS at_open_house, organisation_id, count(*) AS involvements
              FROM support_involvement JOIN support_question ON support_question.id = question_id
              JOIN support_request ON support_request.id = request_id
              WHERE received_on {IN_YEAR} GROUP BY 1, 2) AS grouped
        JOIN directory_organisation ON directory_organisation.id = organisation_id""",
    f"""SELECT name, mode, status, count(*), sum(people_reached) FROM outreach_round
        JOIN outreach_area ON outreach_area.id = area_id WHERE held_on {IN_YEAR} GROUP BY 1, 2, 3""",
    f"""SELECT code, sum(quantity) FROM outreach_handout JOIN outreach_round ON outreach_round.id = round_id
        JOIN outreach_material ON outreach_material.id = material_id
        WHERE held_on {IN_YEAR} AND status = 'held' GROUP BY 1""",
    f"""SELECT kind, sum(count) FROM outreach_observation JOIN outreach_round ON outreach_round.id = round_id
        WHERE held_on {IN_YEAR} AND status = 'held' GROUP BY 1""",
    f"""SELECT need, count(*) FROM outreach_followup JOIN outreach_round ON outreach_round.id = round_id
        WHERE held_on {IN_YEAR} GROUP BY 1""",
    f"""SELECT count(DISTINCT person_id) FROM outreach_followup
        JOIN outreach_round ON outreach_round.id = round_id WHERE held_on {IN_YEAR}""",
    f"""SELECT count(*), sum(amount), count(DISTINCT person_id), sum(CASE WHEN person_id IS NULL THEN 1 ELSE 0 END)
        FROM outreach_envelope WHERE status = 'issued' AND issued_on {IN_YEAR}""",
    f"SELECT outcome, count(*) FROM outreach_invitation WHERE invited_on {IN_YEAR} GROUP BY 1",
    f"""SELECT country, language, tone, mentions_union, occasion, count(*)
        FROM reports_pressarticle WHERE published_on {IN_YEAR} GROUP BY 1, 2, 3, 4, 5""",
    f"SELECT is_accepted, count(*) FROM reports_studentrequest WHERE received_on {IN_YEAR} GROUP BY 1",
    """SELECT name, sum(amount) FROM reports_grant
       JOIN directory_organisation ON directory_organisation.id = funder_id WHERE year = 2024 GROUP BY 1""",
    "SELECT category, sum(amount) FROM reports_cost WHERE year = 2024 GROUP BY 1",
    f"""SELECT campaign, sum(views) FROM reports_reachreading AS reading
        WHERE measured_on {IN_YEAR} AND NOT EXISTS (SELECT 1 FROM reports_reachreading AS later
            WHERE later.campaign = reading.campaign AND later.medium = reading.medium
            AND later.measured_on > reading.measured_on AND later.measured_on <= '2024-12-31')
        GROUP BY 1""",
]


def floor() -> None:
    with connection.cursor() as cursor:
        for statement in FLOOR:
            cursor.execute(statement)
            cursor.fetchall()


def ours() -> None:
    read_all(Period.year(YEAR))


def measure(largest: int) -> Iterator[Line]:
    """The year grows from one size to the next; each is counted in turn with the floor."""
    there = 0
    for questions in (size for size in SIZES if size <= largest):
        LargeYear(questions - there, YEAR).write()
        there = questions
        yield compare(
            f"W5 figures of {questions:,} questions",
            ours,
            floor,
            GOAL,
            times=9 if questions < 500_000 else 3,
            statements=statements_of(ours),
            memory=memory_of(ours),
        )
