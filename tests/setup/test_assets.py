"""The browser code: built, named after its content, sent compressed."""

import gzip
import json

import pytest

from app.foundation import paths
from app.web import assets


@pytest.fixture
def manifest():
    return json.loads((paths.DIST / "manifest.json").read_text())


def test_every_file_of_the_manifest_is_there(manifest):
    for entry in manifest.values():
        for name in [entry["js"], entry["css"], *entry["imports"]]:
            assert name is None or (paths.DIST / name).is_file()


def test_a_page_gets_the_tags_of_an_entry(app, manifest):
    with app.test_request_context():
        tags = assets.entry("viewer")

    assert f'href="/assets/{manifest["viewer"]["css"]}"' in tags
    assert f'<script type="module" src="/assets/{manifest["viewer"]["js"]}"></script>' in tags


@pytest.mark.parametrize("taken, sent", [("br, gzip", "br"), ("gzip", "gzip"), ("", None)])
def test_a_file_is_sent_compressed_and_kept_for_a_year(client, manifest, taken, sent):
    name = manifest["site"]["js"]
    answer = client.get(f"/assets/{name}", headers={"Accept-Encoding": taken})

    assert answer.headers.get("Content-Encoding") == sent
    packed = {"br": ".br", "gzip": ".gz", None: ""}[sent]
    assert answer.data == (paths.DIST / f"{name}{packed}").read_bytes()
    assert (
        gzip.decompress((paths.DIST / f"{name}.gz").read_bytes())
        == (paths.DIST / name).read_bytes()
    )
    assert {"immutable", "public"} <= set(answer.cache_control.keys())
    assert "Accept-Encoding" in answer.vary
    assert answer.mimetype == "text/javascript"


def test_a_page_is_sent_compressed_in_a_size_that_says_nothing(client):
    plain = client.get("/sign-in")
    zipped = [client.get("/sign-in", headers={"Accept-Encoding": "gzip"}) for _ in range(8)]

    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.vary
    for one in zipped:
        assert one.headers["Content-Encoding"] == "gzip"
        assert b"</html>" in gzip.decompress(one.data)
        assert int(one.headers["Content-Length"]) == len(one.data) < len(plain.data) / 2
    assert len({len(one.data) for one in zipped}) > 1
    assert "Content-Encoding" not in client.get("/", headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize("name", ["nothing.js", "../assets.py", "..%2f..%2f..%2fconfig.py"])
def test_nothing_else_is_served(client, name):
    assert client.get(f"/assets/{name}").status_code == 404
