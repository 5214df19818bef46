"""Changing the catalogues: entries are published, changed and withdrawn here."""
