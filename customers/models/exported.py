"""Which customers each exported file held."""

from django.db import models

from customers.models.customer import Customer
from customers.models.export import CustomerExport


class ExportedCustomer(models.Model):
    """A customer that left the house in a file: so that its page can say who took it out (trust.md X2)."""

    export = models.ForeignKey(CustomerExport, on_delete=models.CASCADE, related_name="exported")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("export", "customer"), name="exported_once"),)

    def __str__(self) -> str:
        return f"{self.export_id}: {self.customer_id}"
