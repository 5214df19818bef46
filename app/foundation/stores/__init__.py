"""Where contents of files may lie: in the database, in a bucket, in a folder.

Every store keeps a content under the SHA-256 of its bytes, whole or not at all, and the same
content once.  `store.py` says what all of them can do.
"""
