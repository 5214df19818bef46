"""The law's decisions, as functions of plain values.  No database, no clock, no Flask."""
