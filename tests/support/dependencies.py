"""Are the packages pinned, sealed and free, and is nothing known against them?  (`make lint`)

What can be known here is checked always: every package is pinned, also what the packages need
themselves; every browser package has its hash; every licence lets the city run it.  What is known
against them is asked of osv.dev in one request.  Where that cannot be reached (a machine with
package mirrors only) this says so, loudly, and is no failure.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib import metadata
from typing import Any

from app.foundation import paths

OSV = os.environ.get("OSV_URL", "https://api.osv.dev/v1/querybatch")
SECONDS = 4
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;]+)\s*(?:;.*)?$")
FREE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|0BSD|PSF|Python Software Foundation|MPL|Mozilla Public|LGPL|Lesser"
    r"|Unlicense|CC0|ZPL|Zope|PostgreSQL|BlueOak|bpmn\.io|Public Domain|Artistic|Python-2\.0)",
    re.IGNORECASE,
)
# Looked at by a person, and free to be used as we do.
LOOKED_AT = {
    "node_modules/@bpmn-io/form-js-editor": "bpmn.io: MIT, its mark stays visible",
    "node_modules/@bpmn-io/form-js-viewer": "bpmn.io: MIT, its mark stays visible",
    "node_modules/bpmn-js": "bpmn.io: MIT, its mark stays visible",
    "node_modules/cli-table": "MIT in its README; not in the bundle",
    "yamllint": "GPL-3.0: a linter, no part of what runs",
}
# They come with every virtual environment.
TOOLS = {"pip", "setuptools", "wheel"}
# Weaknesses that were looked at and do not touch us: identifier and why, one a line.
ACCEPTED = paths.ROOT / ".ci" / "accepted-weaknesses"


def pinned(*names: str) -> dict[str, str]:
    """The packages of these files, and the lines that pin nothing."""
    found = {}
    for name in names:
        for line in (paths.ROOT / name).read_text().splitlines():
            line = line.partition(" #")[0].strip()
            if not line or line.startswith(("#", "-r ")):
                continue
            if not (pin := PIN.match(line)):
                raise SystemExit(f"{name}: {line} is not pinned to one version")
            found[_plain(pin[1])] = pin[2]
    return found


def unpinned(pins: dict[str, str]) -> Iterator[str]:
    """What a package needs and nobody pinned, or is installed in another version."""
    for name, version in sorted(pins.items()):
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system
        if package.version != version:
            yield f"{name} is pinned to {version} and installed is {package.version}"
        for need in package.requires or ():
            other = _plain(re.split(r"[\s;\[<>=!~(]", need, maxsplit=1)[0])
            optional = "extra ==" in need
            if not optional and other not in pins and other not in TOOLS and _installed(other):
                yield f"{other}, which {name} needs, is not pinned"


def unfree(pins: dict[str, str], locked: dict[str, Any]) -> Iterator[str]:
    """Packages whose licence is not one of those that we know to be free."""
    for name in sorted(pins):
        if name not in LOOKED_AT and _installed(name) and not FREE.search(said := _licence(name)):
            yield f"{name}: licence {said[:60]!r}"
    for path, package in locked.items():
        if path and path not in LOOKED_AT and not FREE.search(str(package.get("license"))):
            yield f"{path}: licence {package.get('license')!r}"


def unsealed(locked: dict[str, Any]) -> Iterator[str]:
    """Browser packages without a hash."""
    for path, package in locked.items():
        if path and not package.get("integrity"):
            yield f"{path} has no hash in package-lock.json"


def weaknesses(pins: dict[str, str], locked: dict[str, Any]) -> list[str]:
    """What osv.dev knows against these versions; OSError where it cannot be asked."""
    asked = [("PyPI", name, version) for name, version in sorted(pins.items())]
    asked += [
        ("npm", path.rpartition("node_modules/")[2], package["version"])
        for path, package in locked.items()
        if path
    ]
    queries = [
        {"package": {"ecosystem": kind, "name": name}, "version": version}
        for kind, name, version in asked
    ]
    request = urllib.request.Request(
        OSV, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        results = json.load(answer)["results"]
    accepted = ACCEPTED.read_text().split() if ACCEPTED.exists() else []
    return [
        f"{name} {version}: {known['id']}"
        for (_kind, name, version), result in zip(asked, results, strict=True)
        for known in result.get("vulns", ())
        if known["id"] not in accepted
    ]


def main() -> int:
    """Print what is wrong; how many things."""
    pins = pinned("requirements.txt", "requirements-dev.txt")
    locked = json.loads((paths.ROOT / "package-lock.json").read_text())["packages"]
    wrong = [*unpinned(pins), *unsealed(locked), *unfree(pins, locked)]
    said = f"{len(pins)} Python and {len(locked) - 1} browser packages: pinned, hashed, free"
    try:
        wrong += weaknesses(pins, locked)
        said += "; nothing known against them at osv.dev"
    except (OSError, ValueError, KeyError) as error:
        said += f"; NOT CHECKED for known weaknesses, osv.dev cannot be reached ({error})"
    for one in wrong:
        print(one)
    print(f"{len(wrong)} things are wrong with the packages" if wrong else said)
    return len(wrong)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _installed(name: str) -> bool:
    try:
        return bool(metadata.distribution(name))
    except metadata.PackageNotFoundError:
        return False


def _licence(name: str) -> str:
    about = metadata.metadata(name)
    classified = [c for c in about.get_all("Classifier") or () if c.startswith("License")]
    return " ".join(
        [about.get("License-Expression") or "", *classified, about.get("License") or ""]
    )


if __name__ == "__main__":
    sys.exit(bool(main()))
