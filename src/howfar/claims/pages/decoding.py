"""Bytes to text: byte order marks first, then UTF-8, what the page declares, and only then a guess."""

from __future__ import annotations

import re
from typing import Final

from howfar.errors import DocumentError

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_GUESSED: Final = ["cp1251", "cp1252", "koi8_r"]
_MAGIC: Final = (
    (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"RIFF", "a media file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"), (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"), (b"MZ\x90", "a program"), (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database"), (b"OggS", "a media file"), (b"\x00\x00\x01\xba", "a media file"),
    (b"ID3", "a media file"),
    (b"Rar!", "a RAR archive"), (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"),
)  # fmt: skip


def refuse_binary(data: bytes, *, what: str) -> None:
    """Raise DocumentError for bytes that are no text: known file types, or NUL bytes that no UTF-16 explains."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise DocumentError(f"{what} is {kind}, not a text; give text, HTML, PDF, JSON Lines, a feed or an e-mail")
    if b"\x00" in data[:65536] and not any(data.startswith(bom) for bom, _ in _BOMS) and _utf16_guess(data) is None:
        raise DocumentError(f"{what} holds NUL bytes, so it is binary data, not a text; save it as UTF-8 text or HTML")


def decode(data: bytes, *, what: str, declared: str | None = None) -> str:
    """Text from bytes. `declared` is the charset of an HTTP header; a declaration inside the first 2 KiB is used too.

    Raises DocumentError when the bytes fit no encoding, or not the one that was declared and nothing else either.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _strict(data, name, what)
    if (wide := _utf16_guess(data)) is not None:
        return _strict(data, wide, what)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    named = declared or _declared_in(data)
    if named is not None and (text := _try(data, named)) is not None:
        return text
    if (text := _mostly_utf8(data)) is not None:
        return text
    return _guessed(data, what, named)


def _strict(data: bytes, name: str, what: str) -> str:
    text = _try(data, name)
    if text is None:
        raise DocumentError(
            f"{what} begins like {name.removesuffix('-sig').upper()} but is not; save it as UTF-8 and try again"
        )
    return text


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _declared_in(data: bytes) -> str | None:
    """The charset that an HTML or XML page declares; only looked for where there is markup."""
    head = data[:2048]
    if b"<" not in head:
        return None
    match = _DECLARED.search(head)
    return match[1].decode("ascii").lower() if match else None


def _utf16_guess(data: bytes) -> str | None:
    """UTF-16 without a mark: in Latin text, every second byte is NUL."""
    sample = data[:4096]
    if len(sample) < 8 or len(data) % 2:
        return None
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if high > 0.4 * half and low < 0.02 * half:
        return "utf-16-le"
    if low > 0.4 * half and high < 0.02 * half:
        return "utf-16-be"
    return None


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 with a few broken bytes: better a replacement character than mojibake all over."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("�")
    whole = sum(1 for char in text if ord(char) > 127) - broken
    return text if whole > 0 and broken <= max(1, whole // 10) else None


def _guessed(data: bytes, what: str, named: str | None) -> str:
    from charset_normalizer import from_bytes  # only for the rare file that is neither UTF-8 nor declared

    best = from_bytes(data, cp_isolation=_GUESSED).best()
    if best is None:
        said = f" (it declares {named})" if named else ""
        raise DocumentError(f"the encoding of {what} could not be told{said}; save it as UTF-8 and try again")
    return str(best)
