"""The second step of taking in a price list, as a job: rows become products, or change those that are there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from accounts.models import User
from catalogue.domain.photos import photo_status
from catalogue.models import (
    Attribute,
    Category,
    Certificate,
    PriceTier,
    Product,
    ProductImport,
    ProductImportPicture,
    ProductImportRow,
    ProductParameter,
    ProductPicture,
)
from catalogue.permissions import can_write_product
from catalogue.services.common import set_values
from catalogue.services.import_planning import (
    MATERIAL,
    Fate,
    Held,
    Plan,
    held_for,
    is_material,
    plan_row,
)
from catalogue.services.import_reading import move_on
from catalogue.services.importing import forget_pictures
from catalogue.services.products import search_text_of
from core import audit, notices
from core.bulk import write_columns
from core.jobs import Part, Parts
from core.request_context import forget
from core.text import sort_name

TAKEN_AT_ONCE = 100
TRIES = 3
State, Batch = ProductImportRow.State, ProductImport.State
WRITTEN = ("version", "name_sort", "search_text", "photo_status")


@dataclass
class Entry:
    """A row that is about to be taken in, with what it changes behind the lock."""

    row: ProductImportRow
    plan: Plan
    product: Product
    pictures: list[ProductImportPicture]
    before: dict[str, Any]


def take_in_rows(*, batch: ProductImport, at: datetime, cursor: int | None) -> Parts:
    """Take in the rows that wait, some at a time, each once; then the import is done, and who began it is told."""
    rows = batch.rows.filter(fate__in=(Fate.NEW, Fate.CHANGED))
    total, begin = rows.count(), cursor or 0
    while numbers := list(
        rows.filter(state=State.WAITING, number__gt=begin).values_list("number", flat=True)[:TAKEN_AT_ONCE]
    ):
        forget()  # rights are asked anew for each part
        actor = User.objects.get(pk=batch.worked_by_id)
        if not can_write_product(actor):  # frozen, or the right withdrawn, since it began (trust.md X3)
            yield Part(begin, 0, total, partial(move_on, batch, state=Batch.REVIEW))
            return {"stopped": True}
        begin = numbers[-1]
        done = total - rows.filter(state=State.WAITING, number__gt=begin).count()
        yield Part(begin, done, total, partial(_take, batch, numbers, actor, at))
    yield Part(begin, total, total, partial(_finish, batch, at))
    return {}


def _take(batch: ProductImport, numbers: Sequence[int], actor: User, at: datetime) -> None:
    """Write one part. The rows are claimed by their lock: none is taken in twice."""
    claimed = batch.rows.select_for_update(of=("self",)).filter(number__in=numbers, state=State.WAITING)
    rows = list(claimed.prefetch_related("pictures__file").order_by("number"))
    for _try in range(TRIES):
        entries = _entries(batch, rows, at)
        try:
            with transaction.atomic():
                _write(batch, entries, actor, at)
            break
        except IntegrityError:  # somebody entered one of them at this moment: now it is there to be seen
            continue
    else:
        _refuse(rows, "there_by_now")
    write_columns(rows, ("state", "refusal", "product", "made"))


def _refuse(rows: Iterable[ProductImportRow], code: str) -> None:
    for row in rows:
        row.state, row.refusal = State.REFUSED, code


def _entries(batch: ProductImport, rows: Sequence[ProductImportRow], at: datetime) -> list[Entry]:
    """Work out what each row changes as things stand now; what was looked through is refused where it has changed since."""
    held = held_for((row.model_number for row in rows), batch, is_locked=True)
    categories = Category.objects.in_bulk([row.told["values"].get("category") or 0 for row in rows])
    entries = []
    for row in rows:
        row.state, row.refusal = State.DONE, ""
        product = held.products.get(row.model_number.upper())
        category = categories.get(row.told["values"].get("category") or 0)
        if code := _moved(row, product, category):
            _refuse([row], code)
            continue
        entries.append(_entry(batch, row, product, category, held, at))
    return entries


def _moved(row: ProductImportRow, product: Product | None, category: Category | None) -> str:
    if row.fate == Fate.NEW:
        return "there_by_now" if product else "" if category else "no_category"
    if product is None:
        return "gone"
    return "changed_since" if product.version != row.version else ""


def _entry(
    batch: ProductImport,
    row: ProductImportRow,
    product: Product | None,
    category: Category | None,
    held: Held,
    at: datetime,
) -> Entry:
    pictures = {one.file.sha256: one for one in row.pictures.all()}
    plan = plan_row(row.told, list(pictures), held, batch)
    # What hangs on it already keeps its category.
    product = product or Product(
        category=category, created_at=at, created_by=batch.worked_by, reviewed_at=at, reviewed_by=batch.worked_by, version=0
    )  # fmt: skip
    before = {name: getattr(product, name) for name in plan.values}
    set_values(product, plan.values)
    chosen = [pictures[digest] for digest in plan.pictures]
    longest = _longest(chosen) if not held.pictures[product.pk or 0] else LARGE
    status = photo_status(product.photo_status, longest)
    if status != product.photo_status and chosen:
        before["photo_status"], plan.values["photo_status"] = product.photo_status, status
        product.photo_status = status
    return Entry(row, plan, product, chosen, before)


LARGE = 10**6


def _longest(pictures: Sequence[ProductImportPicture]) -> int | None:
    return max(pictures[0].width, pictures[0].height) if pictures else None


def _write(batch: ProductImport, entries: Sequence[Entry], actor: User, at: datetime) -> None:
    """Write what the entries change, in statements whose number does not depend on theirs."""
    for entry in entries:
        if entry.plan.values:
            entry.product.version += 1
            entry.product.name_sort = sort_name(entry.product.model_number)
            entry.product.search_text = search_text_of(entry.product)
    fresh = [entry for entry in entries if entry.row.fate == Fate.NEW]
    Product.objects.bulk_create([entry.product for entry in fresh])
    changed = [entry for entry in entries if entry.row.fate != Fate.NEW and entry.plan.values]
    columns = dict.fromkeys(name for entry in changed for name in entry.plan.values)
    write_columns([entry.product for entry in changed], [*dict.fromkeys((*columns, *WRITTEN))])
    for entry in entries:
        entry.row.product = entry.product
        entry.row.made = {
            "product": entry.row.fate == Fate.NEW, "version": entry.product.version,
            "before": entry.before if entry.row.fate != Fate.NEW else {}, "after": entry.plan.values,
        }  # fmt: skip
    _write_prices(batch, entries, actor, at)
    _write_certificates(entries)
    _write_materials(entries)
    _write_pictures(entries)
    audit.record_each(
        "catalogue.product_imported",
        actor=actor,
        at=at,
        changed=[(one.product, _said(one)) for one in entries],
    )


def _said(entry: Entry) -> dict[str, tuple[Any, Any]]:
    row = {"row": (None, f"{entry.row.batch_id}:{entry.row.number}")}
    return row | {name: (before, after) for name, (before, after) in entry.plan.changes.items()}


def _write_prices(batch: ProductImport, entries: Sequence[Entry], actor: User, at: datetime) -> None:
    new: list[tuple[Entry, PriceTier]] = []
    changed: list[PriceTier] = []
    for entry in entries:
        for currency, (held, quantity) in entry.plan.tiers.items():
            price, note = Decimal(entry.row.told["prices"][currency]), entry.row.told.get("price_note", "")
            tier = held or PriceTier(
                product=entry.product, region=batch.region, customer_type=batch.customer_type, currency=currency,
                min_quantity=quantity, valid_from=batch.valid_from,
            )  # fmt: skip
            before = [str(tier.price), tier.valid_until, tier.note] if held else None
            tier.price, tier.valid_until, tier.note = (
                price,
                batch.valid_until or tier.valid_until,
                note or tier.note,
            )
            tier.changed_at, tier.changed_by = at, actor
            if held:
                changed.append(tier)
                entry.row.made.setdefault("tiers", []).append([tier.pk, before, str(price)])
            else:
                new.append((entry, tier))
    PriceTier.objects.bulk_create([tier for _entry, tier in new])
    write_columns(changed, ("price", "valid_until", "note", "changed_at", "changed_by"))
    for entry, tier in new:
        entry.row.made.setdefault("tiers", []).append([tier.pk, None, str(tier.price)])


def _write_certificates(entries: Sequence[Entry]) -> None:
    rows = [
        (entry, Certificate(product=entry.product, name=name))
        for entry in entries
        for name in entry.plan.certificates
    ]
    Certificate.objects.bulk_create([row for _entry, row in rows])
    for entry, row in rows:
        entry.row.made.setdefault("certificates", []).append(row.pk)


def _write_materials(entries: Sequence[Entry]) -> None:
    """The material is a technical parameter; a category that has none of this name gets it."""
    told = [entry for entry in entries if entry.plan.material]
    if not told:
        return
    attributes = _material_attributes({entry.product.category_id for entry in told})
    held = {
        (row.product_id, row.attribute_id): row
        for row in ProductParameter.objects.filter(product__in=[entry.product for entry in told])
    }
    new: list[ProductParameter] = []
    changed: list[ProductParameter] = []
    for entry in told:
        attribute = attributes[entry.product.category_id]
        row = held.get((entry.product.pk, attribute.pk)) or ProductParameter(
            product=entry.product, attribute=attribute
        )
        entry.row.made["material"] = [attribute.pk, row.value, entry.plan.material]
        row.value = entry.plan.material
        (changed if row.pk else new).append(row)
    ProductParameter.objects.bulk_create(new)
    write_columns(changed, ("value",))


def _material_attributes(categories: Iterable[int]) -> Mapping[int, Attribute]:
    found: dict[int, Attribute] = {}
    for attribute in Attribute.objects.filter(category__in=categories):
        if is_material(attribute):
            found.setdefault(attribute.category_id, attribute)
    missing = [pk for pk in categories if pk not in found]
    last = dict(
        Attribute.objects.filter(category__in=missing)
        .order_by()
        .values_list("category")
        .annotate(Max("position"))
    )
    made = [Attribute(category_id=pk, position=last.get(pk, -1) + 1, **MATERIAL) for pk in missing]
    return found | {one.category_id: one for one in Attribute.objects.bulk_create(made)}


def _write_pictures(entries: Sequence[Entry]) -> None:
    """What lay on the row is the product's, behind those that are there."""
    ids = [entry.product.pk for entry in entries if entry.pictures]
    rows = ProductPicture.objects.filter(product__in=ids).order_by()
    last = dict(rows.values_list("product").annotate(Max("position")))
    made = [
        (entry, ProductPicture(
            product=entry.product, file_id=one.file_id, thumbnail_id=one.thumbnail_id, width=one.width, height=one.height,
            position=last.get(entry.product.pk, -1) + 1 + place,
        ))
        for entry in entries for place, one in enumerate(entry.pictures)
    ]  # fmt: skip
    ProductImportPicture.objects.filter(
        pk__in=[one.pk for entry in entries for one in entry.pictures]
    ).delete()
    ProductPicture.objects.bulk_create([picture for _entry, picture in made])
    for entry, picture in made:
        entry.row.made.setdefault("pictures", []).append(picture.pk)


def _finish(batch: ProductImport, at: datetime) -> None:
    if not move_on(batch, state=Batch.DONE, done_at=at):
        return
    forget_pictures(batch)
    done = batch.rows.filter(state=State.DONE).count()
    refused = batch.rows.filter(fate=Fate.REFUSED).count() + batch.rows.filter(state=State.REFUSED).count()
    changes = {"done": (0, done), "refused": (0, refused)}
    audit.record("catalogue.import_done", actor=batch.worked_by, at=at, target=batch, changes=changes)
    notices.notify(
        [batch.worked_by_id], key=f"product-import:{batch.pk}:{batch.attempt}", at=at,
        message=gettext_noop("%(file)s is taken in: %(done)s products, %(refused)s rows refused."),
        values={"file": str(batch), "done": done, "refused": refused}, url=batch.get_absolute_url(), about=batch,
    )  # fmt: skip
