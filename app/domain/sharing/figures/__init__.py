"""Figures of the disputes: how many come and go, how long each phase takes, who refuses, is late.

Every figure is a select of cases with its groups, so that the cases behind any point are found
by the same conditions that counted it.
"""
