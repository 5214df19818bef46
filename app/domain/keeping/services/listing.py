"""What lists and records of units need of an archived case, beside its record."""

import json

from sqlalchemy import text

from app.domain.sharing.rules import privacy
from app.foundation.database import db

# `readers` says the same as `app/domain/sharing/issued.py`: the units that may read a document
# among those that see its case, and none where all of them may.
DOCUMENTS = text(
    """
    INSERT INTO kept_document (id, case_id, kind, number, title, issuer_id, issued_on,
                               withdrawn_at, sha256, readers)
    SELECT d.id, :case, d.kind, d.number, d.title, d.issuer_id, d.issued_on, d.withdrawn_at,
           d.sha256, CASE
        WHEN d.withdrawn_reason = :unsent THEN ARRAY[d.issuer_id]
        WHEN jsonb_exists(CAST(:kinds AS jsonb), d.kind) THEN ARRAY(
            SELECT d.issuer_id
            UNION SELECT p.unit_id FROM instance_party p WHERE p.instance_id = :case
                AND jsonb_exists(CAST(:kinds AS jsonb) -> d.kind, p.lane)
            UNION SELECT s.unit_id FROM sharing_supervision s WHERE s.document_id = d.id)
        ELSE CAST('{}' AS integer[]) END
    FROM issued_document d WHERE d.instance_id = :case"""
)
DISPUTES = text(
    """
    INSERT INTO kept_dispute (id, case_id, demander_id, provider_id, cause, late, result,
                              entered_at)
    SELECT id, case_id, demander_id, provider_id, cause, late, result, entered_at
    FROM sharing_dispute WHERE case_id = :case"""
)
ANSWERS = text(
    """
    INSERT INTO kept_answer (id, case_id, provider_id)
    SELECT id, case_id, provider_id FROM sharing_answer
    WHERE case_id = :case AND delivered_at IS NOT NULL"""
)


def write(case_id: int) -> None:
    """Write it down while the case's rows are still there; it goes when the record goes."""
    kinds = json.dumps(privacy.DOCUMENTS_TO)
    told = {"case": case_id, "kinds": kinds, "unsent": privacy.UNSENT}
    db.session.execute(DOCUMENTS, told)
    for statement in (DISPUTES, ANSWERS):
        db.session.execute(statement, {"case": case_id})
