"""The code on a card: whatever is misread, mistyped or swapped is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import codes
from utsopi.records import PLAIN_ALPHABET

any_code = st.builds(
    lambda drawn: drawn + codes.check_of(drawn), st.text(PLAIN_ALPHABET, min_size=6, max_size=6)
)


def wrong_in_one_place(code: str):
    for place, right in enumerate(code):
        yield from (code[:place] + other + code[place + 1 :] for other in PLAIN_ALPHABET if other != right)


def swapped(code: str):
    for place in range(len(code) - 1):
        first, second = code[place], code[place + 1]
        if first != second:
            yield code[:place] + second + first + code[place + 2 :]


def test_a_new_code_is_well_formed_and_another_each_time():
    drawn = {codes.new_code() for _each in range(200)}
    assert len(drawn) == 200
    assert all(codes.is_well_formed(code) for code in drawn)


@given(any_code)
def test_every_single_error_is_caught(code):
    assert not [wrong for wrong in wrong_in_one_place(code) if codes.is_well_formed(wrong)]


@given(any_code)
def test_every_swap_of_neighbours_is_caught(code):
    assert not [wrong for wrong in swapped(code) if codes.is_well_formed(wrong)]


@given(any_code)
def test_a_code_is_read_however_it_is_typed(code):
    card = codes.shown(code)
    assert [len(part) for part in card.split("-")] == [3, 3, 1]
    for typed in (card, card.lower(), card.replace("-", " "), f"  {code} ", card.replace("-", "–")):
        assert codes.normal(typed) == code


@pytest.mark.parametrize("text", ["", "K7T4QX", "K7T4QXDD", "K7T40XD", "ΚΑΙΡΟΣΑ", "1111111", "\x00" * 7])
def test_what_can_be_no_code_is_none(text):
    assert not codes.is_well_formed(codes.normal(text))


def test_the_check_is_the_sum_of_position_times_value():
    assert codes.is_well_formed("222222" + "2")  # all zero
    assert codes.is_well_formed("322222" + "3")  # one, in the first place
    assert codes.is_well_formed("222223" + "8")  # one, in the sixth
