"""Repairs: cases that stand still, and what administrators do about them."""
