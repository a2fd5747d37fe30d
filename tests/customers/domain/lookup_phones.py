"""Telephone numbers of every country as people write them, which all have to fold to one form (trust.md Q4)."""

import random
import re
from collections.abc import Callable, Iterator

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from customers.domain.folding import fold_phone

# The shortest are of four islands with a few hundred people each.
SHORTEST = 5
KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
# North America's "00" is 011; the others in `WRITINGS` are written the same everywhere.
EXIT_CODES = {"1": "011", "81": "010"}
Writing = Callable[[PhoneNumber], str]


def _write(form: int) -> Writing:
    return lambda number: phonenumbers.format_number(number, form)


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _international(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _national(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)


def _widen(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


WRITINGS: dict[str, Writing] = {
    "e164": _e164,
    "international": _international,
    "dashes": lambda number: _international(number).replace(" ", "-"),
    "dots": lambda number: re.sub(r"[ -]", ".", _international(number)),
    "brackets": lambda number: re.sub(r"^(\+\d+) (\d+)", r"(\1) \2", _international(number)),
    "double_zero": lambda number: f"00{_e164(number)[1:]}",
    "double_zero_spaced": lambda number: f"00 {_international(number)[1:]}",
    "exit_code": lambda number: EXIT_CODES.get(str(number.country_code), "00") + " " + _international(number)[1:],
    "no_plus": lambda number: _international(number)[1:],
    "national": _national,
    "national_digits": lambda number: re.sub(r"\D", "", _national(number)),
    "full_width": lambda number: _widen(_international(number)),
    "labelled": lambda number: f"Tel/WhatsApp: {_international(number)}",
    "chinese_label": lambda number: f"电话：{_international(number)}",
    "with_extension": lambda number: f"{_international(number)} ext. 204",
}  # fmt: skip
ODD_SPACES = {
    "no_break_spaces": "\u00a0",
    "thin_spaces": "\u2009",
    "hyphens": "\u2011",
    "long_dashes": "\u2013",
}
WRITINGS |= {
    name: lambda number, sign=sign: re.sub(r"[ -]", sign, _international(number)) for name, sign in ODD_SPACES.items()
}  # fmt: skip


def make_numbers(each: int, seed: int = 5) -> Iterator[tuple[str, PhoneNumber]]:
    """So many valid numbers of each country and kind, with their country."""
    draw = random.Random(seed)
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in KINDS:
            example = phonenumbers.example_number_for_type(region, kind)
            found = 0
            if example is None or len(str(example.national_number)) < SHORTEST:
                continue
            for _ in range(each * 20):
                digits = str(example.national_number)
                kept = digits[:-4] + "".join(draw.choices("0123456789", k=4))
                number = PhoneNumber(
                    country_code=example.country_code, national_number=int(kept),
                    italian_leading_zero=example.italian_leading_zero,
                )  # fmt: skip
                if phonenumbers.is_valid_number_for_region(number, region):
                    found += 1
                    yield region, number
                if found == each:
                    break


def measure_phones(each: int) -> tuple[int, list[tuple[str, str, str, str | None]]]:
    """How many writings were folded, and those that came out as another number: country, writing, text, what it became."""
    count, lost = 0, []
    for region, number in make_numbers(each):
        for name, write in WRITINGS.items():
            text = write(number)
            count += 1
            if (folded := fold_phone(text, region)) != _e164(number):
                lost.append((region, name, text, folded))
    return count, lost
