"""What the group's rules of procedure say, in plain values."""
