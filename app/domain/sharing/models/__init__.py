"""Tables of the sharing room, one noun of the story a module."""
