"""Issue a document, write its file, say whether a file is the one issued."""
