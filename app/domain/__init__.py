"""The rooms of the law, each one word, and who may know whom.

`catalogue` says what there is, `documents` what is issued on paper, `meetings` how the leading
group decides, `sharing` who gets what.  A room imports only rooms named before it here, and none
imports a door.  Inside a room: `rules` decide, `models` hold, `records` and `queries` read,
`services` act, `handlers` list them.
"""
