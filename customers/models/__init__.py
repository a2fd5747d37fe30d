"""Customers, their contacts and history, and the keys by which they are found again."""

from customers.models.channel import Channel
from customers.models.contact import ERASED_NAME, Contact, FormOfAddress
from customers.models.customer import (
    HEARD_OF_AT,
    BusinessType,
    Credit,
    Customer,
    CustomerQuerySet,
    Grade,
    Horizon,
    Rank,
    Source,
    Stage,
    Tag,
)
from customers.models.export import CustomerExport, CustomerExportQuerySet
from customers.models.exported import ExportedCustomer
from customers.models.handover import UNDONE_WITHIN, HandedCustomer, Handover, HandoverKind
from customers.models.history import CustomerFile, GradeChange, Interest, OwnerPeriod, TimelineEntry
from customers.models.importing import CustomerImport, ImportHeading, ImportRow
from customers.models.links import CustomerLink, LinkKind
from customers.models.lookup import CommonKey, LookupKey, LookupSighting
from customers.models.merging import CustomerMerge, MergeStep
from customers.models.pool import PoolWarning
from customers.models.reading import PagesRead
from customers.models.sharing import Access, CustomerShare
from customers.models.twins import TwinPair

__all__ = [
    "ERASED_NAME",
    "HEARD_OF_AT",
    "UNDONE_WITHIN",
    "Access",
    "BusinessType",
    "Channel",
    "CommonKey",
    "Contact",
    "Credit",
    "Customer",
    "CustomerExport",
    "CustomerExportQuerySet",
    "CustomerFile",
    "CustomerImport",
    "CustomerLink",
    "CustomerMerge",
    "CustomerQuerySet",
    "CustomerShare",
    "ExportedCustomer",
    "FormOfAddress",
    "Grade",
    "GradeChange",
    "HandedCustomer",
    "Handover",
    "HandoverKind",
    "Horizon",
    "ImportHeading",
    "ImportRow",
    "Interest",
    "LinkKind",
    "LookupKey",
    "LookupSighting",
    "MergeStep",
    "OwnerPeriod",
    "PagesRead",
    "PoolWarning",
    "Rank",
    "Source",
    "Stage",
    "Tag",
    "TimelineEntry",
    "TwinPair",
]
