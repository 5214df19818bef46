"""The record as a chain: whoever changes, deletes, inserts or reorders entries is found out.

An entry is signed when it is written (`app/foundation/audit.py`).  Seconds later the sealer puts
all that are committed and not yet sealed into a block: their numbers, the hashes of what they
say, and the head of the block before, all in the hash that is the new head.  Nobody who completes
a task waits for that.  What is proven by which of these is in docs/decisions/0046-audit-chain.md.

`models` has the table, `sealing` adds to it, `verifying` proves it, `heads` says what to publish.
"""
