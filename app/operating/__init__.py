"""What whoever runs the installation must know: its signs of life, and when one is a bad one.

Between the doors and the rooms: it reads all below, and both doors show it.
"""
