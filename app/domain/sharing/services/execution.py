"""What the leading group decided is carried out: its resolutions close without anybody's word."""

from app.domain.meetings.services import resolutions
from app.workflow.models import ProcessInstance

# What the diagram has passed where the group has decided.
DECIDED = "sharing_decision/announce_decision"


def received(instance: ProcessInstance) -> None:
    """The data that the group decided to be provided has been received."""
    if was_decided(instance):
        resolutions.carried_out(instance.id, "provide")


def answered(instance: ProcessInstance) -> None:
    """The provider has answered, as the group asked."""
    if was_decided(instance):
        resolutions.carried_out(instance.id, "renegotiate")


def ended(instance: ProcessInstance) -> None:
    """The case is over: what was still to be done for it is not any more."""
    if was_decided(instance):
        resolutions.fallen_away(instance.id, "事项已办结或终止")


def was_decided(instance: ProcessInstance) -> bool:
    """Did the group ever decide in this case?  Known without asking the database."""
    return DECIDED in (instance.passed or ())
