"""A platform's weekly statistics as a table: which columns, whose rows, what cannot be read (S105)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from core.domain.rates_table import Unreadable, read_day

MOST_ROWS = 5_000
MOST = 1_000_000_000
PERSON, WEEK = "person", "week"
COUNTS = ("exposure", "clicks", "visitors", "inquiries", "products_updated")
RATE = "reply_rate"
FIELDS = (*COUNTS, RATE)
HEADINGS: Mapping[str, frozenset[str]] = {
    PERSON: frozenset({
        "person", "name", "account", "sub account", "sub-account", "subaccount", "salesperson", "e-mail", "email",
        "姓名", "业务员", "员工", "子账号", "账号", "帐号", "负责人", "邮箱",
    }),
    WEEK: frozenset({"week", "date", "day", "period", "周", "周次", "日期", "统计周期", "统计日期", "周一", "开始日期"}),
    "exposure": frozenset({"exposure", "impressions", "impression", "曝光", "曝光量", "曝光次数", "搜索曝光次数"}),
    "clicks": frozenset({"clicks", "click", "点击", "点击量", "点击次数", "搜索点击次数"}),
    "visitors": frozenset({"visitors", "visits", "访客", "访客数", "店铺访问人数", "访问人数"}),
    "inquiries": frozenset({"inquiries", "inquiry", "feedback", "询盘", "询盘数", "询盘个数", "反馈", "反馈量"}),
    RATE: frozenset({"reply rate", "response rate", "回复率", "及时回复率", "询盘回复率"}),
    "products_updated": frozenset({"products updated", "updated products", "更新产品", "更新产品数", "产品更新数", "发布产品数"}),
}  # fmt: skip


@dataclass(frozen=True)
class Week:
    """A person's week on the platform; `monday` is its first day, None what the table does not say. The rate in percent."""

    person_id: int
    monday: date
    values: Mapping[str, int | Decimal]


@dataclass(frozen=True)
class Problem:
    """A row that is not taken. Codes: no_person, no_week, in_future, no_number, nothing, too_many, by_day."""

    number: int
    code: str
    text: str


@dataclass(frozen=True)
class PlatformTable:
    """What a table says, the later row of two about one day counting; `is_headed`: its headings were found.

    Of a week of which the table tells several days nothing is taken: it is a table by day, and none of its rows is the week.
    """

    weeks: list[Week]
    problems: list[Problem]
    is_headed: bool


def monday_of(day: date) -> date:
    """Return the Monday of the calendar week (rules.md §7)."""
    return day - timedelta(days=day.weekday())


def read_table(
    rows: Iterable[tuple[int, Sequence[Any]]], *, people: Mapping[str, int], today: date
) -> PlatformTable:
    """Read (number, cells) rows below their headings. `people`: folded name or mailbox → id of whose rows may be taken."""
    columns: Mapping[str, int] = {}
    found: dict[tuple[int, date], Week] = {}
    days: dict[tuple[int, date], dict[date, int]] = defaultdict(dict)
    problems: list[Problem] = []
    for place, (number, cells) in enumerate(rows):
        if place >= MOST_ROWS:
            problems.append(Problem(number, "too_many", ""))
            break
        headings = _headings_of(cells)
        if {PERSON, WEEK} <= headings.keys():
            columns = headings
            continue
        if not columns:
            continue  # titles above the headings
        try:
            week, day = _read_row(cells, columns, people, today)
        except Unreadable as error:
            problems.append(Problem(number, _code_of(error), error.text))
        else:
            key = (week.person_id, week.monday)
            found[key] = week
            days[key][day] = number
    by_day = {key: numbers for key, numbers in days.items() if len(numbers) > 1}
    problems += [
        Problem(row, "by_day", day.isoformat()) for rows in by_day.values() for day, row in rows.items()
    ]
    weeks = [week for key, week in found.items() if key not in by_day]
    return PlatformTable(weeks, problems, bool(columns))


def fold_name(text: Any) -> str:
    """Return how names and mailboxes are compared: without case and blanks."""
    return "".join(str(text or "").split()).casefold()


def _code_of(error: Unreadable) -> str:
    return "no_week" if error.code == "no_day" else error.code


def _headings_of(cells: Sequence[Any]) -> dict[str, int]:
    words = [" ".join(str(cell or "").split()).lower() for cell in cells]
    return {
        name: place
        for name, known in HEADINGS.items()
        for place in [next((at for at, word in enumerate(words) if word in known), -1)]
        if place >= 0
    }


def _read_row(
    cells: Sequence[Any], columns: Mapping[str, int], people: Mapping[str, int], today: date
) -> tuple[Week, date]:
    def cell(name: str) -> Any:
        place = columns.get(name, len(cells))
        return cells[place] if place < len(cells) else None

    person_id = people.get(fold_name(cell(PERSON)))
    if person_id is None:
        raise Unreadable("no_person", cell(PERSON) or "")
    day = read_day(cell(WEEK))
    monday = monday_of(day)
    if monday > today:
        raise Unreadable("in_future", monday)
    values = {name: _value(name, cell(name)) for name in FIELDS if cell(name) not in (None, "")}
    if not values:
        raise Unreadable("nothing", "")
    return Week(person_id, monday, values), day


def _value(name: str, value: Any) -> int | Decimal:
    """A count, or a rate in percent: a share up to 1 without a sign is taken times 100. Raises Unreadable."""
    text = str(value).strip().replace(",", "")
    is_percent = text.endswith("%")
    try:
        number = Decimal(text.rstrip("% "))
    except InvalidOperation:
        raise Unreadable("no_number", value) from None
    if isinstance(value, bool) or not number.is_finite() or not 0 <= number < MOST:
        raise Unreadable("no_number", value)
    if name != RATE:
        return _whole(number, value)
    rate = number * 100 if number <= 1 and not is_percent else number
    if rate > 100:
        raise Unreadable("no_number", value)
    return rate.quantize(Decimal("0.1"))


def _whole(number: Decimal, value: Any) -> int:
    if number != int(number):
        raise Unreadable("no_number", value)
    return int(number)
