"""The process studio: drafts of diagrams and forms, what is wrong with them, their release.

What is drawn here is law for those who come after, so nothing here is released by one person.
"""
