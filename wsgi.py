"""What a WSGI server and `flask` import; it starts nothing."""

import gc

from app.factory import create_app

app = create_app()
# What was made so far stays until the end: the collector need not look through it each time.
gc.freeze()
