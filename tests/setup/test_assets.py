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


def test_a_file_is_sent_compressed_and_kept_for_a_year(client, manifest):
    plain = client.get(f"/assets/{manifest['site']['js']}")
    packed = client.get(
        f"/assets/{manifest['site']['js']}", headers={"Accept-Encoding": "br, gzip"}
    )

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "immutable" in packed.headers["Cache-Control"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.mimetype == plain.mimetype == "text/javascript"


@pytest.mark.parametrize("name", ["nothing.js", "../assets.py", "..%2f..%2f..%2fconfig.py"])
def test_nothing_else_is_served(client, name):
    assert client.get(f"/assets/{name}").status_code == 404
