"""What is sent and kept on paper: official documents (公文), numbered, immutable, printable."""
