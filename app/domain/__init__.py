"""The rooms of the law, each one word, and who may know whom.

`catalogue` says what there is, `sharing` who gets it.  A room imports only rooms
named before it here; none imports a door.  Inside a room: `rules` decide,
`models` hold, `records` and `queries` read, `services` act, `handlers` list them.
"""
