"""The files an operator starts from name processes, settings and addresses that there are."""

import os
import re
import shutil
import subprocess

import click
import pytest
import yaml

from app.cli import COMMANDS
from app.foundation import paths

DEPLOY = paths.ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
# Of the programs around ours.
OTHERS = {"FLASK_APP", "PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "VERSION"}
OTHERS |= {"POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD_FILE", "XIESHANG_INSTANCE"}
NAMED = re.compile(r"\b[A-Z][A-Z0-9_]{3,}\b")


def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def documents():
    return [one for file in MANIFESTS for one in yaml.safe_load_all(file.read_text())]


def containers(kinds=("Deployment", "Job")):
    for one in documents():
        if one["kind"] in kinds:
            yield from one["spec"]["template"]["spec"]["containers"]


def commands():
    """Every `flask …` that is started, by file."""
    for unit in UNITS:
        yield from re.findall(r"^ExecStart=\S+/flask (\S+)", unit.read_text(), re.MULTILINE)
    for service in compose()["services"].values():
        if (words := service.get("command")) and words[0] == "flask":
            yield words[1]
    for container in containers():
        if (words := container.get("args")) and words[0] == "flask":
            yield words[1]


def settings():
    """Every setting that the files set."""
    for unit in UNITS:
        yield from re.findall(
            r"(\w+)=", " ".join(re.findall("^Environment=(.*)$", unit.read_text(), re.M))
        )
    for service in compose()["services"].values():
        yield from service.get("environment", {})
    for container in containers():
        yield from (one["name"] for one in container.get("env", ()))
    for one in documents():
        if one["kind"] == "ConfigMap":
            yield from one["data"]


def test_every_process_that_is_started_is_a_command():
    known = {command.name for command in COMMANDS if isinstance(command, click.Command)}

    started = set(commands())

    assert started == {"setup", "jobs", "worker"}
    assert started <= known


def test_every_setting_is_one_that_the_application_reads_and_the_book_explains():
    read = set(NAMED.findall((paths.ROOT / "config.py").read_text()))
    read |= set(NAMED.findall((DEPLOY / "gunicorn.conf.py").read_text())) | OTHERS
    book = (paths.ROOT / "docs/operations.md").read_text()

    plain = {name.removesuffix("_FILE") if name not in OTHERS else name for name in settings()}

    assert plain - read == set()
    assert {name for name in plain - OTHERS if f"`{name}`" not in book} == set()


def test_the_book_explains_every_setting():
    asked = set(
        re.findall(
            r'(?:environ\.get|flag|number|listed|secret)\(\s*"(\w+)"',
            (paths.ROOT / "config.py").read_text(),
        )
    )
    book = (paths.ROOT / "docs/operations.md").read_text()

    assert len(asked) > 20
    assert {name for name in asked if f"`{name}`" not in book} - {"FLASK_RUN_FROM_CLI"} == set()


def test_no_secret_stands_in_a_file():
    for file in [*DEPLOY.rglob("*.yaml"), *UNITS, DEPLOY / "Containerfile"]:
        for line in file.read_text().splitlines():
            assert not re.search(
                r"(PASSWORD|SECRET_KEY|TOKEN|DATABASE_URL)\s*[:=]\s*['\"]?[^\s…/{*]", line
            ), (file, line)


def test_the_image_copies_what_the_program_needs_and_nothing_private():
    text = (DEPLOY / "Containerfile").read_text()
    copied = set(re.findall(r"^COPY (?!--from)(?:\S+ )*?(\S+) \S+$", text, re.MULTILINE))
    for path in ("app", "processes", "forms", "migrations"):
        assert re.search(rf"^COPY {path} {path}$", text, re.MULTILINE)
    allowed = {
        line[1:]
        for line in (paths.ROOT / ".dockerignore").read_text().splitlines()
        if line[:1] == "!"
    }

    tops = {path.split("/")[0] for path in copied if path != "./"}
    assert {top for top in tops if top not in allowed} == set()
    assert not allowed & {"instance", ".env", "tests", ".git"}


def test_who_runs_in_kubernetes_has_few_rights_and_is_seen_to_be_well():
    for container in containers():
        rights = container["securityContext"]
        assert (
            rights["allowPrivilegeEscalation"] is False and rights["readOnlyRootFilesystem"] is True
        )
        assert rights["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]
    (web,) = [one for one in containers() if one["name"] == "web"]
    paths_ = {
        web[f"{kind}Probe"]["httpGet"]["path"] for kind in ("readiness", "liveness", "startup")
    }
    assert paths_ == {"/healthz", "/readyz"}


def test_what_selects_pods_in_kubernetes_finds_some():
    labels = [
        one["spec"]["template"]["metadata"]["labels"]
        for one in documents()
        if one["kind"] in ("Deployment", "Job")
    ]
    for one in documents():
        spec = one.get("spec", {})
        wanted = spec.get("podSelector", spec.get("selector", {}))
        wanted = wanted.get("matchLabels", wanted)
        if wanted:
            assert any(wanted.items() <= found.items() for found in labels), one["metadata"]["name"]
    listed = yaml.safe_load((DEPLOY / "kubernetes/kustomization.yaml").read_text())["resources"]
    assert set(listed) == {file.name for file in MANIFESTS} - {"kustomization.yaml"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    binaries = tmp_path / "bin"
    binaries.mkdir()
    for unit in UNITS:
        text = unit.read_text()
        for program in re.findall(r"^ExecStart=(\S+)", text, re.MULTILINE):
            stand_in = binaries / os.path.basename(program)
            stand_in.write_text("#!/bin/sh\n")
            stand_in.chmod(0o755)
            text = text.replace(program, str(stand_in))
        (tmp_path / unit.name).write_text(text)

    said = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert [line for line in said.stderr.splitlines() if "xieshang" in line] == []


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_reads_its_settings(tmp_path):
    text = (DEPLOY / "nginx.conf").read_text()
    # What an older nginx does not know, and what only stands in the container.
    for this, instead in (
        ("server web:8000 resolve", "server 127.0.0.1:8000"),
        ("http2 on;", ""),
        ("include mime.types;", ""),
        ("listen 443 ssl", "listen 443"),
        ("/dev/stdout", str(tmp_path / "access")),
    ):
        assert this in text
        text = text.replace(this, instead)
    text = re.sub(r"^\s*ssl_certificate.*$", "", text, flags=re.MULTILINE)
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\n{text}")

    said = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"),
         "-e", str(tmp_path / "error")],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert said.returncode == 0, said.stderr
