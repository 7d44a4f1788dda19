"""Several who want the same place at the same moment: nobody gets in twice, and no place is lost."""

import pytest
from django.db import transaction

from events import phrases
from events.actions.coming import give_back, ticket
from events.actions.places import set_capacity
from events.choices import State
from events.models import Registration
from tests.at_once import at_once
from tests.evenings import a_vouch, an_evening, cancel, comes, fill, left, states


@pytest.mark.django_db(transaction=True)
def test_two_who_give_back_at_once_let_two_in():
    evening = an_evening(capacity=2)
    one, two, *waiting = fill(evening, 5)
    at_once(lambda: give_back(ticket=one), lambda: give_back(ticket=two))
    assert [ticket(each.phrase).state for each in waiting] == ["coming", "coming", "waiting"]
    assert left(evening) == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_place_given_back_twice_at_once_lets_one_in():
    evening = an_evening(capacity=1)
    one, *waiting = fill(evening, 3)
    at_once(*[lambda: give_back(ticket=one)] * 4)
    assert [ticket(each.phrase).state for each in waiting] == ["coming", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_the_same_phrase_twice_at_once_is_one_ticket():
    evening, phrase, invitation = an_evening(capacity=5), phrases.new_phrase("en"), a_vouch()
    found = at_once(*[lambda: comes(evening, phrase=phrase, vouch=invitation)] * 4)
    assert {getattr(one, "registration", one) for one in found} == set(Registration.objects.all())
    assert left(evening) == 4


@pytest.mark.django_db(transaction=True)
def test_one_invitation_lets_one_in_however_many_bring_it():
    evening, invitation = an_evening(), a_vouch()
    found = at_once(*[lambda: comes(evening, vouch=invitation)] * 5)
    assert sorted(type(one).__name__ for one in found) == ["NotVouched"] * 4 + ["Ticket"]
    assert states(evening) == [State.COMING]


@pytest.mark.django_db(transaction=True)
def test_a_limit_set_while_people_come_counts_them_all():
    evening = an_evening()
    invitations = [a_vouch() for _each in range(6)]
    acts = [lambda vouch=vouch: comes(evening, vouch=vouch) for vouch in invitations]
    acts.insert(3, lambda: set_capacity(evening=evening, capacity=20, by=None))
    assert not [one for one in at_once(*acts) if isinstance(one, Exception)]
    assert (states(evening), left(evening)) == ([State.COMING] * 6, 14)


@pytest.mark.django_db(transaction=True)
def test_nobody_is_left_with_a_place_when_an_evening_is_cancelled_meanwhile():
    evening = an_evening(capacity=9)
    invitations = [a_vouch() for _each in range(5)]
    acts = [lambda vouch=vouch: comes(evening, vouch=vouch) for vouch in invitations]

    def cancelled():
        with transaction.atomic():
            return cancel(evening)

    acts.insert(2, cancelled)
    found = at_once(*acts)
    assert {type(one).__name__ for one in found} <= {"Ticket", "Closed", "int"}
    assert set(states(evening)) <= {State.CANCELLED} and left(evening) == 9
