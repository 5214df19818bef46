"""How an official document looks and is numbered (GB/T 9704-2012)."""
