"""The floor of the list of members: the session, the token against forgeries, an account, SQL by hand, one plain
template."""

from functools import cache

from django.db import connection
from django.http import HttpResponse, HttpResponseForbidden
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import path

from . import bare_list

MIDDLEWARE = ["tests.bench.bare_members.ItsPages", *bare_list.MIDDLEWARE[1:]]
REGIONS = bare_list.REGIONS
LANGUAGES = "CASE language WHEN 'fr' THEN 'French' WHEN 'nl' THEN 'Dutch' WHEN 'en' THEN 'English' ELSE 'Romanian' END"
SOURCES = """CASE joined_through WHEN 'listen_to_you' THEN 'Listen To You' WHEN 'open_house' THEN 'Open House'
    WHEN 'outreach' THEN 'Outreach' WHEN 'public_event' THEN 'Public event' WHEN 'website' THEN 'Website'
    WHEN 'word_of_mouth' THEN 'Word of mouth' ELSE 'Unknown' END"""
MANDATES = "CASE kind WHEN 'board' THEN 'Board' WHEN 'host' THEN 'Host of evenings' ELSE 'Working group' END"
TODAY = {"sqlite": "date('now')", "postgresql": "current_date"}
WITH = {"sqlite": "group_concat({}, '; ')", "postgresql": "string_agg({}, '; ')"}
# each member once, with her last interval
LAST = """NOT EXISTS (SELECT 1 FROM members_membership AS other
    WHERE other.member_id = hers.member_id AND other.started_on > hers.started_on)"""
LINES = """
    SELECT member.id, member.reference, {region}, {language}, {source},
        CASE WHEN is_sex_worker THEN 'Sex worker' ELSE 'Ally' END,
        CASE WHEN is_effective THEN 'Yes' ELSE 'No' END, started_on, ended_on,
        CASE WHEN ended_on IS NULL OR ended_on > {today} THEN 'Member' ELSE 'Left' END,
        (SELECT {mandates} FROM members_mandate AS held WHERE held.member_id = member.id
            AND held.started_on <= {today} AND (held.ended_on IS NULL OR held.ended_on > {today}))
    FROM members_membership AS hers JOIN members_member AS member ON member.id = hers.member_id
    WHERE {last} {where} ORDER BY started_on DESC, hers.id DESC LIMIT 51"""
COUNTED = "SELECT count(*) FROM (SELECT 1 FROM members_membership AS hers WHERE {last} {where} LIMIT 1001) AS capped"
PAGE = """<!doctype html><html lang="en"><title>Members</title><meta name="token" content="{{ token }}">
<p>{{ count }}</p><table>{% for row in rows %}<tr><td><a href="/members/{{ row.0 }}/">{{ row.1 }}</a></td>
<td>{{ row.9 }}</td><td>{{ row.2 }}</td><td>{{ row.3 }}</td><td>{{ row.4 }}</td><td>{{ row.5 }}</td><td>{{ row.6 }}</td>
<td>{{ row.7 }}</td><td>{{ row.8|default:"–" }}</td><td>{{ row.10|default:"–" }}</td></tr>{% endfor %}</table></html>"""


class ItsPages(bare_list.ItsPages):
    """Puts this page in the place of the product's."""

    urlconf = __name__


def members(request):
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    region = request.GET.get("region")
    words = {"last": LAST, "where": "AND region = %s" if region else ""}
    asked = [region] if region else []
    with connection.cursor() as cursor:
        cursor.execute(_lines().format(**words), asked)
        rows = cursor.fetchall()
        cursor.execute(COUNTED.format(**words), asked)
        (count,) = cursor.fetchone()
    context = {"rows": rows, "count": count, "token": get_token(request)}
    return HttpResponse(_page().render(context))


def _lines() -> str:
    held = WITH[connection.vendor].format(MANDATES)
    words = {"region": REGIONS, "language": LANGUAGES, "source": SOURCES, "mandates": held}
    return LINES.format(**words, today=TODAY[connection.vendor], last="{last}", where="{where}")


@cache
def _page():
    """The template, compiled once."""
    return engines["django"].from_string(PAGE)


urlpatterns = [path("members/", members)]
