"""Sealing the ballots of a secret vote: one key a vote, and this key under another one kept outside the database. Pure.

AES-256-GCM: what is sealed tells neither its content nor its moment (a Fernet token would tell the time), and opens
only for the vote and the pole it was sealed for. All ballots of a vote have one length whatever they say.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SHORTEST_SECRET = 32  # characters
NONCE = 12
LENGTH, LENGTH_WITH_WORDS = 512, 6400  # a thousand characters, each written in six at worst


class CannotBeOpened(Exception):
    """The key outside the database is another one, or a sealed text was moved or changed."""


def _outer(secret: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"parkour.committee.ballots\0" + secret.encode()).digest())


def new_wrapped_key(secret: str, poll: int) -> bytes:
    """A new key for the ballots of this vote, under `secret`: of no use to whoever has the database alone."""
    return _sealed(_outer(secret), AESGCM.generate_key(256), f"key {poll}")


def key_of(secret: str, poll: int, wrapped: bytes) -> bytes:
    """The key of this vote. Raises CannotBeOpened under another secret."""
    return _opened(_outer(secret), wrapped, f"key {poll}")


def seal_ballot(key: bytes, poll: int, college: int, choice: str, answer: Mapping, *, with_words: bool) -> bytes:
    """One ballot; as long as any other of its vote (`with_words`: votes in which people write)."""
    text = json.dumps({"choice": choice, "answer": dict(answer)}, ensure_ascii=False).encode()
    length = LENGTH_WITH_WORDS if with_words else LENGTH
    if len(text) > length:
        raise ValueError("A ballot is longer than all are made.")
    return _sealed(AESGCM(key), text.ljust(length), f"ballot {poll} {college}")


def open_ballot(key: bytes, poll: int, college: int, sealed: bytes) -> tuple[str, dict]:
    """(choice, answer) of a ballot. Raises CannotBeOpened when it is not one of this vote and this pole."""
    kept = json.loads(_opened(AESGCM(key), sealed, f"ballot {poll} {college}"))
    return kept["choice"], kept["answer"]


def mark_of(secret: str, poll: int, person: int) -> bytes:
    """Tells that somebody asked for secrecy to whoever knows the secret, and nothing to anybody else."""
    return hmac.digest(secret.encode(), f"parkour.committee.asked {poll} {person}".encode(), "sha256")


def _sealed(box: AESGCM, text: bytes, about: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + box.encrypt(nonce, text, about.encode())


def _opened(box: AESGCM, sealed: bytes, about: str) -> bytes:
    sealed = bytes(sealed)
    try:
        return box.decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotBeOpened from error
