"""The keys by which a buyer is found again (rules.md §5): one table for both databases."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models.customer import Customer


class LookupKey(models.Model):
    """A folded key of a customer. Kinds `email`, `phone`, `domain`, `name` stop a second entry while `is_exclusive`.

    The unique constraint is what two simultaneous saves of the same buyer meet (trust.md C1). A manager may allow a
    second office under one domain: then the newer key is not exclusive. The other kinds only lead to candidates.
    `is_kept`: the buyer stood under it before a merge, and so it stays whatever the present words are.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="lookup_keys")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=200)
    is_exclusive = models.BooleanField(default=False)
    is_kept = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "value"), condition=Q(is_exclusive=True), name="lookup_key_exclusive"
            ),
            models.UniqueConstraint(fields=("customer", "kind", "value"), name="lookup_key_once"),
        )
        indexes = (models.Index(fields=("kind", "value", "customer"), name="lookup_key_find"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class CommonKey(models.Model):
    """A key of the lookup that many customers share, and how many did when it was last counted (each night).

    Only spares reading: of these keys a lookup reads the rarest, and none that leads to nobody anyway
    (`customers.domain.nominate.worth_reading`).
    """

    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=200)
    holders = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "value"), name="common_key_once"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class LookupSighting(models.Model):
    """When a person was last shown a colleague's customer by a lookup: counted so that nobody lists them all (D3)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "customer"), name="lookup_sighting_once"),)
        indexes = (models.Index(fields=("user", "seen_at"), name="lookup_sighting_recent"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.customer_id}"
