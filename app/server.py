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
USUAL_PORT = 8000
PRIVILEGED = 1024  # below, only the administrator may listen
LAST_PORT = 65535


class PortTaken(RuntimeError):
    """Another program listens there, or nobody can."""


def listen(port: int) -> socket.socket:
    """Take the port, before anything else is started; 0 takes any that is free."""
    if not 0 <= port <= LAST_PORT:
        raise PortTaken(
            f"There is no port {port}. Choose one up to {LAST_PORT}: make run PORT={USUAL_PORT}"
        )
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
            f"Port {port} {reason}. Choose another: make run PORT={another(port)}"
        ) from error
    return door


def another(port: int) -> int:
    """The port to propose instead."""
    return port + 1 if PRIVILEGED <= port < LAST_PORT else USUAL_PORT


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
    """Sleep until Ctrl-C, SIGTERM or the end of the terminal."""
    asked = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        asked.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup: to go on without a terminal
        signal.signal(signal.SIGHUP, stop)
    asked.wait()
