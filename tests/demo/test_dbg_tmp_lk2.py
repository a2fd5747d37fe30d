from tests.demo.conftest import *
from tests.demo.test_twins import *


def test_dbg(fill):
    fill(AT, size=Size(customers=180, near_duplicates=15)); scan_twins(at=AT)
    keys = list(Customer.objects.order_by("pk").values_list("pk", flat=True)); o,d=keys[:-15],keys[-15:]; step=len(o)//15
    exp={(o[n*step],x) for n,x in enumerate(d)}
    for t in TwinPair.objects.select_related("first","second").order_by("-certainty"):
        print((t.first_id,t.second_id) in exp, round(t.certainty,3), t.first, t.first.country,'|', t.second, t.second.country, [r["code"] for r in t.reasons])
    print("missed",[(Customer.objects.get(pk=a).name,Customer.objects.get(pk=b).name) for a,b in exp-set(TwinPair.objects.values_list("first_id","second_id"))])
