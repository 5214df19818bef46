"""Hostile scenario texts are refused with their line, in bounded time, and nothing of them runs."""

import time
from pathlib import Path

import pytest

from app.scenarios import describing
from app.workflow.studio.trials.reading import NotPlayable

HEAD = """\
title: 一例
process: sharing_application
clock: 2026-08-31 10:00
start: {by: yjb_share, form: {resource: IR0042}}
steps:
"""
STEP = "  - advance: +3d\n"
HOSTILE = {
    "runs a command": HEAD + "  - !!python/object/apply:os.system [touch /tmp/xieshang-was-here]\n",
    "makes an object": "!!python/object:app.foundation.identity.models.Account {}\n",
    "reads a module": HEAD + "  - {submit: !!python/name:os.environ x, by: a}\n",
    "binary": HEAD + "  - {submit: !!binary aGFsbG8=, by: a}\n",
    "own type": HEAD + "  - {submit: !secret x, by: a}\n",
    "billion laughs": "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n",
    "alias": HEAD + "  - &a {advance: +1d}\n  - *a\n",
    "holds itself": "a: &a [*a]\n",
    "deep lists": "[" * 30_000,
    "deep maps": "{a: " * 30_000,
    "deep blocks": "".join(" " * n + "- \n" for n in range(300)),
    "two documents": HEAD + STEP + "---\ntitle: b\n",
    "too large": HEAD + "#" * 300_000,
    "too many steps": HEAD + STEP * 501,
    "no end of keys": HEAD + "  - {submit: a, by: b, form: {" + "x: 1, " * 15_000 + "}}\n",
    "one endless word": HEAD + "  - " + "a" * 200_000 + "\n",
    "open quotes": HEAD + "  - '" * 20_000,
    "control characters": HEAD + '  - {submit: "a\x00b\x1b[2J", by: b}\n',
    "a zero as an escape": HEAD + '  - {submit: "\\0", by: b}\n',
    "half a character in the text": HEAD + "  - {submit: \ud800, by: b}\n",
    "half a character": HEAD + '  - {submit: "\\ud800", by: b}\n',
    "plays a neighbour": HEAD + "  - play: 01-straight-through.yaml\n",
    "plays itself": HEAD + "  - play: written.yaml\n",
    "reads above": HEAD + "  - play: ../../etc/passwd\n",
    "reads a file": HEAD + "  - {do: enter_paper_reply, by: a, form: {scans: file:/etc/passwd}}\n",
    "uploads from above": HEAD + "  - {do: recall, by: a, form: {scans: 'file:../../x.pdf'}}\n",
    "fetches": HEAD + "  - {do: recall, by: a, form: {scans: 'file:http://x.example/a.pdf'}}\n",
    "long ago": HEAD.replace("2026-08-31", "0001-01-01") + STEP,
    "end of time": HEAD + "  - advance: 9999-12-31 24:00\n",
    "after the end of time": HEAD + "  - advance: 99999-12-31\n",
    "a thousand years": HEAD + "  - advance: +99999d\n",
    "working days without end": HEAD + "  - advance: +99999wd\n",
    "due at the end of time": HEAD + "  - expect: {due: {a: 9999-12-31 24:00}}\n",
    "an action by its address": HEAD + "  - {do: people.close, by: xxb_sys}\n",
    "an action by its inside": HEAD + "  - {do: __class__, by: xxb_sys}\n",
    "merges keys": HEAD + "  - {<<: {submit: a}, by: b}\n",
    "key that is a map": HEAD + "  - {? {a: b} : c}\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_it_is_refused_in_bounded_time(text):
    began = time.process_time()

    with pytest.raises(NotPlayable) as refused:
        describing.described(text, None)

    assert refused.value.line >= 1
    assert time.process_time() - began < 3
    assert not Path("/tmp/xieshang-was-here").exists()


def test_there_are_enough_of_them():
    assert len(HOSTILE) >= 30
