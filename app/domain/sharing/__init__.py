"""Who gets it: the central story.

A unit that needs a resource applies for it; its own head agrees; the provider answers in time:
it agrees, makes a counter-offer, asks for what is missing, asks for more time, or refuses.
What the two cannot settle the office mediates, and what the office cannot settle the leading
group decides.  Final terms become an agreement that both sides sign, and a secrecy agreement
that the bureau files where the resource is secret.  Then the data is delivered and received,
both sides report how it was provided and used, and the demander tells the provider its worth.
The diagrams in `processes/sharing/` say what follows what; `handlers.py` is their index.
"""
