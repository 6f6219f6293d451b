"""The mail seam: a folder of .eml files by default, SMTP by setting."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, ready to leave."""

    message_id: str
    recipient: str
    title: str
    body: str
    locale: str


class MailRefused(Exception):
    """The addressee's server will never take this mail."""


class Mailer(Protocol):
    def send(self, mail: Mail) -> None:
        """Hand the mail over; raises MailRefused (final) or OSError (try again)."""


def _message(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = f"<{mail.message_id}>"
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.title
    message["Content-Language"] = mail.locale
    message.set_content(mail.body)
    return message


@dataclass(frozen=True, slots=True)
class FolderMailer:
    """Writes each mail as a file named by its Message-ID: a second try overwrites the first."""

    folder: Path
    sender: str

    def send(self, mail: Mail) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{mail.message_id}.eml").write_bytes(bytes(_message(mail, self.sender)))


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Hands mails to an SMTP server, always with a verified certificate outside loopback."""

    url: str
    sender: str

    def send(self, mail: Mail) -> None:
        at = urlsplit(self.url)
        secure = ssl.create_default_context()
        host, port = at.hostname or "localhost", at.port or (465 if at.scheme == "smtps" else 587)
        try:
            if at.scheme == "smtps":
                server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=20, context=secure)
            else:
                server = smtplib.SMTP(host, port, timeout=20)
            with server:
                if at.scheme == "smtp" and host not in ("localhost", "127.0.0.1", "::1"):
                    server.starttls(context=secure)
                if at.username:
                    server.login(unquote(at.username), unquote(at.password or ""))
                server.send_message(_message(mail, self.sender))
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
            if _final(refusal):
                raise MailRefused(str(refusal)) from refusal
            raise OSError(str(refusal)) from refusal
        except smtplib.SMTPException as fault:
            raise OSError(str(fault)) from fault


def _final(refusal: smtplib.SMTPException) -> bool:
    """A 5xx answer is final, a 4xx answer is not."""
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in refusal.recipients.values())
    return isinstance(refusal, smtplib.SMTPResponseException) and refusal.smtp_code >= 500


def init_mail(app: Flask, url: str, sender: str) -> None:
    if url.startswith("file://"):
        app.extensions["tradecover.mailer"] = FolderMailer(Path(urlsplit(url).path), sender)
    else:
        app.extensions["tradecover.mailer"] = SmtpMailer(url, sender)


def mailer() -> Mailer:
    found: Mailer = current_app.extensions["tradecover.mailer"]
    return found
