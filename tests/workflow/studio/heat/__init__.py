"""Where cases spend their days."""
