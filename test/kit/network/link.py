"""One direction of the simulated link: which packets pass, and when."""

import os
from collections import deque

# A router's buffer: what would wait longer than this for its turn on a rate-limited link is dropped.
QUEUE_SECONDS = 0.5
# What a packet loses before and after its wait until this process is awake (0.1 to 0.3 ms, less under traffic); taken off.
WAKING_SECONDS = 0.0002
# Where the header of IPv4 names what it carries, and its number for UDP.
PROTOCOL_AT = 9
UDP = 17


class Link:
    """Carries packets to one TUN device; packets never overtake each other, whatever the jitter."""

    def __init__(self, output, random):
        self._output = output
        self._random = random
        self._waiting = deque()
        self._free_at = 0.0
        self._last_due = 0.0
        self._shape = {
            "delayMs": 0,
            "jitterMs": 0,
            "lossRatio": 0,
            "rateBitsPerSecond": None,
            "isCut": False,
            "isUdpCut": False,
        }
        self.counts = {"carried": 0, "lost": 0, "overflowed": 0, "cut": 0}

    def shape(self, change):
        self._shape.update(change)
        if self._shape["isCut"]:
            self.counts["cut"] += len(self._waiting)
            self._waiting.clear()
            self._last_due = self._free_at = 0.0

    def accept(self, packet, now):
        shape = self._shape
        if shape["isCut"] or (shape["isUdpCut"] and packet[PROTOCOL_AT] == UDP):
            self.counts["cut"] += 1
            return
        if shape["lossRatio"] and self._random.random() < shape["lossRatio"]:
            self.counts["lost"] += 1
            return
        sent_at = now
        if shape["rateBitsPerSecond"]:
            starts_at = max(now, self._free_at)
            if starts_at - now > QUEUE_SECONDS:
                self.counts["overflowed"] += 1
                return
            sent_at = self._free_at = starts_at + len(packet) * 8 / shape["rateBitsPerSecond"]
        jitter = shape["jitterMs"] and self._random.uniform(-shape["jitterMs"], shape["jitterMs"])
        due = sent_at + max(0.0, (shape["delayMs"] + jitter) / 1000 - WAKING_SECONDS)
        self._last_due = max(due, self._last_due)
        self._waiting.append((self._last_due, packet))

    def deliver(self, now):
        """Hands over what is due and returns when the next packet is, or None."""
        waiting = self._waiting
        while waiting and waiting[0][0] <= now:
            packet = waiting.popleft()[1]
            try:
                os.write(self._output, packet)
                self.counts["carried"] += 1
            except OSError:
                self.counts["lost"] += 1
        return waiting[0][0] if waiting else None
