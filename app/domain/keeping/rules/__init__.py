"""What holds of the archive without a database: the term, the record, the manifest."""
