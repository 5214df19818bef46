"""The summary of a run, kind by kind."""

from tests.chaos.run import Fault, Outcome

HEAD = (
    "| kind of fault | times | well again in (s) | longest wait of a user (s) |\n|---|--:|--:|--:|"
)


def summary(outcome: Outcome) -> str:
    """As Markdown: it is read in a terminal and in docs/chaos.md."""
    by_kind: dict[str, list[Fault]] = {}
    for fault in outcome.faults:
        by_kind.setdefault(fault.kind.name, []).append(fault)
    lines = [
        f"| {name} | {len(them)} | {max(f.recovered for f in them):.1f} |"
        f" {max(f.wait for f in them):.1f} |"
        for name, them in sorted(by_kind.items())
    ]
    told = (
        f"seed {outcome.seed}: {len(outcome.faults)} faults of {len(by_kind)} kinds in"
        f" {outcome.seconds / 60:.1f} minutes; {outcome.confirmed} commands confirmed,"
        f" {outcome.repeated} of them sent again after a lost answer; {outcome.rang} clocks rang;"
        f" {outcome.mails} mails came, {outcome.doubled_mails} of them more than once."
    )
    wrong = outcome.breaches or ["Every invariant holds."]
    return "\n".join([HEAD, *lines, "", told, "", *wrong])
