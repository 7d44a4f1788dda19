"""The guard of the notes: what it finds in three languages, what it leaves alone, and that nothing slows it down."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.guard import MARK, Found, Kind, found_in, struck

SEPARATORS = ("", " ", "  ", ".", "-", "/", " / ", "\u00a0", "\u202f", "(", ")", " - ")
HOSTILE = "aA1 @.-/+(:é\n€0'’[]\0_,"


def seen(text: str) -> list[tuple[str, str]]:
    """What was found, as kind and the words themselves."""
    return [(each.kind.value, text[each.start : each.end]) for each in found_in(text)]


def national(begins: str, *, since_2000: bool = False) -> str:
    """Nine digits with the two that check them."""
    check = 97 - int(("2" if since_2000 else "") + begins) % 97
    return f"{begins}{check:02}"


# ── telephone numbers ─────────────────────────────────────────────────────────────────────────────

TELEPHONES = [
    "0470123456",
    "0470 12 34 56",
    "0470/12.34.56",
    "0470 12.10.11",
    "0470-12-34-56",
    "04 70 12 34 56",
    "04.70.12.34.56",
    "0470\u00a012\u00a034\u00a056",
    "02 512 34 56",
    "02/512.34.56",
    "(02) 512 34 56",
    "+32 470 12 34 56",
    "+32 (0)470 12 34 56",
    "+32(0)470/12.34.56",
    "0032 470 12 34 56",
    "0032(0)470123456",
    "+32470123456",
    "470 12 34 56",
    "+31 6 12345678",
    "06 12 34 56 78",
    "+33 (0)6 12 34 56 78",
    "+40 722 123 456",
    "+351 912 345 678",
    "+55 11 91234-5678",
    "+359 88 123 4567",
    "+1 (202) 555-0143",
    "612 345 678",
    "12 34 56 78",
    "٠٤٧٠١٢٣٤٥٦",
]
AROUND = [
    "Rappeler au {} demain",
    "Son gsm est le {}.",
    "Bel haar terug op {}, na 14 uur.",
    "tel:{}",
    "Call her back on {} after 14:30",
    "{}",
    "le 12/03/2024, {}",
    "12/03/2024 {}",
    "in 2024: {}",
    "{} (50 €)",
]


@pytest.mark.parametrize("number", TELEPHONES)
def test_a_telephone_number_is_found_however_it_is_written(number):
    for around in AROUND:
        text = around.format(number)
        assert seen(text) == [("telephone", number)], text


def test_two_telephone_numbers_side_by_side_are_struck_both():
    text = "0470 12 34 56 - 0471 65 43 21 ou 02 512 34 56"
    assert struck(text, found_in(text)) == f"{MARK} ou {MARK}"


def test_the_number_of_a_payment_card_is_found_as_a_number():
    assert seen("carte 4111 1111 1111 1111 volée") == [("telephone", "4111 1111 1111 1111")]


NO_TELEPHONES = [
    "Elle revient le 12/03/2024.",
    "12-03-2024 ou 13.03.2024",
    "2024-03-12",
    "le 12 03 2024",
    "op 12/3/24 om 14:30",
    "20240312 et 12032024",
    "28/03/24 14:30, 28/3/24 10-12, 28/03/24 9u30",
    "entre le 01/02/2024 et le 03/04/2024",
    "2023-2024, 2024/2025",
    "2021 2022 2023 2024",
    "loyer de 1 250,00 €",
    "loyer de 1.250,00 euros",
    "12 500,00 € de dettes",
    "une amende de 12 500 000 €",
    "€ 12.500.000 winst",
    "€12500000",
    "12500000 EUR",
    "1 250,50 + 1 300,75",
    "1250,00 1300,00 1400,00",
    "ouvert 10-12 14-18",
    "open van 09 tot 12 en 13 tot 17",
    "10h00-12h00, 14h00-18h00",
    "art. 380 et 433 du code, 21/03/2022",
    "dossier 2024/1234",
    "wet van 3 mei 2024, artikel 12",
    "3 enfants, 28 ans, 1200 Bruxelles",
    "form 281.50 over 2023",
    "9 to 5, 7 days, 365 days a year",
    "",
]


@pytest.mark.parametrize("text", NO_TELEPHONES)
def test_dates_amounts_years_and_hours_are_no_telephone_numbers(text):
    assert seen(text) == []


# ── addresses ─────────────────────────────────────────────────────────────────────────────────────

MAILS = [
    "noor@example.be",
    "noor.de-vries+desk@mail.example.co.uk",
    "NOOR@EXAMPLE.BE",
    "noor @ example.be",
    "noor at example dot be",
    "noor (at) example (dot) be",
    "noor [at] example.be",
    "noor{at}example{dot}be",
    "noor arobase example point be",
    "noor arobase gmail.com",
    "noor at gmail point com",
    "noor apenstaartje example punt be",
    "noor at example punt be",
    "noor.vries AT example DOT com",
]


@pytest.mark.parametrize("address", MAILS)
def test_an_email_address_is_found_as_it_is_written_and_as_it_is_spoken(address):
    for around in ("Écrire à {} svp", "Mail haar op {}.", "write to {}, she reads it", "{}"):
        assert seen(around.format(address)) == [("mail", address)]


@pytest.mark.parametrize(
    "text",
    [
        "She waits at the point where the bus stops.",
        "At some point be careful with the landlord.",
        "We meet at 14.00 at the office",
        "à 14h @ la maison",
        "Ze komt aan het punt be",
    ],
)
def test_being_somewhere_at_some_point_is_no_email_address(text):
    assert seen(text) == []


WEBS = [
    "https://example.org/noor?x=1",
    "http://example.org",
    "www.example.shop",
    "example.be",
    "quartier.example.be/noor-92",
    "t.me/noor_roses",
    "wa.me/32470",
    "instagram.com/noor",
    "@noor",
    "@noor.roses_92",
    "onlyfans.com/noor",
    "user.example.de/noor",
]


@pytest.mark.parametrize("address", WEBS)
def test_web_addresses_and_names_of_accounts_are_found(address):
    for around in ("voir {} pour la suite", "Zie {}.", "({})", "{}, and again"):
        assert seen(around.format(address)) == [("web", address)]


@pytest.mark.parametrize("place", ["Instagram", "insta:", "ig =", "Telegram", "snapchat", "TikTok :"])
def test_the_name_of_an_account_after_the_place_is_found(place):
    assert seen(f"her {place} noor_92 was hacked") == [("web", "noor_92")]
    assert seen(f"{place} noor.roses.") == [("web", "noor.roses")]


@pytest.mark.parametrize(
    "text",
    [
        "Son compte Instagram piraté, plus d'accès",
        "Haar instagram werd gehackt",
        "Her Instagram was hacked. Telegram too.",
        "La fin.de la journée, puis.il part",
        "Elle a signé.en mars",
        "e.g. this, i.e. that, p.ex. ceci, d.w.z. dit, o.a. dat",
        "M. et Mme, n.v. of b.v., v.z.w.",
        "vers 14.30, 3.5 km",
    ],
)
def test_what_happened_to_an_account_and_abbreviations_are_no_addresses(text):
    assert seen(text) == []


# ── numbers with a check in them ──────────────────────────────────────────────────────────────────

IBANS = [
    "BE68 5390 0754 7034",
    "BE68539007547034",
    "be68 5390 0754 7034",
    "BE68-5390-0754-7034",
    "BE68\u00a05390\u00a00754\u00a07034",
    "NL91 ABNA 0417 1643 00",
    "FR14 2004 1010 0505 0001 3M02 606",
    "GB82 WEST 1234 5698 7654 32",
    "DE89370400440532013000",
    "RO49 AAAA 1B31 0075 9384 0000",
    "MT84MALT011000012345MTLCAST001S",
    "NO93 8601 1117 947",
]


@pytest.mark.parametrize("account", IBANS)
def test_a_bank_account_of_any_country_is_found(account):
    for around in ("IBAN {}", "sur le compte {} merci beaucoup", "ab12 {}", "{}.", "{} 50 €"):
        assert seen(around.format(account)) == [("bank", account)]


def test_a_bank_account_with_a_slip_of_the_pen_is_still_found_as_a_number():
    (found,) = found_in("BE68 5390 0754 7035")
    assert found.kind == Kind.TELEPHONE


REGISTERED = [national("850730033"), national("010730033", since_2000=True), national("850000033")]
BIS = [national("852730033"), national("854730033"), national("012730033", since_2000=True)]
SHAPES = [
    "{0}.{1}.{2}-{3}.{4}",
    "{0}{1}{2}{3}{4}",
    "{0}{1}{2} {3} {4}",
    "{0}/{1}/{2} - {3}/{4}",
    "{0} {1} {2} {3} {4}",
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("number", [*REGISTERED, *BIS])
def test_a_national_number_is_found_in_any_shape_of_both_centuries_and_of_both_registers(number, shape):
    written = shape.format(number[:2], number[2:4], number[4:6], number[6:9], number[9:])
    for around in ("NISS {}", "rijksregisternummer {}.", "{} (permis)"):
        assert seen(around.format(written)) == [("national", written)]


def test_a_national_number_with_a_slip_of_the_pen_is_still_found_as_a_number():
    wrong = f"{int(REGISTERED[0]) + 1:011}"
    assert seen(f"NISS {wrong}") == [("telephone", wrong)]


@pytest.mark.parametrize("written", ["0403.170.701", "BE 0403.170.701", "BE0403170701", "0403 170 701"])
def test_a_company_number_is_found_with_its_check(written):
    assert seen(f"n° d'entreprise {written} active") == [("company", written)]


# ── names ─────────────────────────────────────────────────────────────────────────────────────────

CALLED = [
    ("Elle s'appelle {}", "Noor"),
    ("elle s’appelle {}", "noor"),
    ("Je m'appelle {} et", "Noor"),
    ("son nom est {}.", "Noor Van den Berg"),
    ("Son vrai prénom est {}", "Noor"),
    ("mon nom c'est {}", "noor"),
    ("Prénom : {}", "Noor"),
    ("nom:{}", "Noor"),
    ("une femme nommée {}", "Noor"),
    ("surnommée «{}»", "Zoé"),
    ("une amie appelée {} l'aide", "Noor"),
    ("Ze heet {}", "noor"),
    ("De vrouw heet {}.", "Noor de Vries"),
    ("Zij heet {} en komt terug", "Noor"),
    ("een vriendin genaamd {}", "noor"),
    ("Haar naam is {}", "Noor"),
    ("mijn voornaam is {}", "noor"),
    ("Naam: {}", "Noor"),
    ("Ze noemt zich {}", "Zoé"),
    ("Her name is {}", "Noor"),
    ("her real name's {}", "noor"),
    ("My name is {}", "Noor-Anna O'Hara"),
    ("a friend called {} helped", "Noor"),
    ("She is called {}", "noor"),
    ("a man named {}, tall", "Noor"),
    ("known as “{}”", "Noor"),
    ("Name: {}", "Noor"),
    ("s'appelle {}", "Нур"),
    ("s'appelle {}", "诺尔"),
]


@pytest.mark.parametrize(("around", "name"), CALLED)
def test_what_somebody_is_called_is_found_and_nothing_else_of_the_sentence(around, name):
    assert seen(around.format(name)) == [("name", name)]


NOBODY = [
    "Comment ça s'appelle ?",
    "Ça s'appelle un congé parental",
    "Il m'appelle tous les jours",
    "Elle m'appelle demain matin",
    "appelée hier, sans réponse",
    "Le nom est inconnu; son nom n'est pas connu",
    "Het is heet vandaag",
    "Hoe heet dat formulier? Het heet een attest.",
    "Haar naam is niet bekend",
    "She called the police",
    "called back, called again, was called yesterday",
    "is called back by the office",
    "named in the report, named after the street",
    "Her name is not on the lease",
    "un-named, unnamed, renamed",
    "Anna",  # a capital alone is no reason
    "Elle habite Bruxelles, ze woont in Gent, she lives in Liège",
]


@pytest.mark.parametrize("text", NOBODY)
def test_calling_somebody_and_being_hot_name_nobody(text):
    assert seen(text) == []


# ── together ──────────────────────────────────────────────────────────────────────────────────────


def test_several_things_are_found_in_their_order_and_struck_together():
    text = "S'appelle Noor, 0470 12 34 56 ou noor@example.be, compte BE68 5390 0754 7034, payé 1 250,00 € le 3/5/2024."
    assert [kind for kind, _words in seen(text)] == ["name", "telephone", "mail", "bank"]
    assert (
        struck(text, found_in(text)) == "S'appelle […], […] ou […], compte […], payé 1 250,00 € le 3/5/2024."
    )


def test_places_are_counted_in_characters_not_in_bytes():
    assert found_in("🌹é 0470123456") == [Found(Kind.TELEPHONE, 3, 13)]


def test_a_text_without_anything_is_left_as_it_is():
    assert struck("Attend la réponse de la commune.", found_in("Attend la réponse de la commune.")) == (
        "Attend la réponse de la commune."
    )


@given(st.text(alphabet="04712+ ./-()", max_size=30), st.sampled_from(["", "elle ", "tél ", "x"]))
def test_what_was_struck_holds_no_telephone_number_any_more(digits, before):
    text = before + digits
    assert found_in(struck(text, found_in(text))) == []


PIECES = st.sampled_from(
    [
        *TELEPHONES,
        *MAILS,
        *WEBS,
        *IBANS,
        *REGISTERED,
        "s'appelle Noor",
        "heet Noor",
        "3/5/2024",
        "1 250,00 €",
        "2024",
    ]
    + [" ", ", ", " et ", "\n", ".", "-", "@", "at", "dot", "called ", "instagram "]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_parts_lie_in_order_and_apart_and_after_striking_nothing_is_left(text):
    found = found_in(text)
    ends = [0, *(place for each in found for place in (each.start, each.end)), len(text)]
    assert ends == sorted(ends) and all(each.start < each.end for each in found)
    assert found_in(struck(text, found)) == []


@given(st.lists(st.sampled_from(SEPARATORS), min_size=9, max_size=9))
def test_ten_digits_are_found_with_any_few_signs_between_them(between):
    written = "0" + "".join(sign + digit for sign, digit in zip(between, "470123459", strict=True))
    assert [each.kind for each in found_in(f"gsm {written} !")] == [Kind.TELEPHONE]


@pytest.mark.parametrize(
    "piece", [*HOSTILE, "a.", "1 ", "a@", "ab12", "@a", "A1", "www.", "heet ", "1.000", "at a ", "BE6"]
)
def test_four_hundred_hostile_characters_take_no_time(piece):
    text = (piece * 400)[:400]
    began = time.process_time()
    for tail in ("", "!", "@", ".", " dot "):
        found_in(text + tail)
    assert time.process_time() - began < 0.5


@given(st.text(alphabet=HOSTILE, max_size=400))
def test_any_text_is_read_without_a_fault(text):
    found_in(text)
