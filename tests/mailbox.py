"""A mail server of the tests' own, so that mails are really sent."""

from email import message_from_bytes
from email.policy import default


class Mailbox:
    """What a mail server took in; `refuses` are addresses it does not know."""

    def __init__(self):
        self.mails, self.refuses = [], set()
        self.before_taking = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return "550 nobody here by that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.before_taking and not self.before_taking(envelope.rcpt_tos):
            return "451 later"
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def to(self) -> list[str]:
        return [mail["To"] for mail in self.mails]
