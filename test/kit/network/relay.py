"""The relay between the two namespaces of a network: python3 relay.py run|remove <network> [<server> <client> <seed>].

It reads one JSON request a line on its standard input and answers each with one line. When that input ends, because the
network was closed or its owner died in whatever way, it removes everything it made and exits.
"""

import gc
import json
import os
import random
import select
import signal
import sys
import time

from link import Link
from namespaces import open_side, remove_leftovers, remove_network

PACKETS_PER_TURN = 64


def answer(message):
    try:
        os.write(1, (json.dumps(message) + "\n").encode())
    except OSError:
        pass  # The owner is gone; the end of the input says so too.


def be_punctual():
    # A relay that waits for a busy machine's scheduler would add its own delay to the link's.
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except OSError:
        pass
    gc.disable()


def take(tun, link, now):
    for _ in range(PACKETS_PER_TURN):
        try:
            packet = os.read(tun, 2048)
        except BlockingIOError:
            return
        link.accept(packet, now())


def obey(line, links):
    request = json.loads(line)
    for direction, change in request.get("shape", {}).items():
        links[direction].shape(change)
    answer({"counts": {direction: link.counts for direction, link in links.items()}})


def carry(tuns, links):
    now = time.monotonic
    inputs = [0, tuns["server"], tuns["client"]]
    text = b""
    while True:
        moment = now()
        dues = [due for due in (link.deliver(moment) for link in links.values()) if due is not None]
        wait = max(0.0, min(dues) - now()) if dues else None
        ready = select.select(inputs, [], [], wait)[0]
        if tuns["server"] in ready:
            take(tuns["server"], links["toClient"], now)
        if tuns["client"] in ready:
            take(tuns["client"], links["toServer"], now)
        if 0 in ready:
            received = os.read(0, 65536)
            if not received:
                return
            *lines, text = (text + received).split(b"\n")
            for line in lines:
                obey(line, links)


def main():
    for ending in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    mode, network = sys.argv[1:3]
    try:
        if mode == "remove":
            return
        server, client, seed = sys.argv[3:6]
        remove_leftovers()
        tuns = {
            "server": open_side(network, "server", server, client),
            "client": open_side(network, "client", client, server),
        }
        links = {
            "toClient": Link(tuns["client"], random.Random(f"{seed}-toClient")),
            "toServer": Link(tuns["server"], random.Random(f"{seed}-toServer")),
        }
        be_punctual()
        answer({"ready": True})
        carry(tuns, links)
    except Exception as error:  # Told to the owner, whatever it was.
        answer({"error": str(error)})
        sys.exit(1)
    finally:
        remove_network(network)


main()
