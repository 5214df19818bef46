"""What no version of the diagrams may lose: a module for each room, tables where they suffice.

`negotiation.py` and `negotiation_rails.py` judge the sharing of information; `catalogue.py` holds
the tables of the catalogue's matters, and `table.py` judges by them.
"""
