"""Who may compare with the catalogues, and who edits the synonyms: every kind of account tries."""

from io import BytesIO

from app.domain.catalogue.models.synonym import Synonym
from app.foundation.database import db
from tests.web.test_doors_by_post import KINDS as USUAL

KINDS = USUAL | {"catalogue_admin": "xxb_cat", "collection_reviewer": "tjj_coll"}
COMPARE = {
    "demander_officer", "demander_head", "provider_officer", "provider_head", "outsider",
    "outsider_head", "office", "office_head", "auditor", "catalogue_admin", "collection_reviewer",
}  # fmt: skip
EDIT = {"catalogue_admin"}
PROPOSAL = {"name": "企业信用库", "items": "企业名称\n注册号"}
READ = {
    "/catalogue/check/": COMPARE,
    "/catalogue/check/?items=企业名称": COMPARE,
    "/catalogue/synonyms/": EDIT,
    "/catalogue/synonyms/change?term=公司名称": EDIT,
    "/catalogue/synonyms/history": EDIT,
    "/catalogue/synonyms/import": EDIT,
    "/catalogue/synonyms/export.csv": EDIT,
}
DOORS = {
    "gate.index", "gate.check", "synonyms.index", "synonyms.add", "synonyms.edit",
    "synonyms.change", "synonyms.remove", "synonyms.choose_file", "synonyms.bring_in",
    "synonyms.export", "synonyms.history",
}  # fmt: skip


def visitor(app, desks, kind):
    return desks.at(KINDS[kind]) if KINDS[kind] else app.test_client()


def due(kind, may):
    return 302 if kind == "anonymous" else 200 if kind in may else 403


def test_each_page_opens_to_those_it_is_for(app, desks):
    wrong = {}
    for kind in KINDS:
        client = visitor(app, desks, kind)
        for path, may in READ.items():
            status = client.get(path).status_code
            if status != due(kind, may):
                wrong[path, kind] = status
        status = client.post("/catalogue/check/", data=PROPOSAL).status_code
        if status != due(kind, COMPARE):
            wrong["POST", kind] = status

    assert wrong == {}


def test_nobody_else_changes_a_synonym(app, desks):
    def table():
        db.session.expire_all()
        return sorted((one.term, one.canonical) for one in db.session.query(Synonym))

    before, wrong = table(), {}
    pair = {"term": "公司名称", "canonical": "企业名称"}
    change = {
        "old_term": "公司名称",
        "old_canonical": "企业名称",
        "term": "字号",
        "canonical": "住所",
    }
    for kind in sorted(set(KINDS) - EDIT):
        client = visitor(app, desks, kind)
        sent = {
            "/catalogue/synonyms/": {"term": "字号", "canonical": "企业名称"},
            "/catalogue/synonyms/change": change,
            "/catalogue/synonyms/remove": pair,
            "/catalogue/synonyms/import": {"file": (BytesIO(b"term,canonical\na,b\n"), "a.csv")},
        }
        for path, form in sent.items():
            status = client.post(path, data=form).status_code
            if status != due(kind, ()):
                wrong[path, kind] = status

    assert wrong == {}
    assert table() == before
