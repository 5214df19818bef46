"""A city of any size, made up: units, catalogues, items, versions; to measure and to show.

`names` has the words, `units` and `entries` put them together, `build` writes it all.  The same
seed makes the same city, in one go or grown.  `flask demo city` refuses where no demonstration
runs: it does not belong beside real catalogues.
"""
