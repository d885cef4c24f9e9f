"""Measures the link from inside a namespace, with the kernel's own clock at the receiving end.

python3 probe.py echo <address> <count> <pause seconds>            -> JSON: round trips in ms
python3 probe.py send <address> <port> <count> <bits per second> <payload bytes>
python3 probe.py receive <port> <idle seconds>                     -> "listening", then JSON: [sequence, one-way ms, arrival s]
"""

import json
import os
import select
import socket
import struct
import sys
import time

STAMP = 35  # SO_TIMESTAMPNS; unstamped waiting in this process would count as delay of the link.


def stamped(kind):
    made = socket.socket(socket.AF_INET, *kind)
    made.setsockopt(socket.SOL_SOCKET, STAMP, 1)
    made.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)  # SO_RCVBUFFORCE
    return made


def receive_stamped(source):
    packet, extras, _, _ = source.recvmsg(65536, 256)
    seconds, nanoseconds = next(struct.unpack("qq", data) for level, kind, data in extras if kind == STAMP)
    return packet, seconds + nanoseconds / 1e9


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def echo(address, count, pause):
    ping = stamped((socket.SOCK_RAW, socket.IPPROTO_ICMP))
    key = os.getpid() & 0xFFFF
    trips = []
    for sequence in range(int(count)):
        body = struct.pack("!d", time.time())
        header = struct.pack("!BBHHH", 8, 0, 0, key, sequence)
        ping.sendto(struct.pack("!BBHHH", 8, 0, checksum(header + body), key, sequence) + body, (address, 0))
        give_up_at = time.monotonic() + 1
        while select.select([ping], [], [], max(0, give_up_at - time.monotonic()))[0]:
            packet, arrived = receive_stamped(ping)
            kind, _, _, its_key, its_sequence = struct.unpack("!BBHHH", packet[20:28])
            if (kind, its_key, its_sequence) == (0, key, sequence):
                trips.append((arrived - struct.unpack("!d", packet[28:36])[0]) * 1000)
                break
        time.sleep(float(pause))
    print(json.dumps(trips))


def send(address, port, count, rate, size):
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    gap = int(size) * 8 / float(rate)
    started = time.monotonic()
    for sequence in range(int(count)):
        time.sleep(max(0.0, started + sequence * gap - time.monotonic()))
        out.sendto(struct.pack("!Id", sequence, time.time()).ljust(int(size), b"."), (address, int(port)))


def receive(port, idle):
    source = stamped((socket.SOCK_DGRAM,))
    source.bind(("", int(port)))
    print("listening", flush=True)
    seen, patience = [], 5.0
    while select.select([source], [], [], patience)[0]:
        packet, arrived = receive_stamped(source)
        sequence, sent = struct.unpack("!Id", packet[:12])
        seen.append([sequence, (arrived - sent) * 1000, arrived])
        patience = float(idle)
    print(json.dumps(seen))


{"echo": echo, "send": send, "receive": receive}[sys.argv[1]](*sys.argv[2:])
