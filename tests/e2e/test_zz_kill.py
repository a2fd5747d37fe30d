import os, random, signal, subprocess, sys, time
from datetime import timedelta
import pytest
from django.db import connection
from django.utils import timezone
from catalogue import services
from catalogue.models import *
from core.models import Job, AuditEntry
from tests.factories import AT, CategoryFactory, UserFactory
from tests.pricelists import upload, picture
pytestmark=[pytest.mark.timeout(500)]
CODE='''
import os,sys,django
django.setup()
from django.conf import settings
settings.MEDIA_ROOT=os.environ['MEDIA_ROOT']
from core import jobs
from django.utils import timezone
import catalogue.services.import_taking as t, catalogue.services.import_reading as r
t.TAKEN_AT_ONCE=20; r.ROWS_AT_ONCE=10
jobs.run(int(sys.argv[1]), at=timezone.now())
'''
def test_kill(transactional_db):
    from accounts.models import Role
    who=UserFactory(roles=(Role.ASSISTANT,))
    cat=CategoryFactory(name_zh="工具",name_en="Tools")
    rows=[("型号","图片","品名","价格","认证")]+[(f"K{n:03d}",None,"扳手",n+1,"CE") for n in range(200)]
    pics={f"B{n}":picture("#%02x%02x40"%(n,n),(60,40)) for n in range(2,202,5)}
    b=services.start_import(actor=who,upload=upload(*rows,pictures=pics),terms={"category":cat,"valid_from":AT.date()},at=timezone.now())
    d=connection.settings_dict
    s=connection.settings_dict
    from urllib.parse import quote
    base=os.environ["DATABASE_URL"]; import re
    env={**os.environ,"DJANGO_SETTINGS_MODULE":"tradecrm.settings","DATABASE_URL":re.sub(r"/[^/?]+(\?|$)", "/"+s["NAME"]+r"\1", base, count=1) if "?" in base else base.rsplit("/",1)[0]+"/"+s["NAME"]}
    print(base, env["DATABASE_URL"])
    from django.conf import settings
    env["MEDIA_ROOT"]=str(settings.MEDIA_ROOT); env["DATA_DIR"]=str(getattr(settings,"DATA_DIR",""))
    kills=0
    def work(state):
        nonlocal kills
        while True:
            b.refresh_from_db()
            if b.state!=state: return
            job=Job.objects.filter(kind__startswith="catalogue.import").latest("pk")
            Job.objects.filter(pk=job.pk).update(lease_until=timezone.now()-timedelta(seconds=5),due_at=timezone.now()-timedelta(seconds=5))
            p=subprocess.Popen([sys.executable,"-c",CODE,str(job.pk)],env=env,cwd=os.getcwd(),stderr=subprocess.PIPE)
            try:
                p.wait(timeout=random.uniform(1.6,3.4) if kills<12 else 60)
                err=p.stderr.read().decode()[-300:]
                if p.returncode: print("ended",p.returncode,err)
            except subprocess.TimeoutExpired:
                p.send_signal(signal.SIGKILL); p.wait(); kills+=1
    work("reading"); print("read",b.rows.count(),ProductImportPicture.objects.count(),kills)
    services.take_in(actor=who,batch=b,at=timezone.now()); kills=0
    work("taking_in"); print("taken",b.state,Product.objects.count(),PriceTier.objects.count(),Certificate.objects.count(),ProductPicture.objects.count(),kills, AuditEntry.objects.filter(verb="catalogue.product_imported").count())
    services.undo_import(actor=who,batch=b,at=timezone.now()); kills=0
    work("undoing"); print("undone",b.state,Product.objects.count(),PriceTier.objects.count(),ProductPicture.objects.count(),kills)
