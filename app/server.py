"""A web server in this process, for one machine: `make run`.  In production, gunicorn."""

import errno
import signal
import socket
import threading
from types import FrameType

import waitress
from flask import Flask

HOST = "127.0.0.1"
THREADS = 8


class PortTaken(RuntimeError):
    """Another program listens there."""


def listen(port: int) -> socket.socket:
    """Take the port, before anything else is started."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
        # Bound is not enough: two may be bound to one port until the first listens.
        door.listen()
    except OSError as error:
        door.close()
        reason = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error})"
        raise PortTaken(
            f"Port {port} {reason}. Choose another: make run PORT={port + 1}"
        ) from error
    return door


def serve(app: Flask, door: socket.socket) -> None:
    """Answer requests until Ctrl-C or SIGTERM."""
    server = waitress.create_server(
        app,
        sockets=[door],
        threads=THREADS,
        ident=None,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"] * 2,
    )
    try:
        server.run()
    finally:
        server.close()


def wait() -> None:
    """Sleep until Ctrl-C or SIGTERM."""
    asked = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        asked.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    asked.wait()
