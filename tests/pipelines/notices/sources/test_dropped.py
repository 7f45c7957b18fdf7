"""Folders and mailboxes are copied from, never written to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipelines.errors import ReferenceDataError
from pipelines.inbox import archived_bytes
from pipelines.notices.sources.asking import ask_sources
from pipelines.notices.sources.declared import enabled_sources, load_sources
from pipelines.notices.sources.journal import Visit, open_journal
from pipelines.settings import Settings

AT = datetime(2026, 10, 20, 19, 0, tzinfo=UTC)


def home(folder: Path, toml: str) -> Settings:
    settings = Settings(home=folder)
    settings.create_folders()
    (settings.reference / "sources.toml").write_text(toml, "utf-8")
    return settings


def ask(settings: Settings, hours: int = 0, **environment: str) -> Visit:
    [visit] = ask_sources(settings, environment, at=AT + timedelta(hours=hours), sleep=lambda _: None).values()
    return visit


def test_a_folder_gives_what_is_new_or_changed_and_stays_as_it_is(tmp_path: Path) -> None:
    shared = tmp_path / "chung"
    shared.mkdir()
    settings = home(tmp_path / "home", f'[shared_folder]\nenabled = true\npath = "{shared}"\n')
    (shared / "mot.txt").write_text("Thu hồi thuốc Một", "utf-8")
    (shared / "phim.mp4").write_bytes(b"mp4")
    assert ask(settings).has_changed
    assert not ask(settings, 1).has_changed
    (shared / "mot.txt").write_text("Thu hồi thuốc Một, lô khác", "utf-8")
    (shared / "hai.txt").write_text("Thu hồi thuốc Hai", "utf-8")
    assert ask(settings, 2).has_changed
    texts = {
        archived_bytes(settings, d.file_sha256).decode()
        for d in open_journal(settings, "shared_folder").documents.values()
    }
    assert texts == {"Thu hồi thuốc Một, lô khác", "Thu hồi thuốc Hai"}
    assert {path.name for path in shared.iterdir()} == {"mot.txt", "hai.txt", "phim.mp4"}


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    settings = home(tmp_path, '[shared_folder]\nenabled = true\npath = "/nowhere/at/all"\n')
    visit = ask(settings)
    assert (visit.state, visit.problems[0].rule) == ("failed", "source_down")


def mail(number: int) -> bytes:
    message = EmailMessage()
    message["From"] = "Văn thư <van.thu@minhhoa.example>"
    message["Subject"] = f"Công văn số 92{number}/QLD-MH"
    message.set_content("Kính gửi văn bản đính kèm.")
    return message.as_bytes()


@contextmanager
def mailbox(messages: list[bytes], password: str) -> Iterator[int]:  # noqa: C901 - a whole server
    """An IMAP server as small as the client needs it; it knows no command that changes anything."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("* OK ready")
            for line in self.rfile:
                tag, _, rest = line.decode().strip().partition(" ")
                command = rest.split()[0].upper() if rest else ""
                if command == "LOGIN" and password not in rest:
                    self.say(f"{tag} NO wrong")
                elif command in {"SELECT", "STORE", "EXPUNGE", "DELETE"}:
                    self.say(f"{tag} BAD this box is for reading")
                else:
                    self.answer(command, rest)
                    self.say(f"{tag} OK done")
                if command == "LOGOUT":
                    return

        def answer(self, command: str, rest: str) -> None:
            if command == "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1")
            elif command == "EXAMINE":
                self.say(f"* {len(messages)} EXISTS")
                self.say("* OK [UIDVALIDITY 7] ok")
            elif "SEARCH" in rest:
                self.say("* SEARCH " + " ".join(str(uid) for uid in range(1, len(messages) + 1)))
            elif "FETCH" in rest:
                uid = int(rest.split()[2])
                content = messages[uid - 1]
                if "RFC822.SIZE" in rest:
                    self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(content)})")
                else:
                    self.wfile.write(
                        f"* {uid} FETCH (UID {uid} BODY[] {{{len(content)}}}\r\n".encode() + content + b")\r\n"
                    )

        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def mail_home(folder: Path, port: int, max_bytes: int = 100_000) -> Settings:
    return home(
        folder,
        '[mailbox]\nenabled = true\nhost = "127.0.0.1"\nuser = "vanthu"\nis_plain = true\n'
        f'port = {port}\npassword_variable = "P"\nmax_bytes = {max_bytes}\nrequest_seconds = 5\n',
    )


def test_a_mailbox_gives_each_message_once(tmp_path: Path) -> None:
    messages = [mail(1), mail(2)]
    with mailbox(messages, "bimat") as port:
        settings = mail_home(tmp_path, port)
        assert (ask(settings, P="bimat").state, ask(settings, 1, P="bimat").has_changed) == ("ok", False)
        messages.append(mail(3))
        assert ask(settings, 2, P="bimat").has_changed
    documents = list(open_journal(settings, "mailbox").documents.values())
    assert [archived_bytes(settings, d.file_sha256) for d in documents] == messages
    assert {d.sender for d in documents} == {"van.thu@minhhoa.example"}


def test_a_message_over_the_limit_is_named_and_left(tmp_path: Path) -> None:
    with mailbox([mail(1), mail(2) + b"x" * 5000], "bimat") as port:
        settings = mail_home(tmp_path, port, max_bytes=2000)
        visit = ask(settings, P="bimat")
    assert (visit.waiting, [p.rule for p in visit.problems]) == (("UID 2",), ["source_too_large"])
    assert len(open_journal(settings, "mailbox").documents) == 1


def test_a_wrong_password_is_said_without_saying_it(tmp_path: Path) -> None:
    with mailbox([mail(1)], "bimat") as port:
        visit = ask(mail_home(tmp_path, port), P="khac-han")
    assert visit.state == "failed"
    assert "khac-han" not in str(visit)


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("[dav]\nenabled = true\nhosts = []\n", "not on one of its hosts"),
        ('[dav]\nenabled = true\nurl = "http://dav.gov.vn/a.html"\n', "by https"),
        ("[dav]\nenabeld = true\n", "unknown key 'enabeld'"),
        ('[dav]\nenabled = "yes"\n', "wrong type"),
        ("[shared_folder]\nenabled = true\n", "lacks path"),
        ('[mailbox]\nenabled = true\nhost = "thu.example"\nuser = "a"\nis_plain = true\n', "use TLS"),
        ("[new]\nenabled = true\n", "needs kind"),
        ("[dav\n", "cannot be read"),
        ('[dav]\nenabled = true\nwanted = "("\n', "cannot be compiled"),
    ],
)
def test_a_wrong_declaration_is_named(tmp_path: Path, toml: str, why: str) -> None:
    with pytest.raises(ReferenceDataError, match=why):
        load_sources(home(tmp_path, toml))


def test_what_is_shipped_can_be_read_and_asks_nobody(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert {"dav", "canhgiacduoc", "attp", "shared_folder", "mailbox"} <= set(load_sources(settings))
    assert enabled_sources(settings) == []
