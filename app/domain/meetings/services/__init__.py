"""What happens to a meeting, one module a subject."""
