"""What a WSGI server and `flask` import; it starts nothing."""

from app.factory import create_app

app = create_app()
