"""Forms: conditions, fields, checks, drawing, files."""
