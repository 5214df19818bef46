"""Changes to a diagram that break a guard rail, or do not."""

from collections.abc import Callable

from tests.workflow.drawings import Drawing

Change = Callable[[Drawing], object]


def redirect(flow: str, target: str) -> Change:
    """Let an arrow lead elsewhere."""
    return lambda d: d.redirect(flow, target)


def bypass(box: str) -> Change:
    """Leave out a box."""
    return lambda d: d.bypass(box)


def open_ended(timer: str) -> Change:
    """A timer that reminds and interrupts nothing any more."""

    def change(d: Drawing):
        d[timer].set("cancelActivity", "false")
        d.add("endEvent", "reminded", "provider")
        d.redirect(d.out(timer)[0].get("id"), "reminded")

    return change


def another_task(before: str, lane: str, post: str, **properties: str) -> Change:
    """A user task drawn in front of a box."""

    def change(d: Drawing):
        d.user("extra", lane, post, state="awaiting_provider", **properties)
        for flow in d.into(before):
            d.redirect(flow.get("id"), "extra")
        d.connect("extra", before)

    return change


def refusal_to(target: str) -> Change:
    """The refusal leads elsewhere, and its escalation is gone."""

    def change(d: Drawing):
        d.redirect("answer_given_to_escalate_refusal", target)
        d.remove("escalate_refusal")

    return change


def rename(box: str, name: str) -> Change:
    """Give a box another id, and a form of that name."""

    def change(d: Drawing):
        d.set_property(box, "formKey", f"sharing/{name}")
        if box == "provider_response":
            d.set_property("provider_approval", "separate_from", name)
        for e in d.root.iter():
            for key in [k for k, value in e.attrib.items() if value == box]:
                e.set(key, name)
            if e.text == box:
                e.text = name

    return change
