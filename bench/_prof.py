import os,sys,time
from statistics import median
from bench import move_bench as m
m.setup()
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from organisations.scope import everything, within
from organisations import roles
from organisations.clock import today, now
from organisations.models import *
from committee.models import *
from committee import sitting
from documents.models import *
from workflow.models import *
from workflow import log, moves, permissions
from tests.cast import make_world, refer
from tests.races.contest import reports
with everything():
    w=make_world(projects=1); docs=reports(w,3)
d=docs[0]
def t(name,f,n=300):
    for _ in range(20): f()
    ts=[]
    for _ in range(n):
        a=time.perf_counter(); f(); ts.append(time.perf_counter()-a)
    print(f"{name:40} {median(ts)*1e6:8.0f} us  min {min(ts)*1e6:8.0f}",file=sys.stderr)
day=today()
with within([d.unit_id]):
  with transaction.atomic():
    t("lock joined",lambda: Case._base_manager.select_for_update().select_related("unit","obligation__period").get(pk=d.pk))
    t("lock of self joined",lambda: Case._base_manager.select_for_update(of=("self",)).select_related("unit","obligation__period").get(pk=d.pk))
    t("lock plain",lambda: Case._base_manager.select_for_update().get(pk=d.pk))
    t("holds",lambda: roles.holds(w.somchai,Role.DRAFTER,w.banna,day))
    t("holds, ends in python",lambda: list(RoleGrant.objects.filter(person_id=w.somchai.pk,role="drafter",unit_id=w.banna.pk,starts_on__lte=day).values_list("ends_on")))
    t("open_item",lambda: sitting.open_item(d))
    t("open item base",lambda: AgendaItem._base_manager.filter(revision__document=d.pk,closed_at=None).first())
    t("item+answered",lambda: list(AgendaItem._base_manager.filter(revision__document=d.pk,closed_at=None).annotate(answered=Exists(Ballot._base_manager.filter(item=OuterRef("pk"))))))
    it=sitting.open_item(d)
    t("ballots exist",lambda: Ballot.objects.filter(item=it).exists())
    t("ballots exist base",lambda: Ballot._base_manager.filter(item_id=it.pk).exists())
    t("last log",lambda: LogEntry._base_manager.filter(document_id=d.pk).order_by("-seq").values_list("seq","hash").first())
    t("withdraw guarded",lambda: AgendaItem._base_manager.filter(revision__document=d.pk,closed_at=None,ballots=None).update(withdrawn=False))
    t("item save", lambda: it.save(update_fields=["withdrawn", "closed_at", "closed_because"]))
    t("item update", lambda: AgendaItem._base_manager.filter(pk=it.pk).update(withdrawn=False,closed_because=""))
    c=Case._base_manager.get(pk=d.pk)
    t("case.save", lambda: c.save(update_fields=["state","state_since","fix_by"]))
    t("case.update", lambda: Case._base_manager.filter(pk=c.pk,state="in_review").update(state="in_review",state_since=now(),fix_by=None))
    t("holds now",lambda: roles.holds(w.somchai,Role.DRAFTER,w.banna.pk,day))
    t("withdraw", lambda: sitting.withdraw_unanswered(d))
    t("transitions", lambda: list(c.get_available_state_transitions()))
    t("log.write", lambda: log.write(c,"x",actor=w.somchai))
    def raw(sql,*p):
        with connection.cursor() as cu:
            cu.execute(sql,p); return cu.fetchone()
    t("raw last log", lambda: raw("SELECT seq, hash FROM workflow_logentry WHERE document_id=%s ORDER BY seq DESC LIMIT 1",d.pk))
    t("raw update", lambda: connection.cursor().execute("UPDATE documents_document SET fix_by=NULL WHERE id=%s",(d.pk,)))
    t("localtime", lambda: today())
    e=LogEntry._base_manager.filter(document_id=d.pk).order_by("-seq").first()
    from organisations.canonical import canonical
    import json
    pl=json.loads(e.payload)
    t("canonical", lambda: canonical(pl))
def em():
    with transaction.atomic(): pass
t("atomic empty", em)
bare=Document._base_manager.filter(pk=d.pk)
i=[0]
def up():
    i[0]+=1
    bare.update(opened_at=now())
t("bare update",up)
print("{}")
