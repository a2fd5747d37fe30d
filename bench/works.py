"""What is measured: each work of the product beside the floor's nearest to it, with its target (speed.md)."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bench.client import Answer, Client
from bench.facts import Facts

Ask = Callable[[Client], Answer]
CLOCK, DAY, LONG_AGO = ZoneInfo("Asia/Shanghai"), timedelta(days=1), date(2000, 1, 1)
SELLER, BOSS = "linda@qicheng-tools.example", "chen@qicheng-tools.example"


@dataclass(frozen=True)
class Work:
    """`product` and `floor` each ask once. `who` signs in at both; `expects` are the statuses of success."""

    name: str
    product: Ask
    floor: Ask
    target: float
    who: str = SELLER
    expects: tuple[int, ...] = (200,)


def get(path: str, **query: str) -> Ask:
    full = f"{path}?{urlencode(query)}" if query else path
    return lambda client: client.get(full)


def list_works(facts: Facts) -> list[Work]:
    """Return the works on this data.

    The floor reads the same people's customers by the same filter and shows as many rows, so that a page that has less
    to show at one size is not taken for a faster one.
    """
    mine, everybody = get("/customers/"), get("/customers/all/")
    today = datetime.now(CLOCK).date()
    monday = today - today.weekday() * DAY
    of_owner = get("/customers/all/", owner_id=str(facts.owner))
    of_country = get("/customers/all/", country=facts.country)
    return [
        Work("customers, salesperson", mine, mine, 2.0),
        Work("customers, boss", mine, everybody, 2.0, who=BOSS),
        Work("… page 1,000 (salesperson)", get("/customers/", after=facts.after_alone), mine, 2.0),
        Work("… page 1,000 (boss)", get("/customers/", after=facts.after_all), everybody, 2.0, who=BOSS),
        Work("… sorted by name", get("/customers/", sort="name"), mine, 2.0),
        Work("… sorted by last contact (boss)", get("/customers/", sort="-last"), everybody, 2.0, who=BOSS),
        Work("… one owner (boss)", get("/customers/", owner=str(facts.owner)), of_owner, 2.0, who=BOSS),
        Work("… one country (boss)", get("/customers/", country=facts.country), of_country, 2.0, who=BOSS),
        Work("… grade A", get("/customers/", grade="A"), get("/customers/", grade="A"), 2.0),
        Work("… overdue", get("/customers/", due="overdue"), _due(LONG_AGO, today - DAY), 2.0),
        Work("list: part of a name", get("/customers/", q=facts.fragment), get("/customers/find/", q=facts.fragment), 2.0),
        Work("list: e-mail", get("/customers/", q=facts.email), get("/customers/find/", q=facts.email), 2.0),
        Work("list: telephone", get("/customers/", q=facts.phone), get("/customers/find/", q=facts.email), 2.0),
        Work("find (Ctrl K): part of a name", get("/customers/find/", q=facts.fragment),
             get("/customers/find/", q=facts.fragment, rows="20"), 2.0),
        Work("lookup of a pasted inquiry", _paste(facts), mine, 3.0),
        Work("lookup beside the form", get("/customers/lookup/", company=facts.name, email=facts.email), mine, 3.0),
        Work("customer page", get(f"/customers/{facts.customer}/"), get(f"/customers/{facts.customer}/"), 2.5),
        Work("Today", get("/"), _due(LONG_AGO, today, rows=15), 3.0),
        Work("inquiries", get("/inquiries/"), mine, 2.0),
        Work("week", get("/follow-ups/"), _due(monday, monday + 6 * DAY, rows=84), 3.0),
        Work("quotes", get("/quotes/"), mine, 2.0),
        Work("quotes, boss", get("/quotes/"), everybody, 2.0, who=BOSS),
        Work("quote in the editor", get(f"/quotes/{facts.quote}/"), get(f"/customers/{facts.customer}/"), 2.5),
        Work("samples", get("/samples/"), mine, 2.0),
        Work("orders", get("/orders/"), mine, 2.0),
        Work("orders, boss", get("/orders/"), everybody, 2.0, who=BOSS),
        Work("order", get(f"/orders/{facts.order}/"), get(f"/customers/{facts.customer}/"), 2.5),
        Work("figures: team", get("/team/"), _due(LONG_AGO, today, rows=15), 3.0, who=BOSS),
        Work("figures: team, this month", get("/team/", period="month"), _due(LONG_AGO, today, rows=15), 3.0, who=BOSS),
        Work("figures: overview", get("/overview/"), _due(LONG_AGO, today, rows=15), 3.0, who=BOSS),
        Work("figures: own", get("/figures/"), _due(LONG_AGO, today, rows=15), 3.0),
        Work("figures: behind what came in", get("/figures/received/"), _due(LONG_AGO, today, rows=50), 3.0, who=BOSS),
        Work("figures: steps of grades, 90 days", get("/figures/moves/", since=(today - 90 * DAY).isoformat(), until=today.isoformat()), _due(LONG_AGO, today, rows=50), 3.0, who=BOSS),
        Work("figures: plan", get("/plan/"), _due(LONG_AGO, today, rows=15), 3.0, who=BOSS),
        Work("briefing to come", get(f"/briefings/{facts.briefing}/"), _due(LONG_AGO, today, rows=15), 3.0, who=BOSS),
        Work("reports: department", get(f"/reports/department/{facts.department}/"), _due(LONG_AGO, today, rows=15), 3.0, who=BOSS),
        Work("reports: digest", get(f"/reports/digests/{facts.digest}/"), _due(LONG_AGO, today, rows=50), 3.0, who=BOSS),
        Work("reports: cadence", get("/reports/compliance/"), _due(LONG_AGO, today, rows=50), 3.0, who=BOSS),
        Work("reports: records", get("/reports/records/"), _due(LONG_AGO, today, rows=15), 3.0, who=BOSS),
        Work("analysis: diagnosis", get("/analysis/"), _due(LONG_AGO, today, rows=15), 3.0, who=BOSS),
        Work("analysis: products", get("/analysis/products/"), _due(LONG_AGO, today, rows=50), 3.0, who=BOSS),
        Work("analysis: a product", get(f"/analysis/products/{facts.product}/"), _due(LONG_AGO, today, rows=50), 3.0, who=BOSS),
        Work("analysis: customers", get("/analysis/customers/"), _due(LONG_AGO, today, rows=50), 3.0, who=BOSS),
        Work("analysis: lost", get("/analysis/lost/"), _due(LONG_AGO, today, rows=15), 3.0, who=BOSS),
        Work("product", get(f"/catalogue/{facts.product}/"), get(f"/customers/{facts.customer}/"), 2.5),
        Work("record a follow-up", _follow_up(facts), _note(facts), 3.0, expects=(200, 302)),
        Work("save an inquiry", _inquiry(facts), _note(facts), 3.0, expects=(302,)),
    ]  # fmt: skip


def _due(since: date, until: date, rows: int = 50) -> Ask:
    return get("/customers/due/", since=since.isoformat(), until=until.isoformat(), rows=str(rows))


def _paste(facts: Facts) -> Ask:
    text = (
        f"From: Purchasing <{facts.email}>\nSubject: Socket sets\n\nDear Sirs, please quote 2,000 sets of your 46-pc socket "
        f"set, FOB Ningbo.\n\nBest regards\nPurchasing\n{facts.name}\nTel {facts.phone}"
    )
    return lambda client: client.post(
        "/inquiries/new/read/", {"text": text}, HX_Request="true", HX_Target="reading"
    )


def _follow_up(facts: Facts) -> Ask:
    def ask(client: Client) -> Answer:
        data = {
            "customer": str(facts.customer),
            "text": "Offer sent.",
            "channel": "email",
            "form_token": str(uuid.uuid4()),
        }
        return client.post("/follow-ups/create/", data)

    return ask


def _inquiry(facts: Facts) -> Ask:
    def ask(client: Client) -> Answer:
        name = uuid.uuid4().hex[:12]
        data = {
            "text": "Please quote 2,000 socket sets.", "sender_name": "Carol Jensen", "company": f"Bench {name} Tools LLC",
            "email": f"carol@{name}.example", "country": "US", "source": "email", "channel": "email", "grade": "B",
            "lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0", "form_token": str(uuid.uuid4()),
        }  # fmt: skip
        return client.post("/inquiries/new/", data)

    return ask


def _note(facts: Facts) -> Ask:
    return lambda client: client.post("/notes/", {"customer": str(facts.customer), "text": "Offer sent."})
