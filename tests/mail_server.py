"""A mail server on the loopback interface that counts accepted mail, and stops and replies as the test says."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# The points of one SMTP conversation, in order. "accepted": the whole mail has arrived, but the server has not replied
# yet; "quit": the worker has the reply and ends the conversation.
POINTS = ("connect", "ehlo", "mail", "rcpt", "data", "accepted", "quit")


class MailServer(socketserver.ThreadingTCPServer):
    """A server for one test. `accepted` holds the Message-ID of every mail accepted.

    At the point `stop_at` it sets `reached` and waits for `go_on`. `answers` replaces the reply to a command; an empty
    one closes the connection.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.accepted: list[str] = []
        self.mails: list[str] = []
        self.answers: dict[str, str] = {}
        self.stop_at = ""
        self.reached = threading.Event()
        self.go_on = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def at(self, point: str) -> None:
        if point and point == self.stop_at:
            self.stop_at = ""
            self.reached.set()
            self.go_on.wait(60)


class Conversation(socketserver.StreamRequestHandler):
    """One client. A client that has disconnected does not get the reply."""

    server: MailServer

    def handle(self) -> None:
        try:
            self._converse()
        except (BrokenPipeError, ConnectionResetError):
            return

    def _say(self, point: str, answer: str) -> bool:
        answer = self.server.answers.get(point, answer)
        if not answer:
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return True

    def _converse(self) -> None:
        self.server.at("connect")
        if not self._say("connect", "220 loopback"):
            return
        while line := self.rfile.readline().decode().strip():
            point = {"EHLO": "ehlo", "MAIL": "mail", "RCPT": "rcpt", "DATA": "data", "QUIT": "quit"}.get(
                line[:4].upper(), ""
            )
            self.server.at(point)
            if point == "data":
                if not self._say(point, "354 go on"):
                    return
                if self.server.answers.get(point, "354").startswith("354"):
                    self._take()
            elif not self._say(point, "221 goodbye" if point == "quit" else "250 fine") or point == "quit":
                return

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        mail = "".join(lines)
        if line and self.server.answers.get("accepted", "250").startswith("250"):
            found = re.search(r"^Message-ID: (\S+)", mail, re.MULTILINE | re.IGNORECASE)
            assert found is not None
            self.server.accepted.append(found.group(1))
            self.server.mails.append(mail)
        self.server.at("accepted")
        self._say("accepted", "250 taken")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server for one test."""
    server = MailServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()
