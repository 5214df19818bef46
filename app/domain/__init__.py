"""The rooms of the law.  (Placeholder.)"""
