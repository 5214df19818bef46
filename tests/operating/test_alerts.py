"""The examples of alerts ask for numbers that there are."""

import re

import yaml

from app.foundation import paths
from app.operating import metrics, signs

NAME = re.compile(r"\bxieshang_\w+")
WORDS = {f"xieshang_{name}" for name in signs.READINGS}


def test_every_alert_asks_for_a_number_that_is_counted(app):
    shown = {
        line.split()[2] for line in metrics.shown().decode().splitlines() if line[:6] == "# TYPE"
    }
    known = shown | WORDS | {f"{name}_bucket" for name in shown}
    rules = yaml.safe_load((paths.ROOT / "deploy/alerts.yml").read_text())["groups"][0]["rules"]

    asked = {name for rule in rules for name in NAME.findall(rule["expr"])}

    assert len(rules) >= 12
    assert asked - known == set()
    assert all(rule["annotations"]["summary"] and rule["labels"]["severity"] for rule in rules)
