"""Units, accounts, their posts, and who is acting right now.  What changes them: `people`."""
