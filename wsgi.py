"""What a WSGI server and `flask` import; it starts nothing."""

import gc
import os

from app.factory import create_app, part_after_fork

app = create_app()
os.register_at_fork(after_in_child=lambda: part_after_fork(app))
# What was made so far stays until the end: the collector need not look through it each time.
gc.freeze()
