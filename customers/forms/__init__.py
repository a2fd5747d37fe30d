"""Forms of customers: the shape of the input; every choice is narrowed to what the person may see."""

from customers.forms.actions import AssignForm, BulkForm, GradeForm, SavedViewForm, StageForm, UploadForm
from customers.forms.contact import ContactForm
from customers.forms.customer import CustomerForm, NewCustomerForm
from customers.forms.export import ExportForm

__all__ = [
    "AssignForm", "BulkForm", "ContactForm", "CustomerForm", "ExportForm", "GradeForm", "NewCustomerForm", "SavedViewForm",
    "StageForm", "UploadForm",
]  # fmt: skip
