"""Bank accounts, national numbers and company numbers, known by the check in them; telephone numbers.

A date, a year, an amount and the hours of a day are none of these.
"""

import re
from collections.abc import Iterator

# what stands between the digits of one number: spaces of all widths, stops, strokes, brackets; a comma is none of
# them, it parts numbers and decimals
GAP = r"[ \t\u00a0\u2000-\u200d\u202f\u2060./\\()\[\]·•_'’‐-―−-]"

IBAN = re.compile(rf"(?<![^\W_])([A-Z]{{2}})[0-9]{{2}}(?:{GAP}?[A-Z0-9]){{11,30}}", re.I | re.A)
# how long the accounts of each country are, as the register of ISO 13616 has them
LONG = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
    "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 "
    "LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 "
    "QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
)
LENGTHS = {each[:2]: int(each[2:]) for each in LONG.split()}
NATIONAL = re.compile(
    rf"(?<!\d)(\d\d){GAP}{{0,3}}(\d\d){GAP}{{0,3}}(\d\d){GAP}{{0,3}}(\d{{3}}){GAP}{{0,3}}(\d\d)(?!\d)"
)
COMPANY = re.compile(rf"(?<!\d)(?:\bBE{GAP}{{0,2}})?([01]\d{{3}}){GAP}?(\d{{3}}){GAP}?(\d{{3}})(?!\d)", re.I)

FEWEST_DIGITS = 8
RUN = re.compile(rf"(?:\+{GAP}?|(?<!\w)\({GAP}?)?\d(?:{GAP}{{0,3}}\d)*")
YEAR = r"(?:19|20)\d\d"
# 3/5/2024, 2024-05-03
FULL_DATE = re.compile(
    rf"(?<!\d)(?<!\d[./-])(?:(?P<d1>\d\d?)(?P<s1>[./-])(?P<m1>\d\d?)(?P=s1){YEAR}"
    rf"|{YEAR}(?P<s2>[./-])(?P<m2>\d\d?)(?P=s2)(?P<d2>\d\d?))(?!\d)(?![./-]\d)"
)
# 3/5/24, 3 5 2024, 20240503, 03052024: with other digits around them they are part of a number
SHORT_DATE = re.compile(
    r"(?<!\d)(?:(?P<d1>\d\d?)(?P<s1>[./-])(?P<m1>\d\d?)(?P=s1)\d\d"
    rf"|(?P<d2>\d\d?) (?P<m2>\d\d?) {YEAR}|{YEAR}(?P<m3>\d\d)(?P<d3>\d\d)|(?P<d4>\d\d)(?P<m4>\d\d){YEAR})(?!\d)"
)
BEFORE, AFTER = re.compile(rf"\d{GAP}{{0,3}}$"), re.compile(rf"(?:{GAP}{{0,3}}\d){{5}}")
TIME = re.compile(r"(?<![\d:])\d{1,2}(?:[:hu]\d\d|[ \t]?[hu]\b)(?![\d:])", re.I)
THOUSANDS = r"(?:[ \u00a0\u202f.']\d{3}){1,4}"
MONEY = r"(?:€|£|\$|\b(?:eur|euros?|lei|leva|dollars?)\b)"
AMOUNT = re.compile(
    rf"(?<![\d.,])(?:\d{{1,3}}{THOUSANDS}|\d{{1,12}}),(?:\d\d|-)(?!\d)"
    rf"|(?<!\d)(?<!\d{GAP})[1-9](?:\d{{0,2}}{THOUSANDS}|\d{{0,11}})[ \u00a0\u202f]?{MONEY}"
    rf"|{MONEY}[ \u00a0\u202f]?[1-9](?:\d{{0,2}}{THOUSANDS}|\d{{0,11}})(?!\d)",
    re.IGNORECASE,
)


def banks_in(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while match := IBAN.search(text, at):
        length = _iban_length(match[0], LENGTHS.get(match[1].upper(), 0))
        if length:
            yield match.start(), match.start() + length
        at = match.start() + (length or 2)


def _iban_length(candidate: str, characters: int) -> int:
    """How much of it is an account of so many letters and digits, or 0 where there are fewer or its check is wrong."""
    places = [place for place, letter in enumerate(candidate) if letter.isalnum()]
    if not characters or len(places) < characters:
        return 0
    plain = "".join(candidate[place] for place in places[:characters])
    is_right = int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1
    return places[characters - 1] + 1 if is_right else 0


def nationals_in(text: str) -> Iterator[tuple[int, int]]:
    rest = FULL_DATE.sub(_blank_if_a_day, text)
    yield from (match.span() for match in NATIONAL.finditer(rest) if _is_national("".join(match.groups())))


def _is_national(digits: str) -> bool:
    """Of the Belgian register; who stands in the other one (BIS) has 20 or 40 more in the month. Whoever was born
    since 2000 has a 2 in front for the check."""
    month, day = int(digits[2:4]), int(digits[4:6])
    if month >= 60 or month % 20 > 12 or day > 31:
        return False
    return any(97 - int(century + digits[:9]) % 97 == int(digits[9:]) for century in ("", "2"))


def companies_in(text: str) -> Iterator[tuple[int, int]]:
    for match in COMPANY.finditer(text):
        digits = "".join(match.groups())
        if 97 - int(digits[:8]) % 97 == int(digits[8:]):
            yield match.span()


def telephones_in(text: str) -> Iterator[tuple[int, int]]:
    rest = FULL_DATE.sub(_blank_if_a_day, TIME.sub(_blank, text))
    rest = SHORT_DATE.sub(_blank_if_a_day_alone, rest)
    rest = AMOUNT.sub(_blank, rest)
    yield from (match.span() for match in RUN.finditer(rest) if _is_telephone(match[0]))


def _blank(match: re.Match) -> str:
    return "\0" * len(match[0])


def _blank_if_a_day(match: re.Match) -> str:
    given = {name[0]: int(value) for name, value in match.groupdict().items() if value and name[0] in "dm"}
    return _blank(match) if 1 <= given["d"] <= 31 and 1 <= given["m"] <= 12 else match[0]


def _blank_if_a_day_alone(match: re.Match) -> str:
    start, text = match.start(), match.string
    is_alone = not BEFORE.search(text[max(0, start - 4) : start]) and not AFTER.match(text, match.end())
    return _blank_if_a_day(match) if is_alone else match[0]


def _is_telephone(run: str) -> bool:
    """Eight digits or more. Two numbers side by side are longer, and so is that of a payment card: found too."""
    groups = re.findall(r"\d+", run)
    digits = "".join(groups)
    if len(digits) < FEWEST_DIGITS:
        return False
    if run[0] == "+":
        return True
    are_years = all(re.fullmatch(YEAR, group) for group in groups)
    are_hours = len(digits) == 8 and all(len(group) == 2 and int(group) <= 24 for group in groups)
    is_of_a_file = len(groups) == 2 and len(groups[1]) <= 5 and re.fullmatch(YEAR, groups[0]) is not None
    return not (are_years or are_hours or is_of_a_file)
