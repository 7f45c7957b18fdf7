"""When two printed names are one product's.

Belongs here: comparing names that were read. Not here: reading them (`names`), or what else makes mentions one product.
"""

from __future__ import annotations


def folded(name: str) -> str:
    """Letters and digits only, lower case, for comparing names."""
    return "".join(character for character in name.lower() if character.isalnum())


def may_be_same(one: str, other: str) -> bool:
    """Whether of two folded names one is the other, or the other with a strength or a form more."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    if len(short) < 4:
        return False
    if long.startswith(short):
        # "Vitamin B1" is not the beginning of "Vitamin B12".
        return not (short[-1].isdigit() and long[len(short)].isdigit())
    return long.endswith(short)
