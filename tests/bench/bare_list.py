"""The floor of the log: the session, the token against forgeries, an account, SQL by hand, one plain template; and
the same rows as files by csv and xlsxwriter alone."""

from collections.abc import Iterator
from contextlib import closing
from functools import cache

from django.db import connection
from django.http import HttpResponse, HttpResponseForbidden
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import path

MIDDLEWARE = [
    "tests.bench.bare_list.ItsPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
CHANNELS = """CASE channel WHEN 'open_house' THEN 'Open House' WHEN 'phone' THEN 'Telephone'
    WHEN 'email' THEN 'E-mail' ELSE 'Messaging' END"""
REGIONS = """CASE region WHEN 'brussels' THEN 'Brussels' WHEN 'flanders' THEN 'Flanders'
    WHEN 'wallonia' THEN 'Wallonia' WHEN 'abroad' THEN 'Abroad' ELSE 'Unknown' END"""
OUTCOMES = """CASE outcome WHEN 'open' THEN 'Still open' WHEN 'handled' THEN 'Answered in the house'
    WHEN 'with_partner' THEN 'Answered with a partner' WHEN 'referred' THEN 'Passed on' END"""
FIRST = "CASE first_this_year WHEN 'yes' THEN 'Yes' WHEN 'no' THEN 'No' ELSE '' END"
WITH = {
    "sqlite": "group_concat(name, '; ')",
    "postgresql": "string_agg(name, '; ' ORDER BY name)",
}
# a line for each question, in the words of the page
LINES = """
    SELECT request.id, received_on, request.reference, {channel}, {region}, topic.label_en, {outcome},
        (SELECT {names} FROM support_involvement AS part
            JOIN directory_organisation AS organisation ON organisation.id = part.organisation_id
            WHERE part.question_id = question.id),
        {first}, (SELECT min(due_on) FROM support_callback AS promise
            WHERE promise.request_id = request.id AND done_on IS NULL)
    FROM support_request AS request
    JOIN support_person AS person ON person.id = request.person_id
    LEFT JOIN support_question AS question ON question.request_id = request.id
    LEFT JOIN support_topic AS topic ON topic.id = question.topic_id
    {where}
    ORDER BY received_on DESC, request.id DESC, question.reference"""
PAGE = """<!doctype html><html lang="en"><title>Log</title><meta name="token" content="{{ token }}"><p>{{ count }}</p>
<table>{% for row in rows %}<tr><td><a href="/log/{{ row.0 }}/">{{ row.1 }}</a></td><td>{{ row.2 }}</td>
<td>{{ row.3 }}</td><td>{{ row.4 }}</td><td>{{ row.5 }}</td><td>{{ row.6 }}</td><td>{{ row.7|default:"–" }}</td>
<td>{{ row.8|default:"–" }}</td><td>{{ row.9|default:"–" }}</td></tr>{% endfor %}</table></html>"""


class ItsPages:
    """Puts this page in the place of the product's."""

    urlconf = __name__

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.urlconf = self.urlconf
        return self.get_response(request)


def lines(where: str = "") -> str:
    words = {"channel": CHANNELS, "region": REGIONS, "outcome": OUTCOMES, "first": FIRST}
    return LINES.format(**words, names=WITH[connection.vendor], where=where)


# what a box for words comes down to: every text joined on and looked through for each of the words
SCAN = """(lower(request.reference) LIKE %s OR person.region LIKE %s OR request.id IN
        (SELECT asked.request_id FROM support_question AS asked
            JOIN support_topic AS topic ON topic.id = asked.topic_id
            JOIN support_category AS category ON category.id = asked.category_id
            LEFT JOIN support_involvement AS part ON part.question_id = asked.id
            LEFT JOIN directory_organisationname AS names ON names.organisation_id = part.organisation_id
            WHERE lower(asked.reference) LIKE %s OR lower(topic.label_en) LIKE %s OR category.code LIKE %s
                OR lower(names.name) LIKE %s))"""
SCANNED = """SELECT request.id FROM support_request AS request
    JOIN support_person AS person ON person.id = request.person_id WHERE {} """
ORDER = "ORDER BY received_on DESC, request.id DESC LIMIT 51"


def log(request):
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    scanned, texts = scan(request.GET)
    with connection.cursor() as cursor:
        cursor.execute(lines(f"WHERE request.id IN (SELECT id FROM ({scanned}{ORDER}) AS newest)"), texts)
        rows = cursor.fetchall()
        cursor.execute(f"SELECT count(*) FROM ({scanned} LIMIT 1001) AS capped", texts)
        (count,) = cursor.fetchone()
    context = {"rows": rows, "count": count, "token": get_token(request)}
    return HttpResponse(page().render(context))


def scan(query) -> tuple[str, list[str]]:
    """The requests in which all of the words stand, by hand, and the words as often as they are in it."""
    if not query:
        return "SELECT request.id FROM support_request AS request ", []
    words = [f"%{value.rpartition('/')[2].lower()}%" for value in query.values()]
    several = [word for word in words for _each in range(SCAN.count("%s"))]
    return SCANNED.format(" AND ".join([SCAN] * len(words))), several


@cache
def page():
    """The template, compiled once."""
    return engines["django"].from_string(PAGE)


def rows() -> Iterator[tuple]:
    """Every line, without its key; PostgreSQL hands them over as they are asked for."""
    name = {"name": "floor", "withhold": True} if connection.vendor == "postgresql" else {}
    connection.ensure_connection()
    with closing(connection.connection.cursor(**name)) as cursor:
        cursor.execute(lines())
        while some := cursor.fetchmany(2000):
            for row in some:
                yield row[1:]


urlpatterns = [path("log/", log)]
