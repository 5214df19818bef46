"""`make bench`: how fast it is, measured over HTTP on a server as in production."""
