"""Which keys of the lookup many customers share: counted each night, so that a lookup need not read them to find out."""

from django.db import connection, transaction

from customers.domain.nominate import COMMON_FROM
from customers.models import CommonKey, LookupKey

COUNT_ANEW = """
INSERT INTO {common} (kind, value, holders)
SELECT kind, value, COUNT(*) FROM {keys} GROUP BY kind, value HAVING COUNT(*) >= %s"""


@transaction.atomic
def count_common_keys() -> int:
    """Count anew which keys `COMMON_FROM` customers or more share; returns how many. Two statements, by the index alone.

    Twice, late or at the same time as a lookup it does no harm: what is not known as common is only read in vain.
    """
    CommonKey.objects.all().delete()
    names = {
        "common": connection.ops.quote_name(CommonKey._meta.db_table),
        "keys": connection.ops.quote_name(LookupKey._meta.db_table),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ANEW.format(**names), [COMMON_FROM])
        return int(cursor.rowcount)
