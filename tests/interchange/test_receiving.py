"""A file is kept as it is drawn, whatever it is written in, and under which key."""

import codecs

import pytest
from lxml import etree

from app.workflow import wiring
from app.workflow.engine.diagram import read
from app.workflow.studio.foreign.receiving import receive
from tests.interchange.comparison import losses
from tests.interchange.conftest import FILES

NAMES = sorted(file.stem for file in FILES.glob("*.bpmn"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def with_declaration(content, encoding):
    text = content.decode().split("?>", 1)[1]
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


@pytest.mark.parametrize("name", NAMES)
def test_an_example_loses_nothing_on_its_way_into_the_draft(example, name):
    received = receive(example(name), f"{name}.bpmn")

    assert losses(example(name), received.content) == []
    assert read(received.content).id == received.key


@pytest.mark.parametrize("name", NAMES)
def test_what_was_kept_is_taken_in_again_unchanged(example, name):
    once = receive(example(name), f"{name}.bpmn")

    assert receive(once.content).content == once.content


@pytest.mark.parametrize("name", NAMES)
def test_the_checks_of_the_house_say_what_is_wrong_and_do_not_fail(example, name):
    content = receive(example(name), f"{name}.bpmn").content

    assert wiring.check([(name, content)], {}, frozenset(), frozenset())


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("UTF-8", codecs.BOM_UTF8),
        ("UTF-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("GB18030", b""),
        ("GBK", b""),
    ],
)
def test_every_usual_encoding_is_read(example, encoding, mark):
    content = mark + with_declaration(example("camunda7"), encoding).encode(encoding)

    assert b"\xe8\xaf\xb7\xe5\x81\x87 Leave" in receive(content).content


def test_latin_letters_survive_iso_8859_1(example):
    text = with_declaration(example("flowable"), "ISO-8859-1").replace("Visit", "Prüfung")

    assert 'name="Prüfung"' in receive(text.encode("latin-1")).content.decode()


@pytest.mark.parametrize(
    ("name", "key", "word"),
    [
        ("signavio", "sid-proc1", "2 processes"),
        ("undrawn", "undrawn_a", "no drawing"),
        ("choreography", "imported_choreography", "no process"),
        ("conversation", "imported_conversation", "no process"),
        ("everything", "inner", "without the file's prefix"),
        ("names", "every_name", ""),
    ],
)
def test_the_key_is_the_largest_process_or_made_of_the_files_name(example, name, key, word):
    received = receive(example(name), f"{name}.bpmn")

    assert received.key == key
    assert word in " ".join(received.changes)


@pytest.mark.parametrize("own", ["", "a b", "a/b", "x" * 101, "../x", "%2e", "流程一", "1st"])
def test_a_process_whose_id_can_be_no_key_is_renamed_with_all_that_refers_to_it(example, own):
    content = example("camunda8").decode().replace("order_shop", own).encode()

    received = receive(content, "Bestellung Ä.bpmn")
    root = etree.fromstring(received.content)

    assert received.key == "imported_bestellung"
    if own:
        assert root.find(f".//{BPMN}participant").get("processRef") == received.key
        assert own[:60] in " ".join(received.changes)


def test_a_file_that_is_drawn_is_not_drawn_anew(example):
    assert b"drawn_1" not in receive(example("camunda7")).content
    assert receive(example("undrawn")).content.count(b"BPMNShape ") == 10


def test_an_invented_key_is_nobody_elses(example):
    content = example("choreography").replace(b'id="Message_1"', b'id="imported_choreography"')

    assert receive(content, "choreography.bpmn").key == "imported_choreography_2"
