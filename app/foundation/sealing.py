"""Secrets that must be read again are stored sealed, with a key made from SECRET_KEY.

After a change of the key the former ones (`SECRET_KEY_FALLBACKS`) still open what they sealed.
"""

import base64
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Another use of the same key needs another word here.
PURPOSE = b"xieshang second factors"
KEY_BYTES = 32
_keys: list[Fernet] = []


class Unreadable(Exception):
    """It was sealed with a key that is not here any more."""


def configure(key: str, former: Iterable[str] = ()) -> None:
    """Take these keys into use, the present one first."""
    _keys[:] = [_made_from(one) for one in (key, *former)]


def seal(text: str) -> str:
    """The text as it may be stored."""
    return MultiFernet(_keys).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again."""
    try:
        return MultiFernet(_keys).decrypt(sealed.encode()).decode()
    except InvalidToken as wrong:
        raise Unreadable from wrong


def _made_from(key: str) -> Fernet:
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
