"""What goes wrong on a real machine: processes killed, the database gone, two doing one thing."""
