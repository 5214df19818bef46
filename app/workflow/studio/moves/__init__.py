"""Running cases go on by another version: tried first, moved case by case, taken back if need be.

A case ends on the version on which it began unless an administrator moves it.  Nothing is begun
anew by that: its deadlines, its open tasks and what people have typed stay.
"""
