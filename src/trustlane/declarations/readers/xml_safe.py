"""Reads one XML message from a stranger: bounded in time and memory, no DTD, no entities, every element with its place.

The parser is expat, fed piece by piece, so that a limit is met before memory is spent: a document type (and with it
every entity, internal or external) is refused at its first character, a tag or comment that does not end is refused
after `Limits.token` bytes, and depth, elements, attributes and text are counted while they arrive. Nothing is ever
fetched. Elements know the line and column they start at, which no ready tree builder offers; that is why the tree is
built here. Comments and processing instructions are dropped, and an element's `text` is all character data directly in
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element
from xml.parsers import expat

from trustlane.declarations.frame import Refusal

PIECE: Final = 64 * 1024
WORST_LENGTH_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one message may ask of the machine."""

    size: int = 16 * 1024 * 1024  # bytes of the whole message
    depth: int = 64
    elements: int = 400_000
    names: int = 5_000  # different tags, and different attributes
    namespaces: int = 5_000  # declarations of namespaces
    namespace: int = 512  # characters of one namespace's name
    attributes: int = 64  # of one element
    value: int = 16 * 1024  # characters of one attribute's value
    text: int = 1024 * 1024  # characters directly in one element
    token: int = 512 * 1024  # bytes of one tag, comment or instruction


DEFAULT: Final = Limits()


class XmlRefused(Exception):
    """The message is no XML that can be read safely; `refusal` says where and what to mend."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.file}, {refusal.place}: {refusal.reason}")
        self.refusal = refusal


class Node(Element):
    """An element that knows where it starts: line and column counted from 1, as an editor shows them."""

    __slots__ = ("column", "line")

    line: int
    column: int

    def __bool__(self) -> bool:
        return True  # an element without children is still there

    @property
    def name(self) -> str:
        """The tag without its namespace."""
        return local(self.tag)

    def children(self) -> Iterator[Node]:
        """The child elements, in order."""
        return iter(self)  # type: ignore[arg-type]

    @property
    def words(self) -> str:
        """The text with white space at both ends removed and inner runs made one blank, as XML tokens are compared."""
        return " ".join((self.text or "").split())

    @property
    def place(self) -> str:
        """Where the element starts, for people."""
        return f"line {self.line}, column {self.column}"


def local(tag: str) -> str:
    """A tag's name without its namespace: `{urn:x}Item` is `Item`."""
    return tag.rpartition("}")[2]


def parse(data: bytes, file: str, limits: Limits = DEFAULT) -> Node:
    """The root element of one XML message; raises `XmlRefused` with line and column for anything else."""
    if len(data) > limits.size:
        raise XmlRefused(
            Refusal(
                file,
                "line 1, column 1",
                f"The message has more than {limits.size:,} bytes, which is the most that is read.",
                "Send it in smaller messages, or have the limit of the reader raised.",
            )
        )
    return _Builder(file, limits).build(data)


class _Builder:
    """One parse: counts while it builds."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self.root: Node | None = None
        self.open: list[Node] = []
        self.texts: list[list[str]] = []
        self.lengths: list[int] = []
        self.elements = 0
        # Names as they are kept; the parser keeps every different one to the end, so they are counted.
        self.names: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        self.namespaces = 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartNamespaceDeclHandler = self.namespace
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.doctype
        # From expat 2.6 on, a token that does not end would be looked at again later; here it is counted at once.
        if hasattr(self.parser, "SetReparseDeferralEnabled"):  # pragma: no cover
            self.parser.SetReparseDeferralEnabled(False)

    def build(self, data: bytes) -> Node:
        try:
            for start in range(0, len(data), PIECE):
                self.parser.Parse(data[start : start + PIECE], False)
                if min(start + PIECE, len(data)) - max(self.parser.CurrentByteIndex, 0) > self.limits.token:
                    self.refuse(
                        f"One tag, comment or instruction is longer than {self.limits.token:,} bytes.",
                        "Check that every tag and comment is closed, and shorten this one.",
                    )
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise XmlRefused(self._malformed(error)) from error
        except (ValueError, LookupError) as error:  # an encoding name expat hands on and Python cannot serve either
            raise XmlRefused(
                Refusal(
                    self.file,
                    "line 1, column 1",
                    "The encoding named in the first line cannot be read.",
                    "Save the message as UTF-8 and name that encoding in its first line.",
                )
            ) from error
        assert self.root is not None  # a document without an element is an error of the parser's
        return self.root

    def refuse(self, reason: str, mend: str) -> None:
        place = f"line {self.parser.CurrentLineNumber}, column {self.parser.CurrentColumnNumber + 1}"
        raise XmlRefused(Refusal(self.file, place, reason, mend))

    def doctype(self, *_declared: object) -> None:
        self.refuse(
            "The message declares a document type or entities, which are never read.",
            "Remove the <!DOCTYPE ...> part; write characters directly instead of entities.",
        )

    def namespace(self, _prefix: str | None, name: str | None) -> None:
        self.namespaces += 1
        if self.namespaces > self.limits.namespaces:
            self.refuse(
                f"The message declares namespaces more than {self.limits.namespaces:,} times.",
                "Declare each namespace once, on the first element.",
            )
        # Every tag in the namespace repeats its name, so a long one would multiply.
        if name is not None and len(name) > self.limits.namespace:
            self.refuse(
                f"The name of a namespace has {len(name):,} characters; at most {self.limits.namespace} are read.",
                "Use the namespace the format names.",
            )

    def _kept(self, names: dict[str, str], raw: str, what: str) -> str:
        """The name in the usual form, `{namespace}name`, one string for all that bear it."""
        name = names.get(raw)
        if name is None:
            if len(names) >= self.limits.names:
                self.refuse(
                    f"The message uses more than {self.limits.names:,} different {what}.",
                    "Send a message of one of the formats that are read here.",
                )
            name = names[raw] = "{" + raw if "}" in raw else raw
        return name

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        limits = self.limits
        self.elements += 1
        if self.elements > limits.elements:
            self.refuse(
                f"The message has more than {limits.elements:,} elements.", "Split it into several declarations."
            )
        if len(self.open) >= limits.depth:
            self.refuse(
                f"Elements stand in one another more than {limits.depth} deep.", "Check that every element is closed."
            )
        if attributes:
            attributes = self._attributes(tag, attributes)
        node = Node(self._kept(self.names, tag, "tags"), attributes)
        node.line = self.parser.CurrentLineNumber
        node.column = self.parser.CurrentColumnNumber + 1
        if self.open:
            self.open[-1].append(node)
        else:
            self.root = node
        self.open.append(node)
        self.texts.append([])
        self.lengths.append(0)

    def _attributes(self, tag: str, attributes: dict[str, str]) -> dict[str, str]:
        if len(attributes) > self.limits.attributes:
            self.refuse(
                f"The element <{_short(local(tag))}> has {len(attributes):,} attributes; at most "
                f"{self.limits.attributes} are read.",
                "Remove the attributes the format does not know.",
            )
        for name, value in attributes.items():
            if len(value) > self.limits.value:
                self.refuse(
                    f"The attribute {_short(local(name))} has {len(value):,} characters; at most "
                    f"{self.limits.value:,} are read.",
                    "Shorten it.",
                )
        return {self._kept(self.attributes, name, "attributes"): value for name, value in attributes.items()}

    def characters(self, data: str) -> None:
        self.lengths[-1] += len(data)
        if self.lengths[-1] > self.limits.text:
            self.refuse(
                f"The element <{_short(self.open[-1].name)}> holds more than {self.limits.text:,} characters.",
                "Shorten it.",
            )
        self.texts[-1].append(data)

    def end(self, _tag: str) -> None:
        node = self.open.pop()
        self.lengths.pop()
        text = "".join(self.texts.pop())
        if text and (len(node) == 0 or not text.isspace()):
            node.text = text

    def _malformed(self, error: expat.ExpatError) -> Refusal:
        place = f"line {error.lineno}, column {error.offset + 1}"
        reason, mend = _SENTENCES.get(
            expat.errors.messages.get(error.code, ""),
            (
                f"This is not well-formed XML ({expat.ErrorString(error.code)}).",
                "Mend the message at this place and send it again.",
            ),
        )
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH] and self.open:
            reason = (
                f"The element <{_short(self.open[-1].name)}> opened at {self.open[-1].place} is closed by another tag."
            )
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS] and self.open:
            reason = f"The message ends inside <{_short(self.open[-1].name)}>, opened at {self.open[-1].place}."
            mend = "Send the whole message; it was cut off."
        return Refusal(self.file, place, reason, mend)


def _short(name: str) -> str:
    return name if len(name) <= WORST_LENGTH_SHOWN else name[:WORST_LENGTH_SHOWN] + "…"


# What expat says, in words for whoever wrote the message.
_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    expat.errors.XML_ERROR_INVALID_TOKEN: (
        "This is not well-formed XML: a character stands where none may stand.",
        "Look for a stray < or &, an unfinished tag or comment, or bytes of another encoding.",
    ),
    expat.errors.XML_ERROR_TAG_MISMATCH: (
        "An element is closed by another tag than it was opened with.",
        "Close every element with its own name.",
    ),
    expat.errors.XML_ERROR_NO_ELEMENTS: ("The message is empty.", "Send the whole message."),
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: (
        "A tag, comment or reference begins here and never ends.",
        "Close it, or send the whole message if it was cut off.",
    ),
    expat.errors.XML_ERROR_PARTIAL_CHAR: (
        "The message ends in the middle of a character.",
        "Send the whole message; it was cut off.",
    ),
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: (
        "Something stands after the end of the message.",
        "Send one message a file, and nothing after its last tag.",
    ),
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: (
        "An entity is used that XML does not know by itself.",
        "Write the character itself, or its number such as &#233;.",
    ),
    expat.errors.XML_ERROR_UNKNOWN_ENCODING: (
        "The encoding named in the first line cannot be read.",
        "Save the message as UTF-8 and name that encoding in its first line.",
    ),
    expat.errors.XML_ERROR_INCORRECT_ENCODING: (
        "The encoding named in the first line is not the one the message is written in.",
        "Name the true encoding in the first line, or save the message as UTF-8.",
    ),
    expat.errors.XML_ERROR_UNBOUND_PREFIX: (
        "A tag uses a prefix that is bound to no namespace.",
        "Declare the prefix with xmlns:prefix=… on the root element.",
    ),
    expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: ("An attribute stands twice in one tag.", "Remove one of the two."),
    expat.errors.XML_ERROR_MISPLACED_XML_PI: (
        "The <?xml … ?> line does not stand at the very beginning.",
        "Remove whatever stands before it, blanks and empty lines included.",
    ),
}
