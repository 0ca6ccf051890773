"""What is wrong with a text that is not JSON, in words, and where to mend it.

The standard library's messages differ from version to version and point behind the mistake; these
do not, and they never quote the text, which may hold passwords.
"""

from __future__ import annotations

from typing import NamedTuple

_BLANKS = " \t\r\n"
_WORDS = ("true", "false", "null", "none", "yes", "no")


class Mistake(NamedTuple):
    """What is wrong, at which offset, and how to mend it (empty: see the catalogue)."""

    what: str
    position: int
    mend: str = ""


def explain(text: str, message: str, position: int) -> Mistake:
    """Return the mistake behind an error of the standard library's scanner."""
    if message.startswith("Unterminated string"):
        return Mistake("a string without its closing quote", position, 'Write " at the end of the string.')
    if message.startswith("Invalid control character"):
        return _in_string(text, position)
    if message.startswith("Invalid \\"):
        mend = r"Write \\ for a backslash; the others are \" \/ \b \f \n \r \t and \u with four hexadecimal digits."
        return Mistake("an escape that JSON does not know", text.rfind("\\", 0, position + 1), mend)
    end = len(text.rstrip(_BLANKS))
    if not end:
        return Mistake("the document is empty", 0, "Write at least {}.")
    if position >= end:
        return Mistake("the text ends before the document does", end, "Close what is open with ] or }.")
    if message.startswith("Illegal trailing comma"):
        position += 1 + len(text[position + 1 :]) - len(text[position + 1 :].lstrip(_BLANKS))
    return _between(text, message, position)


def _in_string(text: str, position: int) -> Mistake:
    character = text[position]
    if character == "\n" or text[position : position + 2] == "\r\n":
        mend = r'Close the string with "; a line end inside a string is written \n.'
        return Mistake("the line ends inside a string", position, mend)
    code = f"{ord(character):04x}"
    mend = r"Write \t for a tab." if character == "\t" else "Take the character out."
    return Mistake(f"the control character U+{code.upper()} inside a string", position, mend)


def _between(text: str, message: str, position: int) -> Mistake:
    """Explain a mistake between strings."""
    behind = len(text[:position].rstrip(_BLANKS))
    before, here = text[behind - 1 : behind], text[position]
    if message.startswith("Extra data"):
        return Mistake(
            "more text after the end of the document", position, "Keep one object, { to }; take the rest out."
        )
    if here in "]}" and before == ",":
        return Mistake("a comma with nothing after it", behind - 1, "Take the comma out.")
    if here == "," and before in "{[,":
        return Mistake("a comma too many", position, "Take the comma out.")
    if here in "'`\u2018\u2019\u201c\u201d\u201e":
        return Mistake("a quote that JSON does not know", position, 'Write " around keys and strings.')
    if here in "/#":
        return Mistake("a comment, which JSON does not have", position, "Take the comment out.")
    if not here.isprintable():
        return Mistake(f"the character U+{ord(here):04X} outside of a string", position, "Take the character out.")
    if message.startswith("Expecting value"):
        return _value(text, position, before)
    if message.startswith("Expecting ','"):
        return _after_value(here, position, before, behind)
    if message.startswith("Expecting ':'"):
        return Mistake("a key without a colon behind it", position, "Write the key, a colon and the value.")
    return Mistake("a key in double quotes is expected here", position, 'Write " around the key.')


def _value(text: str, position: int, before: str) -> Mistake:
    here = text[position]
    if not before:
        mend = 'Write the keys between { and }, for example {"postfix::relayhost": "example.net"}.'
        return Mistake("this is not a JSON object", position, mend)
    if here in "]},:":
        what = "a key without a value" if before == ":" else "a value is missing here"
        return Mistake(what, position, "Write the value, or take the key out." if before == ":" else "")
    if here in "+-." or here.isdigit():
        return Mistake("a number that JSON does not know", position, "Write a number such as 25600000.")
    if text[position : position + 5].lower().startswith(_WORDS):
        return Mistake("a word that JSON does not know", position, 'Write true, false or null, or "yes" in quotes.')
    return Mistake("a text without quotes", position, 'Write " around the text.')


def _after_value(here: str, position: int, before: str, behind: int) -> Mistake:
    if behind == position and before.isdigit() and (here.isalnum() or here in "._"):
        return Mistake("a number that JSON does not know", position, "Write a number such as 25600000.")
    if here in '"{[' and behind < position:
        return Mistake("a comma is missing here", behind, "Write a comma between the two.")
    quote = r" A quote inside a string is written \"." if before == '"' else ""
    return Mistake("a comma or a closing bracket is expected here", position, f"Correct the marked text.{quote}")


def place_of_constant(text: str, position: int, max_digits: int) -> int:
    """Return where, from `position` on, the value stands that the scanner takes but JSON does not know."""
    import re

    tokens = re.finditer(r'"[^"\\]*(?:\\.[^"\\]*)*"|NaN|-?Infinity|-?\d+', text[position:])
    for token in tokens:
        if token[0][0] != '"' and (token[0][-1] in "Ny" or len(token[0]) > max_digits):
            return position + token.start()
    return position
