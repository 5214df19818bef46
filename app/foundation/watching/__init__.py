"""What an operator watches: numbers for Prometheus, a log to search, and who is at work."""
