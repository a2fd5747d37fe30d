"""What a figure opens: the lists of the apps below narrowed to its records."""

from types import SimpleNamespace

from inquiries.selectors.lists import ALL, InquiryFilter, list_inquiries
from sales.selectors import orders, quote_lists, samples
from sales.services.orders import confirm_order
from tests import factories
from tests.followups.helpers import make_customer, nov, shanghai
from tests.managing.conftest import NOW
from tests.reports.test_figures import asked


def test_inquiries_by_how_their_clock_ended(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner)
    met = asked(customer, shanghai(11, 16, 10), shanghai(11, 16, 11))
    late = asked(customer, shanghai(11, 17, 10), shanghai(11, 19, 10))
    asked(customer, shanghai(11, 17, 10), shanghai(11, 19, 10), exception_accepted=True)
    asked(customer, shanghai(11, 25, 11))

    def found(**wanted: object) -> list[int]:
        page = list_inquiries(user=cast.boss, wanted=InquiryFilter(tab=ALL, **wanted), at=NOW).page
        return [row.pk for row in page.rows]

    assert found(clock="in_target") == [met.inquiry_id]
    assert found(clock="late") == [late.inquiry_id]
    assert found(clock="in_limit") == []
    assert found(clock="late", owner_id=cast.teammate.pk) == []
    assert found(clock="late", received_from=nov(18), received_until=nov(18)) == [
        late.inquiry_id
    ]  # it ran out then
    assert found(clock="late", received_from=nov(19)) == []


def test_quotes_samples_and_orders_by_their_day(cast: SimpleNamespace) -> None:
    customer = make_customer(cast.owner)
    quote = factories.QuoteFactory(customer=customer)
    quote.current.state, quote.current.sent_at = "sent", shanghai(11, 19, 23)
    quote.current.save()
    factories.QuoteFactory(customer=customer)
    sample = factories.SampleFactory(customer=customer, state="sent", sent_on=nov(19))
    factories.SampleFactory(customer=customer)
    order = factories.OrderFactory(customer=customer)
    confirm_order(actor=cast.owner, order=order, on=nov(19), at=shanghai(11, 19))
    factories.OrderFactory(customer=customer)

    def quotes(first: int, last: int) -> list[int]:
        wanted = quote_lists.QuoteFilter(tab="all", sent_from=nov(first), sent_until=nov(last))
        return [
            row.pk for row in quote_lists.list_quotes(user=cast.boss, wanted=wanted, day=nov(25)).page.rows
        ]

    def sent(first: int, last: int) -> list[int]:
        wanted = samples.SampleFilter(tab="all", since=nov(first), until=nov(last))
        return [row.pk for row in samples.read_samples(cast.boss, wanted)[0].rows]

    def confirmed(first: int, last: int) -> list[int]:
        wanted = orders.Wanted(tab="all", since=nov(first), until=nov(last))
        return [row.pk for row in orders.find_orders(cast.boss, wanted)]

    for read, row in ((quotes, quote), (sent, sample), (confirmed, order)):
        assert read(19, 19) == [row.pk]
        assert read(20, 25) == read(1, 18) == []
