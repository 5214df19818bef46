"""What each official document says: facts in, `Paper` out.  No database, no clock.

One module a family: application, replies, reports, contracts, mediation, receipts.
"""
