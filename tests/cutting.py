"""A network that breaks in the middle: a road to the product that loses what goes over it, so many times."""

import contextlib
import re
import socket
import threading

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
BLOCK = 4096


class Road:
    """Listens on a port of its own and hands everything on to `port`, but for `POST path`, which it loses.

    `cut(times)`: the connection breaks once 80 % of the body went over; `deafen(times)`: all of it arrives and the
    answer is lost. `lost` counts them.
    """

    def __init__(self, port: int, path: str):
        self.target, self.post = port, f"POST {path} ".encode()
        self.cuts, self.deaf, self.lost = 0, 0, 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self, times=1):
        self.cuts = times
        return self

    def deafen(self, times=1):
        self.deaf = times
        return self

    def close(self):
        self.server.close()

    def _listen(self):
        with contextlib.suppress(OSError):  # closed: the test is over
            while True:
                near, _address = self.server.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
                one = {"near": near, "far": far, "deaf": False}
                for way in (self._there, self._back):
                    threading.Thread(target=self._until_it_ends, args=(way, one), daemon=True).start()

    def _until_it_ends(self, way, one):
        with contextlib.suppress(OSError):
            way(one)
        for end in (one["near"], one["far"]):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _there(self, one):
        while data := one["near"].recv(BLOCK):
            if data.startswith(self.post) and self.deaf:
                self.deaf, one["deaf"] = self.deaf - 1, True
            if data.startswith(self.post) and self.cuts:
                self.cuts -= 1
                self._most_of(data, one)
                self.lost += 1
                return
            one["far"].sendall(data)

    def _most_of(self, data, one):
        """Four fifths of the body, and no more."""
        while b"\r\n\r\n" not in data:
            data += self._more(one)
        head, _gap, body = data.partition(b"\r\n\r\n")
        most = int(LENGTH.search(head)[1]) * 4 // 5
        while len(body) < most:
            body += self._more(one)
        one["far"].sendall(head + b"\r\n\r\n" + body[:most])

    def _more(self, one):
        if not (data := one["near"].recv(BLOCK)):
            raise ConnectionError("the browser went away")
        return data

    def _back(self, one):
        while data := one["far"].recv(BLOCK):
            if one["deaf"]:
                self.lost += 1
                return
            one["near"].sendall(data)
