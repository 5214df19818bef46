"""Over HTTP, signed in or not."""
