"""Forms of customers: the shape of the input; every choice is narrowed to what the person may see."""

from customers.forms.actions import AssignForm, BulkForm, GradeForm, SavedViewForm, StageForm, UploadForm
from customers.forms.contact import ContactForm
from customers.forms.customer import CustomerForm, NewCustomerForm
from customers.forms.export import ExportForm
from customers.forms.links import LinkForm
from customers.forms.merging import MergeForm
from customers.forms.pool import PoolFilter, ReleaseForm
from customers.forms.sharing import ShareForm
from customers.forms.twins import TwinFilter

__all__ = [
    "AssignForm", "BulkForm", "ContactForm", "CustomerForm", "ExportForm", "GradeForm", "LinkForm", "MergeForm", "NewCustomerForm",
    "PoolFilter", "ReleaseForm", "SavedViewForm", "ShareForm", "StageForm", "TwinFilter", "UploadForm",
]  # fmt: skip
