"""A stolen database without the keyring: nothing that was sealed can be read from it."""

import base64

import pytest

from members.actions.identity import set_identity
from members.models import Member, MemberIdentity
from support.actions.notes import write_note
from support.models import Category, Person, Question, Request, Topic
from tests import stolen

pytestmark = pytest.mark.django_db(transaction=True)
CANARIES = {
    "chosen_name": "Zephyrine Quetzal-Ω",
    "legal_name": "Norah Quetzalcoatl",
    "email": "zephyrine@quetzal.example",
    "phone": "+32 475 98 76 54",
}
NOTE = "Quetzal will call before noon."


@pytest.fixture
def kept():
    """A member and a question, written, written again and left behind in the files of the database."""
    member = Member.objects.create()
    set_identity(member=member, values=CANARIES, by=None)
    set_identity(member=member, values={"chosen_name": CANARIES["chosen_name"] + " II"}, by=None)
    person = Person.objects.create(region="brussels")
    request = Request.objects.create(received_on="2024-05-03", channel="phone", person=person)
    topic, category = Topic.objects.first(), Category.objects.filter(service="helpdesk").first()
    question = Question.objects.create(request=request, category=category, topic=topic, outcome="open")
    write_note(question=question, text=NOTE, by=None)
    return member, question


@pytest.fixture
def stolen_now():
    """A function that gives the database as it lies on the disk at that moment."""

    def take() -> bytes:
        try:
            return stolen.the_database()
        except FileNotFoundError as problem:
            pytest.skip(str(problem))

    return take


def test_a_stolen_database_tells_nothing_that_was_sealed(kept, stolen_now):
    data = stolen_now()
    found = [text for text in (*CANARIES.values(), NOTE) if stolen.holds(data, text)]
    assert found == []
    assert not stolen.holds(data, "32475987654")  # nor the number as it is compared


def test_what_was_opened_and_noted_in_the_trail_is_not_in_it_either(kept, stolen_now):
    member, question = kept
    opened = MemberIdentity.objects.get(member=member).email.open(), Question.objects.get().note.open()
    assert opened == (CANARIES["email"], NOTE)
    data = stolen_now()
    assert not [text for text in opened if stolen.holds(data, text)]


def test_the_search_would_find_what_is_not_sealed(kept, stolen_now):
    Person.objects.create(reference="Quetzal-in-plain", region="brussels")
    assert stolen.holds(stolen_now(), "Quetzal-in-plain")


@pytest.mark.parametrize("before", [b"", b"x", b"xx"])
def test_the_search_sees_through_encodings(before):
    text = "Zephyrine Quetzal"
    assert stolen.holds(base64.b64encode(before + text.encode() + b" and more"), text)
    assert stolen.holds(before + text.encode().hex().encode(), text)
    assert stolen.holds(before + text.encode("utf-16-le"), text)
    assert not stolen.holds(before + b"Zephyrine", text)
