"""What happens to cases that are over."""
