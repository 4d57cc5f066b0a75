import traceback, collections
import pytest
from tests.hostile import FullSwing as Everybody, undone
NAMES='''problem_text change_text speaker group_names colleagues keep_unknown client_uuid body answer reason policy novelty impact effort not_applicable_because unsure title restatement readers message owner due_on into review_on channel reason_code proposal status progress note resume_on evidence claim_level effect you_said we_did credits day at place chair version block minutes presenter visibility choice key person expected to pinned then publish save next theme language first_name last_name job_title login password remember email q author votes'''.split()
pytestmark = pytest.mark.django_db

QUERY = ["%00", "a%00b", "%ED%A0%80", "%FF%FE", "1"*30, "9"*5000, "-1", "%D9%A1", "'%22--;", "%3Cscript%3E", "10e400", "%F0%9F%98%80"]
KEYS = "after before show tab to token control next page q policy novelty impact effort ordering o e p _popup id__exact author__email__startswith is_active__exact site__id__exact version again then _to_field person day".split()

def test_get():
    world = Everybody(); bad = collections.Counter(); eg={}
    client = world.client()
    import time
    n=0
    for name, url in world.addresses():
        for q in QUERY:
            n+=1
            qs = "&".join(f"{k}={q}" for k in KEYS)
            try:
                r = undone(lambda: client.get(f"{url}?{qs}"))
                if r.status_code>=500: bad[name,'500']+=1
            except Exception as e:
                key=(name, type(e).__name__+str(e)[:80]); bad[key]+=1
                eg.setdefault(key, (url,q,"".join(traceback.format_exc().splitlines(True)[-12:])))
    print(n)
    for k,v in bad.items(): print(k,v, eg.get(k,('','',''))[:2]); 
    for k,v in list(eg.items())[:12]: print(k, v[2])

BODIES = {"nul":"a\x00b","int":"9"*5000,"int30":"1"*30,"neg":"-1","uni":"١","y1":"0001-01-01","y9999":"9999-12-31","mb":"x"*1_000_000,"commas":"a,"*200000,
 "html":"<script>alert(1)</script>", "empty":"", "one":"x", "rtl":"\u202e\u200babc", "emoji":"😀"*50, "nan":"NaN","inf":"Infinity", "time":"23:59:59", "sur":"\udc80"}
def test_post():
    world = Everybody(); bad = collections.Counter(); eg={}
    client = world.client()
    import time; slow=collections.Counter()
    n=0
    for name, url in world.addresses():
        if name.startswith("admin"): pass
        if name=="account_logout" : continue
        for label, v in BODIES.items():
            if label in("mb","commas") and n%9: n+=1; continue
            n+=1
            t=time.time()
            try:
                body={k: v for k in NAMES}
                if label=="sur": 
                    continue
                r = undone(lambda: client.post(url, body))
                if r.status_code>=500: bad[name,'500']+=1
            except Exception as e:
                key=(name, type(e).__name__+str(e)[:80]); bad[key]+=1
                eg.setdefault(key, (url,label,"".join(traceback.format_exc().splitlines(True)[-12:])))
                client = world.client()
            slow[name,label]+=time.time()-t
    print(n)
    for k,v in bad.items(): print(k,v, eg.get(k,('','',''))[:2]); 
    for k,v in list(eg.items())[:12]: print(k, v[2])
    print(slow.most_common(10))
