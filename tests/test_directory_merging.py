"""Two entries of the directory that are one organisation."""

# ruff: noqa: F811  fixtures of other files are arguments here

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from reports.models import Grant
from reports.reading import read
from support.models import Involvement, Question
from tests.test_directory import asked, by, involve, names_of, newest, question, violett, violetta  # noqa: F401
from tests.years import bring_in
from utsopi.audit.choices import Action
from utsopi.directory import actions
from utsopi.directory.finding import (
    find_or_none,
    is_own,
    most_used,
    relations,
)
from utsopi.directory.merging import merge_organisations, what_moves
from utsopi.directory.models import Organisation, OrganisationName
from utsopi.periods import Period


def test_violett_and_violetta_become_one(violett, violetta, question, by):
    involve(question, violett, violetta)
    involve(asked(), violetta)
    (moves,) = what_moves(violett, violetta)
    assert (moves.label, moves.count, moves.doubled, moves.is_stopped) == ("Involvements", 2, 1, False)

    counts = merge_organisations(kept=violett, gone=violetta, by=by)

    assert (counts["moved"], counts["doubled"]) == (1, 1)
    assert list(Organisation.objects.all()) == [violett]
    assert Involvement.objects.filter(organisation=violett).count() == Involvement.objects.count() == 2
    assert names_of(violett) == {"Violett", "Violetta"}
    assert find_or_none("violetta") == violett
    violett.refresh_from_db()
    assert violett.telephone == "02 000 00 01"
    assert {row.need for row in violett.needs.all()} == {"health", "talking"}
    assert {row.language for row in violett.languages.all()} == {"nl", "fr", "es"}
    entry = newest()
    assert (entry.action, entry.object_id) == (Action.CHANGE, violett.pk)
    assert entry.counts["support.Involvement.organisation"] == entry.counts["doubled"] == 1


def test_what_the_one_that_stays_tells_of_itself_stays(violett, violetta, by):
    actions.describe(entry=violett, telephone="02 000 00 02", by=by)
    merge_organisations(kept=violett, gone=violetta, by=by)
    violett.refresh_from_db()
    assert violett.telephone == "02 000 00 02"


@pytest.mark.deep
def test_everything_in_the_house_moves_and_figures_count_the_one_name(by):
    bring_in("made-up-year")
    kept, gone = most_used(2)
    year, figures = Period.year(2027), ("open_house", "helpdesk")
    before = [counted(service, year) for service in figures]
    rows = {relation.field: used(relation, kept, gone) for relation in relations() if not is_own(relation)}
    doubled = {moves.relation.field: moves.doubled for moves in what_moves(kept, gone)}
    both = Question.objects.filter(organisations=kept).filter(organisations=gone)
    both_named = both.filter(request__received_on__year=2027).count()
    assert both_named > 0
    assert sum(rows.values()) > 50

    merge_organisations(kept=kept, gone=gone, by=by)

    assert {relation.field: used(relation, kept) for relation in relations() if not is_own(relation)} == {
        field: count - doubled.get(field, 0) for field, count in rows.items()
    }
    after = [counted(service, year) for service in figures]
    together = [one.get(kept.name, 0) + one.get(gone.name, 0) for one in before]
    assert sum(one.get(kept.name, 0) for one in after) == sum(together) - both_named
    others = [{name: n for name, n in one.items() if name not in (kept.name, gone.name)} for one in before]
    assert [{name: n for name, n in one.items() if name != kept.name} for one in after] == others


def counted(service: str, year: Period) -> dict[str, int]:
    return dict(read(f"{service}.involvements_by_organisation", year).value)


def used(relation, *organisations) -> int:
    rows = relation.related_model.objects.filter(**{f"{relation.field.name}__in": organisations})
    return rows.count()


def test_two_grants_of_one_year_stop_the_merge_and_nothing_is_changed(violett, violetta, question, by):
    involve(question, violetta)
    for organisation in (violett, violetta):
        Grant.objects.create(year=2026, funder=organisation, funder_group="City", amount=100)
    assert [moves.label for moves in what_moves(violett, violetta) if moves.is_stopped] == ["Grants"]
    with pytest.raises(ValidationError, match="grants"):
        merge_organisations(kept=violett, gone=violetta, by=by)
    assert question.organisations.get() == violetta
    assert names_of(violetta) == {"Violetta"}
    Grant.objects.filter(funder=violett).update(year=2025)
    merge_organisations(kept=violett, gone=violetta, by=by)
    assert Grant.objects.filter(funder=violett).count() == 2


def test_one_is_not_merged_with_itself_and_not_twice(violett, violetta, by):
    with pytest.raises(ValidationError):
        merge_organisations(kept=violett, gone=violett, by=by)
    merge_organisations(kept=violett, gone=violetta, by=by)
    for kept, gone in ((violett, violetta), (violetta, violett)):
        with pytest.raises(ValidationError, match="gone"):
            merge_organisations(kept=kept, gone=gone, by=by)
    assert list(Organisation.objects.all()) == [violett]


@pytest.mark.django_db(transaction=True)
def test_merged_both_ways_at_once_one_is_left(make_account):
    by = make_account("noor")
    for _round in range(3):
        one, two = (actions.add_organisation(name=str(uuid4()), by=by) for _each in range(2))

        def merge(pair, by=by):
            try:
                merge_organisations(kept=pair[0], gone=pair[1], by=by)
            except ValidationError:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(merge, [(one, two), (two, one)]))
        assert sorted(done) == [False, True]
        assert OrganisationName.objects.filter(organisation__in=[one.pk, two.pk]).count() == 2
        assert Organisation.objects.filter(pk__in=[one.pk, two.pk]).count() == 1
