"""What administrators set: days of deadlines, the calendar, words of notices; with its history."""
