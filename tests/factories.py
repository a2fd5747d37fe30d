"""The smallest valid rows. Times default to `AT`: Monday 16 November 2026, 10:00 in Shanghai."""

import base64
import io
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django_otp.oath import TOTP
from factory.django import DjangoModelFactory
from PIL import Image

from accounts import services
from accounts.models import Absence, Role, Team, User
from accounts.policies import SECOND_FACTOR, SecondFactorPolicy
from catalogue.models import Category, PriceTier, Product, ProductPicture
from catalogue.services.products import search_text_of
from core import policy
from core.files import store_file
from customers.models import Contact, Customer, Grade, Interest, OwnerPeriod, Source, Tag, TimelineEntry
from followups.models import FollowUp, Task
from inquiries.models import BuyerMessage, Channel, Inquiry, InquiryLine, LetterTemplate, Reply
from inquiries.text import inquiry_words
from sales.models import (
    DepartmentRequest,
    FactoryVisit,
    Order,
    OrderLine,
    Proof,
    Quote,
    QuoteLine,
    QuoteVersion,
    Sample,
    SampleLine,
)

AT = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
PASSWORD = "correct-horse-battery"
# argon2 of PASSWORD would cost 50 ms a user; tests that sign in by form set a real one.
UNUSABLE = "!"


def ask_no_second_factor() -> None:
    """Let the section of the policy begin with nobody: a company of this process that has not set it asks for none."""
    found = policy.sections()[SECOND_FACTOR]
    nobody = dict.fromkeys((field.name for field in fields(SecondFactorPolicy)), False)
    policy.register(
        found.name,
        found.schema,
        lambda values: SecondFactorPolicy(**nobody | values),
        title=found.title,
        form=found.form,
    )


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@qicheng-tools.example")
    name = factory.Sequence(lambda n: f"员工{n}")
    english_name = factory.Sequence(lambda n: f"Person {n}")
    password = UNUSABLE
    joined_at = AT - timedelta(days=400)

    @classmethod
    def _create(
        cls, model_class: type[User], *args: Any, roles: tuple[Role, ...] = (), **kwargs: Any
    ) -> User:
        flags = {f"is_{role.value}": True for role in roles}
        return super()._create(model_class, *args, **flags, **kwargs)


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = Absence

    user = factory.SubFactory(UserFactory)
    starts_on = date(2026, 11, 16)
    ends_on = date(2026, 11, 16)


class CustomerFactory(DjangoModelFactory):
    """A customer as a service would leave it: with its owner period, without lookup keys (services store them)."""

    class Meta:
        model = Customer
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Northfield Hardware {n} LLC")
    name_sort = factory.LazyAttribute(lambda row: row.name.casefold())
    search_text = factory.LazyAttribute(lambda row: row.name.casefold())
    country = "US"
    time_zone = "America/Chicago"
    source = Source.EMAIL
    grade = Grade.C
    graded_at = AT - timedelta(days=30)
    created_at = AT - timedelta(days=30)
    owner = factory.SubFactory(UserFactory, roles=(Role.SALESPERSON,))
    created_by = factory.LazyAttribute(lambda row: row.owner or UserFactory(roles=(Role.SALESPERSON,)))

    @factory.post_generation
    def owner_period(self: Customer, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and self.owner_id:
            OwnerPeriod.objects.create(customer=self, owner_id=self.owner_id, started_at=self.created_at)


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    customer = factory.SubFactory(CustomerFactory)
    name = factory.Sequence(lambda n: f"Carol Jensen {n}")
    email = factory.Sequence(lambda n: f"c.jensen{n}@northfield{n}.example")


class TagFactory(DjangoModelFactory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"tag{n}")


class InterestFactory(DjangoModelFactory):
    class Meta:
        model = Interest

    customer = factory.SubFactory(CustomerFactory)
    words = factory.Sequence(lambda n: f"socket set {n}")
    last_asked_at = AT - timedelta(days=10)


class TimelineEntryFactory(DjangoModelFactory):
    class Meta:
        model = TimelineEntry

    customer = factory.SubFactory(CustomerFactory)
    at = AT
    kind = TimelineEntry.Kind.FOLLOW_UP
    actor = factory.LazyAttribute(lambda row: row.customer.owner)
    text = "said something"


class InquiryFactory(DjangoModelFactory):
    """An open inquiry without messages, nothing to answer: give `target_at` … or use BuyerMessageFactory."""

    class Meta:
        model = Inquiry

    number = factory.Sequence(lambda n: f"INQ-2601-{n + 1:03d}")
    customer = factory.SubFactory(CustomerFactory)
    owner = factory.LazyAttribute(lambda row: row.customer.owner if row.customer else None)
    sender = "Carol Jensen"
    subject = "Socket sets"
    first_text = "Please quote your 46-pc socket set."
    search_text = factory.LazyAttribute(lambda row: inquiry_words(row, ()))
    source = Source.EMAIL
    channel = Channel.EMAIL
    received_at = AT
    received_on = date(2026, 11, 16)
    grade = Grade.B
    graded_at = AT
    grade_by_at = AT + timedelta(hours=10)
    created_at = AT
    created_by = factory.LazyAttribute(lambda row: row.owner or UserFactory(roles=(Role.SALESPERSON,)))


class InquiryLineFactory(DjangoModelFactory):
    """A product asked about, found by its words as the services leave it."""

    class Meta:
        model = InquiryLine
        skip_postgeneration_save = True

    inquiry = factory.SubFactory(InquiryFactory)
    words = "46-pc socket set"

    @factory.post_generation
    def found_by_it(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        inquiry = self.inquiry
        inquiry.search_text = inquiry_words(inquiry, inquiry.lines.values_list("words", flat=True))
        inquiry.save(update_fields=["search_text"])


class BuyerMessageFactory(DjangoModelFactory):
    """A message received at AT; its clock is the plain one: target 14:00, limit the next day 10:00."""

    class Meta:
        model = BuyerMessage

    inquiry = factory.SubFactory(InquiryFactory)
    channel = Channel.EMAIL
    text = "Please quote your 46-pc socket set."
    received_at = AT
    entered_at = AT
    entered_by = factory.LazyAttribute(lambda row: row.inquiry.created_by)
    target_at = AT + timedelta(hours=4)
    due_soon_at = AT + timedelta(hours=1, minutes=30)
    limit_at = AT + timedelta(hours=24)
    announced_at = AT + timedelta(hours=24)


class ReplyFactory(DjangoModelFactory):
    class Meta:
        model = Reply

    inquiry = factory.SubFactory(InquiryFactory)
    channel = Channel.EMAIL
    text = "Dear Carol, here is our offer."
    replied_at = AT + timedelta(hours=1)
    entered_at = AT + timedelta(hours=1)
    by = factory.LazyAttribute(lambda row: row.inquiry.created_by)


class LetterTemplateFactory(DjangoModelFactory):
    class Meta:
        model = LetterTemplate

    name = factory.Sequence(lambda n: f"Letter {n}")
    body = "Dear {contact_name}, thank you for your inquiry."


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    customer = factory.SubFactory(CustomerFactory)
    text = "Sent the offer."
    at = AT - timedelta(days=5)
    on_day = factory.LazyAttribute(lambda row: (row.at + timedelta(hours=8)).date())
    entered_at = factory.LazyAttribute(lambda row: row.at)
    by = factory.LazyAttribute(lambda row: row.customer.owner)


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = Task

    assignee = factory.SubFactory(UserFactory, roles=(Role.SALESPERSON,))
    title = "Send the catalogue"
    due_on = date(2026, 11, 16)
    created_at = AT
    created_by = factory.LazyAttribute(lambda row: row.assignee)


class SampleFactory(DjangoModelFactory):
    """A sample that was approved and comes from the sample room, with one article."""

    class Meta:
        model = Sample
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"SMP-2601-{n + 1:03d}")
    customer = factory.SubFactory(CustomerFactory)
    state = "approved"
    requested_at = AT - timedelta(days=3)
    requested_by = factory.LazyAttribute(lambda row: row.customer.owner or row.customer.created_by)
    decided_at = AT - timedelta(days=3)
    decided_by = factory.SelfAttribute("requested_by")

    @factory.post_generation
    def articles(self: Sample, create: bool, extracted: Any, **kwargs: Any) -> None:
        SampleLine.objects.create(sample=self, words=extracted or "46-pc socket set")


class ProofFactory(DjangoModelFactory):
    """A proof for which production has to name a date until tomorrow."""

    class Meta:
        model = Proof

    number = factory.Sequence(lambda n: f"PRF-2601-{n + 1:03d}")
    customer = factory.SubFactory(CustomerFactory)
    words = "Pliers 8 inch"
    text = "Blue handle, matt"
    requested_at = AT
    requested_by = factory.LazyAttribute(lambda row: row.customer.owner or row.customer.created_by)
    asked_at = factory.SelfAttribute("requested_at")
    promise_by_at = factory.LazyAttribute(lambda row: row.asked_at + timedelta(days=1))
    boss_by_at = factory.LazyAttribute(lambda row: row.asked_at + timedelta(days=2))


class DepartmentRequestFactory(DjangoModelFactory):
    class Meta:
        model = DepartmentRequest

    number = factory.Sequence(lambda n: f"REQ-2601-{n + 1:03d}")
    author = factory.SubFactory(UserFactory, roles=(Role.SALESPERSON,))
    to = factory.SubFactory(UserFactory, roles=(Role.PRODUCTION,))
    text = "What does it cost in stainless?"
    due_on = date(2026, 11, 17)
    asked_at = AT


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = FactoryVisit

    customer = factory.SubFactory(CustomerFactory)
    on_day = date(2026, 11, 10)
    host = factory.LazyAttribute(lambda row: row.customer.owner or row.customer.created_by)
    created_at = AT
    created_by = factory.SelfAttribute("host")


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    name_zh = factory.Sequence(lambda n: f"组套{n}")
    name_en = factory.Sequence(lambda n: f"Tool sets {n}")


class ProductFactory(DjangoModelFactory):
    """A product that is found by its words, as the services leave it; without prices and pictures."""

    class Meta:
        model = Product

    model_number = factory.Sequence(lambda n: f"QC-S{n + 46}")
    name_en = '46-pc 1/4" socket set'
    name_zh = "46件套筒组套"
    category = factory.SubFactory(CategoryFactory)
    moq = 1000
    unit = "set"
    created_by = factory.SubFactory(UserFactory, roles=(Role.ASSISTANT,))
    reviewed_by = factory.LazyAttribute(lambda row: row.created_by)
    created_at = AT - timedelta(days=30)
    reviewed_at = AT - timedelta(days=30)
    name_sort = factory.LazyAttribute(lambda row: row.model_number.lower())
    search_text = factory.LazyAttribute(
        lambda row: search_text_of(
            Product(
                model_number=row.model_number, name_en=row.name_en, name_zh=row.name_zh, category=row.category
            )
        )
    )


class PriceTierFactory(DjangoModelFactory):
    class Meta:
        model = PriceTier

    product = factory.SubFactory(ProductFactory)
    price = Decimal("6.08")
    min_quantity = 1000
    valid_from = date(2026, 1, 1)
    changed_at = AT - timedelta(days=30)
    changed_by = factory.LazyAttribute(lambda row: row.product.created_by)


class ProductPictureFactory(DjangoModelFactory):
    """A picture of 8 × 6 points with its small copy."""

    class Meta:
        model = ProductPicture

    product = factory.SubFactory(ProductFactory)
    file = factory.LazyAttribute(lambda row: stored_picture(row.product.created_by))
    thumbnail = factory.LazyAttribute(lambda row: stored_picture(row.product.created_by))
    width, height = 8, 6


def picture_bytes(
    form: str = "JPEG", size: tuple[int, int] = (8, 6), *, colour: str = "#2f6f8f", **options: Any
) -> bytes:
    """Return a picture of one colour in the form."""
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, form, **options)
    return kept.getvalue()


def stored_picture(user: User) -> Any:
    """Keep a picture as the service would have written it."""
    return store_file(SimpleUploadedFile("set.jpg", picture_bytes()), actor=user, at=AT)


def code_at(key: str, at: datetime) -> str:
    """Return what the app with this key shows at `at`."""
    totp = TOTP(base64.b32decode(key))
    totp.time = at.timestamp()
    return f"{totp.token():06}"


def with_second_factor(user: User, *, at: datetime) -> User:
    """Set up a second factor; the person then knows the `key` and the recovery `codes`."""
    key = services.new_key()
    codes = services.set_up_second_factor(actor=user, key=key, code=code_at(key, at), session_key="", at=at)
    user.key, user.codes = key, codes
    return user


class OrderFactory(DjangoModelFactory):
    """A draft as the service would leave it: one line of 100 at 6.45."""

    class Meta:
        model = Order
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"OR-2025-{n:04d}")
    customer = factory.SubFactory(CustomerFactory)
    kind = "trial"
    ordered_on = date(2026, 11, 10)
    currency = "USD"
    total = Decimal(645)
    created_at = AT
    created_by = factory.LazyAttribute(lambda order: order.customer.owner or order.customer.created_by)

    @factory.post_generation
    def line(self: Any, create: bool, words: str | None, **_kwargs: Any) -> None:
        if create:
            OrderLine.objects.create(
                order=self,
                position=1,
                words=words or "Tool set",
                quantity=100,
                unit="set",
                price=Decimal("6.45"),
            )


class QuoteFactory(DjangoModelFactory):
    """A quote with the draft of its first version, without lines: give `version__…` for its head, or use QuoteLineFactory."""

    class Meta:
        model = Quote
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"QT-2026-0105-{n + 1}")
    customer = factory.SubFactory(CustomerFactory)
    owner = factory.LazyAttribute(lambda row: row.customer.owner)
    created_at = AT
    created_by = factory.LazyAttribute(lambda row: row.owner or UserFactory(roles=(Role.SALESPERSON,)))

    @factory.post_generation
    def version(self: Quote, create: bool, extracted: Any, **head: Any) -> None:
        day = AT.date()
        begun = {
            "dated_on": day,
            "valid_until": day + timedelta(days=30),
            "buyer": str(self.customer),
            "place": "Ningbo",
        }
        self.current = QuoteVersion.objects.create(quote=self, state=self.state, **begun | head)
        self.save(update_fields=["current"])


class QuoteLineFactory(DjangoModelFactory):
    class Meta:
        model = QuoteLine

    version = factory.LazyFunction(lambda: QuoteFactory().current)
    position = factory.LazyAttribute(lambda row: row.version.lines.count() + 1)
    model = factory.Sequence(lambda n: f"QC-S{n}")
    words = "Socket set"
    unit = "set"
    quantity = Decimal(1000)
    price = Decimal("6.45")
