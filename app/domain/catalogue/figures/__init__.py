"""Figures of the catalogues: what is covered, how fresh, how shared, how it grows, what is wanted.

Every figure counts lines of the census that the viewer may see, so that the entries behind any
number are found by the same conditions that counted it.
"""
