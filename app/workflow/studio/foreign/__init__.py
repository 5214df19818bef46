"""Diagrams of other tools: taken in as they are drawn, and told what cannot run here and why.

Nothing that stands in them is ever run; what this program does not understand is kept.
"""
