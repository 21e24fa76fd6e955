"""The steps of README.md for production, run in a new folder: on PostgreSQL, with gunicorn, a worker and nginx."""

from __future__ import annotations

import http.client
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

import psycopg2
import pytest
from django.conf import settings

from tests.conftest import PASSWORD
from tests.mail_server import MailServer, mail_server

pytestmark = pytest.mark.database

ROOT = Path(settings.BASE_DIR)
HOST = "labelcheck.example.org"
DATABASE = "labelcheck_production"
ADMINISTRATOR = "admin@example.org"
# Steps that need a whole machine: packages, people and services. This test has their results already, or stands in.
OF_THE_MACHINE = (
    *("sudo apt-get ", "sudo useradd ", "sudo chown ", "sudo -u postgres ", "sudo systemctl "),
    *("python3 -m venv ", ".venv/bin/pip install "),
)
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/etc/nginx/sites-enabled/*.conf;
}}
"""


def code_blocks(language: str) -> list[str]:
    """The code blocks of README.md for production."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## In production")[2]
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def free_port() -> int:
    with closing(socket.socket()) as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def eventually(is_so: Callable[[], Any]) -> Any:
    """Waits until `is_so` returns something true, and returns it."""
    deadline = time.monotonic() + 120
    while not (found := is_so()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


class Machine:
    """A folder in place of the root of a file system, with the project in /srv and ports of its own."""

    def __init__(self, folder: Path, mail: MailServer) -> None:
        self.folder = folder
        self.ports = {port: free_port() for port in ("80", "443", "8000")}
        self.environment = {
            "LABELCHECK_SECRET_KEY": "of-the-test-" * 6,
            "DATABASE_URL": f"postgres://{settings.DATABASES['default']['USER']}@/{server()['host']}/{DATABASE}",
            "LABELCHECK_MAIL_URL": f"smtp://127.0.0.1:{mail.port}",
        }
        shutil.copytree(
            ROOT, self.at("/srv/labelcheck"), ignore=shutil.ignore_patterns(".*", "*.mo", "__pycache__", "var", "tests")
        )
        self.at("/srv/labelcheck/.venv").symlink_to(sys.prefix)
        for place in ("systemd/system", "nginx/sites-enabled", "ssl/certs", "ssl/private"):
            self.at(f"/etc/{place}").mkdir(parents=True)
        for place in ("lib/labelcheck", "log/nginx"):
            self.at(f"/var/{place}").mkdir(parents=True)

    def at(self, place: str) -> Path:
        return self.folder / place.lstrip("/")

    def own(self, text: str) -> str:
        """The text with paths in this machine's folder."""
        return re.sub(r"(?<![\w.])(?=/(srv|etc|var/lib|var/log)/)", str(self.folder), text)

    def write_settings(self) -> None:
        """The file with the settings, with the values of this test where the README has examples."""
        (block,) = code_blocks("ini")
        lines = dict(line.split("=", 1) for line in self.own(block).splitlines())
        assert set(self.environment) < set(lines)
        self.environment = {**lines, **self.environment, "LABELCHECK_BIND": f"127.0.0.1:{self.ports['8000']}"}
        written = "".join(f"{name}={value}\n" for name, value in self.environment.items())
        self.at("/etc/labelcheck.env").write_text(written)

    def run_steps(self) -> None:
        """Runs all steps but those of the machine."""
        lines = [line for block in code_blocks("sh") for line in block.splitlines()]
        own = [line for line in lines if not line.startswith(OF_THE_MACHINE)]
        script = self.own("\n".join(own)).replace("createsuperuser", "createsuperuser --no-input")
        account = {"EMAIL": ADMINISTRATOR, "NAME": "Admin", "PASSWORD": PASSWORD}
        done = subprocess.run(
            ["bash", "-euc", f'sudo() {{ "$@"; }}\n{script}'],
            env={"PATH": os.environ["PATH"], **{f"DJANGO_SUPERUSER_{name}": value for name, value in account.items()}},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Ready." in done.stdout

    def unit(self, name: str) -> dict[str, str]:
        """The settings of a systemd unit."""
        text = self.own(self.at(f"/etc/systemd/system/{name}").read_text())
        return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))

    def start_service(self, name: str) -> subprocess.Popen[bytes]:
        """Starts what systemd would start; its log is in a file with the name of the unit."""
        unit = self.unit(f"{name}.service")
        assert (unit["Restart"], Path(unit["EnvironmentFile"])) == ("always", self.at("/etc/labelcheck.env"))
        return self.start(
            name,
            shlex.split(unit["ExecStart"]),
            cwd=unit["WorkingDirectory"],
            env={"PATH": os.environ["PATH"], "LABELCHECK_WEB_PROCESSES": "1", **self.environment},
        )

    def start_nginx(self) -> subprocess.Popen[bytes]:
        site = self.at("/etc/nginx/sites-enabled/labelcheck.conf")
        text = self.own(site.read_text()).replace("127.0.0.1:8000", f"127.0.0.1:{self.ports['8000']}")
        site.write_text(re.sub(r"(?<=listen )\d+", lambda found: f"127.0.0.1:{self.ports[found[0]]}", text))
        (self.folder / "nginx.conf").write_text(NGINX.format(folder=self.folder))
        make_certificate(self.at("/etc/ssl/certs/labelcheck.pem"), self.at("/etc/ssl/private/labelcheck.key"))
        # Debian has it where only root looks for programs.
        program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program is not None
        return self.start("nginx", [program, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")])

    def start(self, name: str, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, **options)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()


def make_certificate(certificate: Path, key: Path) -> None:
    names = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command = ["openssl", "req", *kind, *names, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)


class Visitor:
    """A browser without scripts. It finds the host at the loopback address and believes only in its certificate."""

    def __init__(self, port: int, certificate: Path) -> None:
        trusted = ssl.create_default_context(cafile=certificate)

        class Connection(http.client.HTTPSConnection):
            def connect(self) -> None:
                self.sock = trusted.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname=HOST)

        class Handler(urllib.request.HTTPSHandler):
            def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
                return self.do_open(Connection, request)

        self.opener = urllib.request.build_opener(Handler, urllib.request.HTTPCookieProcessor())

    def open(self, place: str, fields: dict[str, str] | None = None, language: str = "en") -> tuple[int, str, Any]:
        """The status, text and headers of a page. With `fields`, the form on the page before is sent there."""
        if fields is not None:
            (token, *_others) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.text)
            fields = {**fields, "csrfmiddlewaretoken": token}
        headers = {"Referer": f"https://{HOST}/", "Accept-Language": language}
        data = urlencode(fields).encode() if fields is not None else None
        try:
            response = self.opener.open(urllib.request.Request(f"https://{HOST}{place}", data, headers), timeout=120)
        except HTTPError as error:
            response = error
        self.address, self.text = response.url.removeprefix(f"https://{HOST}"), response.read().decode()
        return response.status, self.text, response.headers


def server() -> dict[str, str]:
    """How to connect to the PostgreSQL server of the suite."""
    chosen = settings.DATABASES["default"]
    return {"host": chosen["HOST"], "user": chosen["USER"]}


def on_server(*statements: str) -> None:
    with closing(psycopg2.connect(dbname="postgres", **server())) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def let_in(is_let_in: bool) -> None:
    """Opens or closes the database to everybody, as if the server had come or gone."""
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{DATABASE}'"
    on_server(f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS {is_let_in}", ended)


@contextmanager
def ended_afterwards(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as started:
        yield started


@pytest.fixture
def machine(tmp_path: Path, mail: MailServer) -> Iterator[Machine]:
    on_server(f"CREATE DATABASE {DATABASE}")
    yield Machine(tmp_path, mail)
    on_server(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def test_the_steps_lead_to_a_site_that_survives_the_loss_of_its_database(machine: Machine, mail: MailServer) -> None:
    lines = [line for block in code_blocks("sh") for line in block.splitlines()]
    assert [start for start in OF_THE_MACHINE if not any(line.startswith(start) for line in lines)] == []
    machine.write_settings()
    machine.run_steps()
    with ExitStack() as running:
        web = running.enter_context(ended_afterwards(machine.start_service("labelcheck")))
        worker = running.enter_context(ended_afterwards(machine.start_service("labelcheck-worker")))
        running.enter_context(ended_afterwards(machine.start_nginx()))
        visitor = Visitor(machine.ports["443"], machine.at("/etc/ssl/certs/labelcheck.pem"))
        eventually(lambda: "Listening at" in machine.log("labelcheck") and (machine.folder / "nginx.pid").exists())
        pages_are_served(machine, visitor)
        the_first_account_signs_in(visitor, mail)
        no_log_has_the_secret_part_of_an_address(machine, visitor)
        let_in(False)
        the_error_is_in_the_log(machine, visitor)
        eventually(lambda: "The database cannot be reached" in machine.log("labelcheck-worker"))
        let_in(True)
        the_worker_is_back(visitor, mail)
        assert (web.poll(), worker.poll()) == (None, None)
    # A worker without work writes nothing.
    assert "No more tasks" not in machine.log("labelcheck-worker")


def pages_are_served(machine: Machine, visitor: Visitor) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", machine.ports["80"])) as plain:
        plain.request("GET", "/criteria/", headers={"Host": HOST})
        moved = plain.getresponse()
        assert (moved.status, moved.headers["Location"]) == (301, f"https://{HOST}/criteria/")
    status, page, headers = visitor.open("/")
    assert (status, "Sign in" in page, "max-age=31536000" in headers["Strict-Transport-Security"]) == (200, True, True)
    assert "Kirjaudu sisään" in visitor.open("/", language="fi")[1]
    (style, *_others) = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    status, _style, headers = visitor.open(style)
    assert (status, "immutable" in headers["Cache-Control"]) == (200, True)


def the_first_account_signs_in(visitor: Visitor, mail: MailServer) -> None:
    visitor.open("/admin/")
    visitor.open(visitor.address, {"login": ADMINISTRATOR, "password": PASSWORD})
    assert visitor.address == "/accounts/confirm-email/"
    message = eventually(lambda: mail.mails and mail.mails[-1])
    link, *_others = re.findall(rf"https://{HOST}(/accounts/confirm-email/\S+)", message.replace("=\r\n", ""))
    visitor.open(link)
    visitor.open(link, {})
    visitor.open("/admin/")
    assert (visitor.address, "Your role needs two-step sign-in." in visitor.text) == ("/accounts/2fa/", True)


def no_log_has_the_secret_part_of_an_address(machine: Machine, visitor: Visitor) -> None:
    for place in ("/shared/secret-1/", "/shared/secret-2/file/?secret=no", "/invitations/secret-3/"):
        visitor.open(place)
    eventually(lambda: "GET /invitations/" in machine.log("labelcheck"))
    for log in (machine.log("labelcheck"), machine.at("/var/log/nginx/labelcheck.log").read_text()):
        assert '"GET /shared/***/file/?secret=no HTTP' in log
        assert re.findall(r"secret-\d", log) == []


def the_error_is_in_the_log(machine: Machine, visitor: Visitor) -> None:
    status, page, headers = visitor.open("/home/")
    name = headers["X-Request-Id"]
    assert (status, name in page) == (500, True)
    line = next(line for line in machine.log("labelcheck").splitlines() if f"[{name}]" in line and "ERROR" in line)
    assert "Internal Server Error: /home/" in line
    assert "is not currently accepting connections" in machine.log("labelcheck")


def the_worker_is_back(visitor: Visitor, mail: MailServer) -> None:
    visitor.open("/account/")
    visitor.open("/accounts/logout/", {})
    visitor.open("/accounts/password/reset/")
    visitor.open(visitor.address, {"email": ADMINISTRATOR})
    eventually(lambda: any("/accounts/password/reset/key/" in message for message in mail.mails))
