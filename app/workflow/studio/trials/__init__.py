"""Trials (试运行): scenarios played against a draft, and the scenarios that administrators write.

A trial keeps what it plays, the draft's contents and the texts, so that nothing saved meanwhile
changes what is tested.  Jobs carry it out in programs of their own; here are only its rows.
"""
