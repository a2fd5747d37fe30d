"""An index that finds a piece of a word in `search_text`."""

from django.db import migrations

from core.trigrams import trigram_index


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [trigram_index(name="customer_search", table="customers_customer", column="search_text")]
