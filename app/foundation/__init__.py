"""The ground: database, people, audit, notices, time.  It knows nobody above it."""
