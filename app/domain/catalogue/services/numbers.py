"""The series from which the numbers of the catalogue's matters are drawn."""

PUBLICATIONS = "京目编"
