"""What a WSGI server and `flask` import; it starts nothing."""

import gc
import os

# All that is made until the end of this file stays: looking through it again and again while it
# is made took a third of the time that starting takes.
gc.disable()

from app.factory import create_app, part_after_fork  # noqa: E402

app = create_app()
os.register_at_fork(after_in_child=lambda: part_after_fork(app))
# Nor need the collector look through it later on.
gc.freeze()
gc.enable()
