"""What the fixtures in `tests/conftest.py` are made of."""
