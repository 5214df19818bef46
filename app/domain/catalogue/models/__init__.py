"""Tables of the catalogue: what there is, who holds it, how it came to be so."""
