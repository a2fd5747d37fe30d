"""The product's tables as a bare project would read them; nothing here creates or changes one."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class People(BaseUserManager["Person"]):
    """Finds who signs in."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=username)


class Person(AbstractBaseUser):
    """Who signs in."""

    email = models.CharField(max_length=200, unique=True)
    is_active = models.BooleanField(default=True)
    objects = People()
    USERNAME_FIELD = "email"

    class Meta:
        managed = False
        db_table = "accounts_user"


class Customer(models.Model):
    """A row of the list."""

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    city = models.CharField(max_length=100)
    grade = models.CharField(max_length=1)
    stage = models.CharField(max_length=20)
    owner = models.ForeignKey(Person, models.DO_NOTHING, null=True)
    next_due_on = models.DateField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    last_contact_text = models.CharField(max_length=200)
    search_text = models.TextField()
    merged_into_id = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "customers_customer"

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """A line of a history."""

    customer = models.ForeignKey(Customer, models.DO_NOTHING, related_name="entries")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        managed = False
        db_table = "customers_timelineentry"

    def __str__(self) -> str:
        return self.kind


class Note(models.Model):
    """What the bare form writes; the bench makes its table."""

    customer_id = models.BigIntegerField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "floor_note"

    def __str__(self) -> str:
        return self.text


COLUMNS = (
    "id",
    "name",
    "country",
    "city",
    "grade",
    "stage",
    "next_due_on",
    "last_contact_at",
    "last_contact_text",
)
