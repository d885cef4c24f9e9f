"""Making, entering and removing the two network namespaces of a network."""

import ctypes
import fcntl
import os
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import time

FOLDER = "/run/netns"
SIDES = ("server", "client")
# bedside-<owner's pid>-<owner's start time>-<random>-<side>: says whose it is, even after the owner's pid is used again.
NAME = re.compile(r"^(bedside-(\d+)-(\d+)-[0-9a-f]+)-(?:server|client)$")

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN_WITHOUT_HEADER = 0x0001 | 0x1000
DEVICE = "link0"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=10)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def enter(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(handle, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"cannot enter {path}")
    finally:
        os.close(handle)


def open_side(network, side, address, peer):
    """Makes the namespace with a TUN device up in it and returns the device's handle.

    The device is opened from inside, so the machine's own namespace never sees it.
    """
    name = f"{network}-{side}"
    run("ip", "netns", "add", name)
    home = "/proc/self/ns/net"
    back = os.open(home, os.O_RDONLY)
    try:
        enter(f"{FOLDER}/{name}")
        tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), IFF_TUN_WITHOUT_HEADER))
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "set", DEVICE, "addrgenmode", "none")
        run("ip", "link", "set", DEVICE, "mtu", "1500", "txqueuelen", "5000", "up")
        run("ip", "address", "add", address, "peer", peer, "dev", DEVICE)
        # Browsers call a machine without a default route offline.
        run("ip", "route", "add", "default", "via", peer, "dev", DEVICE)
    finally:
        enter(f"/proc/self/fd/{back}")
        os.close(back)
    return tun


def remove_network(network):
    """Ends every process in both namespaces, then removes them and the scripts that start some; safe to repeat."""
    shutil.rmtree(f"{tempfile.gettempdir()}/{network}", ignore_errors=True)
    for side in SIDES:
        name = f"{network}-{side}"
        if not os.path.exists(f"{FOLDER}/{name}"):
            continue
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            inside = [int(pid) for pid in subprocess.run(
                ("ip", "netns", "pids", name), capture_output=True, text=True, timeout=10).stdout.split()]
            if not inside:
                break
            for pid in inside:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.01)
        subprocess.run(("ip", "netns", "delete", name), capture_output=True, timeout=10)


def started_at(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def remove_leftovers():
    """Removes the networks whose owners are gone."""
    names = os.listdir(FOLDER) if os.path.isdir(FOLDER) else []
    for network, pid, start in {match.groups() for match in map(NAME.match, names) if match}:
        if started_at(pid) != start:
            remove_network(network)
