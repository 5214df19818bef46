"""An archive shows whether anybody changed it."""

import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.archive import archive
from app.domain.sharing.rules import sealed

FILES = {"case.json": b"{}\n", "documents/协议.txt": "条款".encode(), "log.json": b"[]\n"}
ABOUT = {"case": "京共申〔2026〕0001号"}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A sound archive."""
    path = tmp_path / "case.zip"
    path.write_bytes(sealed.pack(FILES, ABOUT))
    return path


def rewrite(path: Path, change) -> None:
    """Make the ZIP anew from what `change` makes of its files."""
    with zipfile.ZipFile(path) as old:
        files = {name: old.read(name) for name in old.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in files.items():
            new.writestr(name, content)


def test_a_sound_archive_has_no_fault(made):
    assert sealed.faults(made) == []


def test_the_same_files_give_the_same_bytes():
    assert sealed.pack(FILES, ABOUT) == sealed.pack(dict(reversed(FILES.items())), dict(ABOUT))


def test_a_changed_file_is_named(made):
    rewrite(made, lambda files: files.update({"log.json": b"[1]"}))

    assert sealed.faults(made) == ["changed: log.json"]


def test_a_missing_file_is_named(made):
    rewrite(made, lambda files: files.pop("log.json"))

    assert sealed.faults(made) == ["missing: log.json"]


def test_an_added_file_is_named(made):
    rewrite(made, lambda files: files.update({"more.txt": b"x"}))

    assert sealed.faults(made) == ["extra: more.txt"]


def test_every_fault_has_its_line(made):
    def change(files: dict) -> None:
        files.pop("case.json")
        files.update({"log.json": b"", "more.txt": b""})

    rewrite(made, change)

    assert sealed.faults(made) == ["missing: case.json", "changed: log.json", "extra: more.txt"]


def test_a_manifest_changed_with_its_file_is_noticed(made):
    def change(files: dict) -> None:
        manifest = json.loads(files["manifest.json"])
        manifest["case"] = "另案"
        files["manifest.json"] = json.dumps(manifest).encode()

    rewrite(made, change)

    assert sealed.faults(made) == ["changed: manifest.json (its own hash is another)"]


def test_without_its_manifest_it_is_no_archive(made):
    rewrite(made, lambda files: files.pop("manifest.json"))

    assert sealed.faults(made) == ["missing: manifest.json"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"format": "xieshang-archive/1"}', b"\xff"]
)
def test_a_manifest_that_is_none_is_a_fault_and_no_crash(made, content):
    rewrite(made, lambda files: files.update({"manifest.json": content}))

    assert sealed.faults(made)[0].startswith("changed: manifest.json")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04" + b"\x00" * 50])
def test_a_file_that_is_no_zip_is_a_fault(tmp_path, content):
    path = tmp_path / "odd.zip"
    path.write_bytes(content)

    assert sealed.faults(path)[0].startswith("not a sound ZIP archive")


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    assert sealed.faults(tmp_path / "nothing.zip")[0].startswith("cannot be read")


def test_a_flipped_byte_is_noticed_wherever_it_is(made):
    sound = made.read_bytes()
    for place in range(0, len(sound), 7):
        spoilt = bytearray(sound)
        spoilt[place] ^= 0x55
        made.write_bytes(spoilt)
        unharmed = {name: _read(made, name) for name in FILES}
        assert sealed.faults(made) or unharmed == FILES, place


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", bytes(50 * 1024 * 1024))

    assert sealed.faults(path) == ["packed suspiciously small: zeros"]


def test_too_many_files_are_not_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(sealed, "MOST_FILES", 2)
    path = tmp_path / "many.zip"
    path.write_bytes(sealed.pack(FILES, ABOUT))

    assert sealed.faults(path) == ["too many files: 4, at most 2"]


def test_a_file_named_twice_is_a_fault(made):
    with pytest.warns(UserWarning), zipfile.ZipFile(made, "a") as twice:
        twice.writestr("log.json", b"[]\n", zipfile.ZIP_DEFLATED)

    assert sealed.faults(made) == ["extra: log.json (twice)"]


@pytest.mark.parametrize(
    ("before", "behind"), [(b"x" * 40, b""), (b"", b"1234"), (b"", b"PK\x05\x06" + bytes(18))]
)
def test_bytes_added_before_or_behind_are_noticed(made, before, behind):
    made.write_bytes(before + made.read_bytes() + behind)

    assert sealed.faults(made)


def test_bytes_added_between_the_files_are_noticed(made):
    sound = made.read_bytes()
    start = sound.index(b"PK\x01\x02")
    moved = bytearray(sound[:start] + b"hidden" + sound[start:])
    moved[-6:-2] = (start + 6).to_bytes(4, "little")  # where the directory begins now
    made.write_bytes(moved)

    assert sealed.faults(made) == ["extra: bytes behind the last file"]


@pytest.mark.parametrize("name", ["manifest.json", "log.json"])
def test_bytes_hidden_behind_a_packed_content_are_noticed(made, name, monkeypatch):
    packed = zlib.compressobj

    class Padded:
        def __init__(self, *words):
            self.inner = packed(*words)

        def compress(self, content):
            return self.inner.compress(content)

        def flush(self):
            return self.inner.flush() + b"hidden"

    with zipfile.ZipFile(made) as old:
        files = {one: old.read(one) for one in old.namelist()}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for one, content in files.items():
            monkeypatch.setattr(zlib, "compressobj", Padded if one == name else packed)
            new.writestr(one, content)

    assert sealed.faults(made)[0].startswith(f"changed: {name}")


def test_notes_on_a_file_are_noticed(made):
    with zipfile.ZipFile(made) as old:
        files = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(made, "w") as new:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.comment = zipfile.ZIP_DEFLATED, b"hidden"
            new.writestr(entry, content)

    assert "extra: notes on log.json" in sealed.faults(made)


@pytest.mark.parametrize("path", ["/dev/zero", "/tmp"])
def test_what_is_no_file_is_refused_at_once(path):
    assert sealed.faults(Path(path)) == ["cannot be read: not a file"]


def test_the_command_says_ok_and_the_hash_of_the_whole(made):
    done = CliRunner().invoke(archive, ["verify", str(made)])

    assert (done.exit_code, done.output) == (0, f"{made}: ok {sealed.digest(made)}\n")


def test_the_command_fails_with_a_line_for_each_fault(made):
    rewrite(made, lambda files: files.update({"log.json": b"", "more.txt": b""}))

    done = CliRunner().invoke(archive, ["verify", str(made)])

    assert done.exit_code == 1
    assert done.output.splitlines() == [f"{made}: changed: log.json", f"{made}: extra: more.txt"]


def test_the_command_compares_with_a_hash_noted_elsewhere(made):
    done = CliRunner().invoke(archive, ["verify", str(made), "--digest", "0" * 64])

    assert done.exit_code == 1


def _read(path: Path, name: str) -> bytes | None:
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return archive.read(name)
    except Exception:
        return None
