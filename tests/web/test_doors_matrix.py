"""Who may do what: every address, asked by every kind of account, in every relation to the case."""
import time
import pytest

from tests.support.rehearsal import Rehearsal
from tests.web import every_door
from tests.web.test_doors_meetings import numbers as meeting  # noqa: F401
from tests.web.test_doors_numbers import demand_id  # noqa: F401
from tests.web.test_doors_of_all import numbers as disputed  # noqa: F401
from tests.web.test_doors_people import numbers as trained  # noqa: F401
from tests.web.test_doors_transfer import job_id  # noqa: F401


def test_x(app, desks, database_url, disputed, meeting, trained, demand_id, job_id):
    t=time.process_time()
    things = every_door.world(desks, disputed, {**meeting, **trained, "demand_id": demand_id, "job_id": job_id})
    print({k:v for k,v in things.items() if v is None})
    print("world", time.process_time()-t); t=time.process_time()
    r = Rehearsal(database_url)
    print("app", time.process_time()-t); t=time.process_time()
    m = every_door.matrix(r, desks, things)
    print("matrix", time.process_time()-t, len(m))
    import json
    json.dump({str(d):v for d,v in m.items()}, open("/work/plan/guard/m.json","w"), ensure_ascii=False, indent=1)
