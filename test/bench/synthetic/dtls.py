"""DTLS-SRTP handshakes for synthetic peers, with the OpenSSL that the media worker needs anyway: dtls.py <certificate>.

Node has no DTLS. It says {"ready"} once it has read the file. Each line in is {"peer", "packet"?} (no packet: begin); each line out {"peer", "packet"} or
{"peer", "keys"}, binary as base64. Only for links that lose nothing: it repeats no flight.
"""

import base64
import ctypes
import json
import sys

ssl = ctypes.CDLL("libssl.so.3")
crypto = ctypes.CDLL("libcrypto.so.3")
for name in ("DTLS_client_method", "SSL_CTX_new", "SSL_new"):
    getattr(ssl, name).restype = ctypes.c_void_p
for name in ("BIO_new", "BIO_s_mem"):
    getattr(crypto, name).restype = ctypes.c_void_p
pointer = ctypes.c_void_p

PEM = 1
NO_QUERY_MTU = 0x1000
SET_MTU = 17
# AEAD_AES_128_GCM: two keys of 16 bytes, then two salts of 12.
PROFILE, KEY_BYTES = b"SRTP_AEAD_AES_128_GCM", 56
LABEL = b"EXTRACTOR-dtls_srtp"


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


class Handshake:
    def __init__(self, context, peer):
        self._peer = peer
        self._ssl = pointer(ssl.SSL_new(context))
        self._input = pointer(crypto.BIO_new(pointer(crypto.BIO_s_mem())))
        self._output = pointer(crypto.BIO_new(pointer(crypto.BIO_s_mem())))
        ssl.SSL_set_bio(self._ssl, self._input, self._output)
        ssl.SSL_set_options(self._ssl, ctypes.c_uint64(NO_QUERY_MTU))
        ssl.SSL_ctrl(self._ssl, SET_MTU, ctypes.c_long(1200), None)
        ssl.SSL_set_connect_state(self._ssl)
        self._is_done = False

    def take(self, packet):
        if self._is_done:
            return
        if packet:
            crypto.BIO_write(self._input, packet, len(packet))
        self._is_done = ssl.SSL_do_handshake(self._ssl) == 1
        buffer = ctypes.create_string_buffer(65536)
        count = crypto.BIO_read(self._output, buffer, len(buffer))
        if count > 0:
            say({"peer": self._peer, "packet": base64.b64encode(buffer.raw[:count]).decode()})
        if self._is_done:
            keys = ctypes.create_string_buffer(KEY_BYTES)
            if ssl.SSL_export_keying_material(self._ssl, keys, KEY_BYTES, LABEL, len(LABEL), None, 0, 0) != 1:
                raise RuntimeError("OpenSSL exported no keys.")
            say({"peer": self._peer, "keys": base64.b64encode(keys.raw).decode()})


def main():
    certificate = sys.argv[1].encode()
    context = pointer(ssl.SSL_CTX_new(pointer(ssl.DTLS_client_method())))
    if ssl.SSL_CTX_use_certificate_file(context, certificate, PEM) != 1:
        raise RuntimeError("OpenSSL did not take the certificate.")
    if ssl.SSL_CTX_use_PrivateKey_file(context, certificate, PEM) != 1:
        raise RuntimeError("OpenSSL did not take the key.")
    if ssl.SSL_CTX_set_tlsext_use_srtp(context, PROFILE) != 0:
        raise RuntimeError("OpenSSL has no SRTP profile of that name.")
    say({"ready": True})
    handshakes = {}
    for line in sys.stdin:
        message = json.loads(line)
        peer = message["peer"]
        if peer not in handshakes:
            handshakes[peer] = Handshake(context, peer)
        handshakes[peer].take(base64.b64decode(message.get("packet", "")))


main()
