"""Names that the tables of the catalogue share: what lies behind a matter, in whose hands it is."""

HEAD, OFFICE, SENT, QUERIED = "head agrees", "office agrees", "with the office", "queried"

BY_HEAD, BY_UNIT = ("applicant", "unit_approver"), ("applicant", "sharing_officer")
BY_OFFICE = ("catalogue_office", "catalogue_admin")
BY_BUREAU = ("statistics", "collection_reviewer")
REMIND = "catalogue.remind"
DECIDES = frozenset({"approve", "return"})
