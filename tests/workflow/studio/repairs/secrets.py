"""A case about a secret resource: 市应急办 asks 市公安局."""

from app.domain.sharing.models.case import SharingCase
from tests.domain.sharing import cases


def secret_terms() -> SharingCase:
    """The terms are final, and the agreement waits for its signatures."""
    case = cases.a_case("yjb_share", **cases.SECRET)
    cases.do(case, "unit_review", "yjb_head", "approve")
    cases.do(case, "provider_response", "gaj_share", "agree")
    cases.do(case, "provider_approval", "gaj_head", "approve")
    return case
