"""What a merge changes, written down as it is changed, and taken back (rules.md §5: a merge can be undone).

The apps above move their rows with `change_rows` when they hear of a merge; taking it back needs nothing of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F

from customers.models import Contact, CustomerMerge, Interest, LookupKey, MergeStep, OwnerPeriod

# Where another row may have taken the place meanwhile: there can be one only, and the later one stands.
ONE_ONLY = {(Contact._meta.label_lower, "is_primary"), (OwnerPeriod._meta.label_lower, "ended_at")}
# What was added since stays added.
COUNTED = {(Interest._meta.label_lower, "times")}


class KeyLost(Exception):
    """A key of `step` is another customer's by now."""

    def __init__(self, step: MergeStep) -> None:
        super().__init__(str(step))
        self.step = step


def change_rows(merge_id: int, rows: "models.QuerySet[Any]", **values: Any) -> None:
    """Give `rows` these values as part of a merge, by column (`customer_id=3`): one statement reads, one writes, for each.

    The subscribers of CustomersMerged call it, in its transaction. What stood there before is written down.
    """
    keys = list(rows.order_by("pk").values_list("pk", *values))
    for place, (column, value) in enumerate(values.items(), start=1):
        found: dict[Any, list[int]] = defaultdict(list)
        for key in keys:
            if key[place] != value:
                found[key[place]].append(key[0])
        note_changes(merge_id, rows.model, column, value, found)
    if keys:
        rows.model.objects.filter(pk__in=[key[0] for key in keys]).update(**values)


def note_changes(
    merge_id: int, model: type[models.Model], column: str, after: Any, found: Mapping[Any, list[int]]
) -> None:
    """Write down that rows got `after`: their keys by what stood there before."""
    MergeStep.objects.bulk_create(
        MergeStep(
            merge_id=merge_id, table=model._meta.label_lower, column=column, before=plain(before), after=plain(after), ids=pks
        )
        for before, pks in found.items()
    )  # fmt: skip


def note_fields(merge_id: int, rows: Mapping[models.Model, Mapping[str, Any]]) -> None:
    """Write down in which columns each present row differs from what `columns_of` gave for it before."""
    MergeStep.objects.bulk_create(
        MergeStep(
            merge_id=merge_id, table=row._meta.label_lower, column=name, before=old, after=now[name], ids=[row.pk]
        )
        for row, now, before in ((row, columns_of(row), before) for row, before in rows.items())
        for name, old in before.items()
        if now[name] != old
    )  # fmt: skip


def note_made(merge_id: int, rows: Iterable[models.Model]) -> None:
    """Write down that the merge itself wrote `rows`."""
    MergeStep.objects.bulk_create(
        MergeStep(merge_id=merge_id, table=row._meta.label_lower, ids=[row.pk]) for row in rows
    )


def columns_of(row: models.Model) -> dict[str, Any]:
    """Return the row as plain values by column, without its number and its count of edits, which only rises."""
    return {
        column.attname: plain(getattr(row, column.attname))
        for column in row._meta.concrete_fields
        if column.name not in {"id", "version"}
    }


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it without loss."""
    if isinstance(value, date):
        return value.isoformat()
    return value.code if hasattr(value, "code") else value


def take_back_rows(steps: Iterable[MergeStep]) -> None:
    """Take back `steps` of the tables that hang on customers, the last first; a row changed since is left as it is.

    Raises KeyLost where another customer holds a key by now.
    """
    for step in steps:
        model: Any = apps.get_model(step.table)
        rows = model.objects.filter(pk__in=step.ids)
        if not step.column:
            rows.delete()
        elif (step.table, step.column) in COUNTED:
            added: Any = step.after
            rows.update(**{step.column: F(step.column) - (added - step.before)})
        else:
            _take_back_column(step, rows.filter(_is(step)))


def _take_back_column(step: MergeStep, rows: "models.QuerySet[Any]") -> None:
    before = {step.column: typed(rows.model, step.column, step.before)}
    try:
        with transaction.atomic():
            rows.update(**before)
    except IntegrityError:
        if step.table == LookupKey._meta.label_lower:
            raise KeyLost(step) from None
        if (step.table, step.column) not in ONE_ONLY:
            raise


def _is(step: MergeStep) -> models.Q:
    if step.after is None:
        return models.Q(**{f"{step.column}__isnull": True})
    return models.Q(**{step.column: step.after})


def take_back_fields(row: models.Model, steps: Iterable[MergeStep]) -> list[MergeStep]:
    """Give `row` back what it was before `steps`; return those whose column somebody changed since, which it keeps."""
    now, columns, changed = columns_of(row), [], []
    for step in steps:
        if now[step.column] == step.after:
            setattr(row, step.column, typed(type(row), step.column, step.before))
            columns.append(step.column)
        else:
            changed.append(step)
    row.save(update_fields=columns)
    return changed


def typed(model: type[models.Model], column: str, value: Any) -> Any:
    """Return a plain value as the column has it."""
    return model._meta.get_field(column).to_python(value)  # type: ignore[union-attr]  # a column


def steps_of(merge: CustomerMerge) -> list[MergeStep]:
    """Return the steps of a merge, the last first."""
    return list(merge.steps.order_by("-pk"))
