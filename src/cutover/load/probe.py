"""Probe: requests that leave at fixed times, whatever the answers do, timed from when they were due.

Users wait for their answers, so while a server is frozen they hardly ask, and hardly notice. Arrivals at
fixed times do notice: whoever comes during the freeze waits for its end.
"""

import gevent
from locust.contrib.fasthttp import FastHttpSession
from locust.event import EventHook

from cutover.load.asker import Asker, verifying
from cutover.load.samples import PROBE
from cutover.load.sending import Sending
from cutover.load.turns import Ask

HEAD = 0.2
"""Seconds in which the probe signs in before its first request is due."""


class Probe:
    """Sends one request after the other at fixed times, each by whichever connection is free."""

    def __init__(self, sending: Sending, requests: EventHook) -> None:
        self._sending = sending
        self._requests = requests
        self._idle: list[FastHttpSession] = []
        users = {user.id: user for user in sending.opened.migration.users}
        system = sending.system("v2")
        self._askers = {user: Asker(sending, system, users[user], PROBE) for user in sorted(system.accounts)
                        if user in users}  # fmt: skip
        self._asks = sending.opened.probes()
        self._greenlet = gevent.spawn(self._run)

    def close(self) -> None:
        """Send no more."""
        self._greenlet.kill(block=False)

    def _run(self) -> None:
        if not self._asks:
            return
        sending, per_second = self._sending, self._sending.probe_per_second
        gevent.joinall([gevent.spawn(self._sign_in, user) for user in {user for _, user in self._asks}], HEAD)
        # Several senders take turns, so that together they keep the times of one.
        first = HEAD + sending.part.number / (per_second * sending.part.of)
        number = 0
        while not sending.closing:
            due = first + number / per_second
            if (ahead := due - sending.now) > 0:
                gevent.sleep(ahead)
            if sending.closing:
                return
            gevent.spawn(self._ask, number, due)
            number += 1

    def _sign_in(self, user: int) -> None:
        session = self._session()
        self._askers[user].ask(session, Ask(None))
        self._idle.append(session)

    def _ask(self, number: int, due: float) -> None:
        ask, user = self._asks[number % len(self._asks)]
        session = self._idle.pop() if self._idle else self._session()
        self._askers[user].ask(session, ask, due)
        self._idle.append(session)

    def _session(self) -> FastHttpSession:
        seconds = self._sending.system("v2").request_timeout
        return FastHttpSession(
            base_url="",
            request_event=self._requests,
            user=None,
            insecure=False,
            ssl_context_factory=verifying,
            network_timeout=seconds,
            connection_timeout=seconds,
        )
