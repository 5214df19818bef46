"""Repair: what keeps a case from going on, and what an administrator may do about it.

Nothing here forges an answer: a step is given back, passed over by two administrators, or a value
that the diagram reads is put right.  Every act names its reason, and the parties read it.
"""
