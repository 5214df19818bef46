"""What happens in each step of the story, one module a step."""
