"""Breaking files: bytes changed, cut, moved, doubled, also inside the parts of a package.

Belongs here: what is done to bytes, from a seed. Does not: what good files are (`seeds`) or what reading them gives.
"""

import io
import random
import struct
import zipfile

_TIMES = (1, 1, 1, 2, 3, 8)
_NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)
_WORDS = (
    b"<", b">", b"&#0;", b"]]>", b"<!DOCTYPE a>", b'r="XFD1048576"', b'table:number-rows-repeated="99999999"',
    b"colspan=99999", b'"', b"\x00", b"\xff\xfe", b",", b";", b"\t", b"=1+1", b"t=\"e\"", b"hidden=\"1\"",
    b"ss:Index=\"999999\"", b"ss:MergeDown=\"999999\"", b"Content-Type: message/rfc822\r\n\r\n",
)  # fmt: skip


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Break a file in one to eight places; most packages are broken inside a part and packed anew."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        return _inside(data, chance)
    broken = bytearray(data)
    for _ in range(chance.choice(_TIMES)):
        _once(broken, chance)
    return bytes(broken)


def _once(broken: bytearray, chance: random.Random) -> None:
    if not broken:
        return
    place = chance.randrange(len(broken))
    length = min(chance.choice((1, 2, 4, 16, 64, 1024)), len(broken) - place)
    kind = chance.randrange(8)
    if kind == 0:
        broken[place] ^= 1 << chance.randrange(8)
    elif kind == 1:
        broken[place : place + length] = chance.randbytes(length)
    elif kind == 2:
        del broken[place : place + length]
    elif kind == 3:
        broken[place:place] = broken[place : place + length] * chance.choice((1, 2, 100))
    elif kind == 4:
        number = struct.pack(chance.choice(("<I", ">I")), chance.choice(_NUMBERS))
        broken[place : place + 4] = number
    elif kind == 5:
        broken[place:place] = chance.choice(_WORDS)
    elif kind == 6 and chance.random() < 0.3:
        del broken[place:]
    else:
        other = chance.randrange(len(broken))
        broken[place : place + length] = broken[other : other + length]


def _inside(data: bytes, chance: random.Random) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            content = bytearray(old.read(name))
            if name == chosen:
                for _ in range(chance.choice(_TIMES)):
                    _once(content, chance)
            new.writestr(name, bytes(content))
    return target.getvalue()
