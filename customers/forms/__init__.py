"""Forms of customers: the shape of the input; every choice is narrowed to what the person may see."""

from customers.forms.actions import AssignForm, BulkForm, GradeForm, SavedViewForm, StageForm, UploadForm
from customers.forms.contact import ContactForm
from customers.forms.customer import CustomerForm, NewCustomerForm

__all__ = [
    "AssignForm", "BulkForm", "ContactForm", "CustomerForm", "GradeForm", "NewCustomerForm", "SavedViewForm",
    "StageForm", "UploadForm",
]  # fmt: skip
