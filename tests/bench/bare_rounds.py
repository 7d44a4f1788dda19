"""The floor of the list of rounds: the session, the token against forgeries, an account, SQL by hand and one plain
template."""

from functools import cache

from django.db import connection
from django.http import HttpResponse, HttpResponseForbidden
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import path

from .bare_list import MIDDLEWARE as OF_THE_LOG
from .bare_list import WITH

MIDDLEWARE = ["tests.bench.bare_rounds.ItsPages", *OF_THE_LOG[1:]]
MODES = "CASE mode WHEN 'street' THEN 'In the street' ELSE 'Online' END"
REGIONS = """CASE region WHEN 'brussels' THEN 'Brussels' WHEN 'flanders' THEN 'Flanders'
    WHEN 'wallonia' THEN 'Wallonia' WHEN 'abroad' THEN 'Abroad' ELSE 'Unknown' END"""
STATUSES = """CASE status WHEN 'planned' THEN 'Planned' WHEN 'held' THEN 'Held'
    WHEN 'suspended' THEN 'Broken off' ELSE 'Cancelled' END"""
LINES = """
    SELECT round.id, held_on, reference, area.name, {region}, {mode}, {status}, people_reached, first_contacts,
        (SELECT sum(quantity) FROM outreach_handout AS given WHERE given.round_id = round.id),
        (SELECT sum(seen.count) FROM outreach_observation AS seen WHERE seen.round_id = round.id),
        (SELECT count(*) FROM outreach_followup AS need WHERE need.round_id = round.id),
        (SELECT {names} FROM outreach_roundpartner AS link
            JOIN directory_organisation AS organisation ON organisation.id = link.organisation_id
            WHERE link.round_id = round.id)
    FROM outreach_round AS round JOIN outreach_area AS area ON area.id = round.area_id
    {where} ORDER BY held_on DESC, round.id DESC LIMIT 51"""
PAGE = """<!doctype html><html lang="en"><title>Rounds</title><meta name="token" content="{{ token }}">
<p>{{ count }}</p><table>{% for row in rows %}
<tr><td><a href="/rounds/{{ row.0 }}/">{{ row.1 }}</a></td><td>{{ row.2 }}</td>
<td>{{ row.3 }}</td><td>{{ row.4 }}</td><td>{{ row.5 }}</td><td>{{ row.6 }}</td><td>{{ row.7|default:"–" }}</td>
<td>{{ row.8|default:"–" }}</td><td>{{ row.9|default:"–" }}</td><td>{{ row.10|default:"–" }}</td>
<td>{{ row.11|default:"–" }}</td><td>{{ row.12|default:"–" }}</td></tr>{% endfor %}</table></html>"""


class ItsPages:
    """Puts this page in the place of the product's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.urlconf = __name__
        return self.get_response(request)


def rounds(request):
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    status = request.GET.get("status")
    where, values = ("WHERE status = %s", [status]) if status else ("", [])
    words = {"region": REGIONS, "mode": MODES, "status": STATUSES, "names": WITH[connection.vendor]}
    with connection.cursor() as cursor:
        cursor.execute(LINES.format(where=where, **words), values)
        rows = cursor.fetchall()
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM outreach_round {where} LIMIT 1001) AS capped", values
        )
        (count,) = cursor.fetchone()
    return HttpResponse(page().render({"rows": rows, "count": count, "token": get_token(request)}))


@cache
def page():
    """The template, compiled once."""
    return engines["django"].from_string(PAGE)


urlpatterns = [path("rounds/", rounds)]
