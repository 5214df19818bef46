"""How often one account may search, export, upload and write to others."""

from limits import parse

from app.web import rationing


def test_who_asks_too_often_is_told_when_to_come_back_and_others_are_not(app, desks, monkeypatch):
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    few = dict.fromkeys(rationing.RATIONS, parse("2 per minute"))
    monkeypatch.setattr(rationing, "RATIONS", few)
    asked = {
        "export": ("GET", "/portal/export/resource/IR0004.ttl"),
        "upload": ("POST", "/catalogue/transfer/"),
        "search": ("GET", "/portal/suggest?text=企业"),
        "letter": ("POST", "/desk/urge"),
    }
    for kind, (method, path) in asked.items():
        officer = desks.at("gsj_share")
        statuses = [officer.open(path, method=method).status_code for _ in range(3)]
        assert (statuses[1] != 429, statuses[2]) == (True, 429), kind
    refused = desks.at("gsj_share").get(asked["export"][1])
    assert refused.headers["Retry-After"] == "60"
    assert "尝试次数过多" in refused.text
    assert desks.at("jtw_share").get(asked["export"][1]).status_code == 200
    assert desks.at("gsj_share").get("/tasks/").status_code == 200
    monkeypatch.setitem(app.config, "ACCOUNT_LIMITS", False)
    assert desks.at("gsj_share").get(asked["export"][1]).status_code == 200


def test_every_address_with_a_ration_is_one(app):
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(rationing.KINDS) - known == set()
    assert set(rationing.KINDS.values()) == set(rationing.RATIONS)
