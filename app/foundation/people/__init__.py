"""Changing the people: accounts opened, closed, standing in for each other; each with its trace."""
