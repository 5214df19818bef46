"""What there is: the catalogue of information resources and their items."""
