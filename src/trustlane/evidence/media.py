"""What a file is, told by its first bytes and not by what its sender says."""

from typing import Final

# Enough for every signature below; a PDF may begin a kilobyte late.
HEAD: Final = 4096

PDF: Final = "application/pdf"
ZIP: Final = "application/zip"
OLE: Final = "application/x-ole-storage"
XML: Final = "application/xml"
JSON: Final = "application/json"
TEXT: Final = "text/plain"
CSV: Final = "text/csv"
HTML: Final = "text/html"
SVG: Final = "image/svg+xml"
PROGRAM: Final = "application/x-executable"
SCRIPT: Final = "text/x-script"
UNKNOWN: Final = "application/octet-stream"

OFFICE: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OPEN_DOCUMENT: Final = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
PARQUET: Final = "application/vnd.apache.parquet"

# What may be kept as evidence. Old binary Office files are not here: their macros cannot be told apart reliably.
ALLOWED: Final = frozenset(
    {PDF, XML, JSON, TEXT, CSV, PARQUET, "image/png", "image/jpeg", "image/gif", "image/tiff", "image/webp"}
    | set(OFFICE.values())
    | set(OPEN_DOCUMENT.values())
)

SIGNATURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PAR1", PARQUET),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"\xfe\xed\xfa\xce", PROGRAM),
    (b"\xfe\xed\xfa\xcf", PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", PROGRAM),
    (b"\x00asm", PROGRAM),
    (b"dex\n", PROGRAM),
    (b"#!", SCRIPT),
)

MARKS: Final = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

# Names that a system would run when somebody double-clicks them, whatever is inside.
# fmt: off
RUN_BY_NAME: Final = frozenset({
    "app", "apk", "bat", "cmd", "com", "cpl", "dll", "dmg", "exe", "gadget", "hta", "htm", "html", "jar", "js", "jse",
    "lnk", "mht", "mhtml", "msc", "msi", "msp", "pif", "pl", "ps1", "py", "rb", "reg", "scf", "scr", "sh", "svg",
    "swf", "url", "vb", "vbe", "vbs", "wsf", "wsh", "xht", "xhtml", "xll", "xlam", "xlsm", "xltm", "docm", "dotm",
    "pptm", "potm", "ppam", "ppsm",
})
# fmt: on

# What browsers and mail programs say of a file, and what they mean by it.
SAME: Final = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "application/x-pdf": PDF,
    "text/xml": XML,
    "text/json": JSON,
    "text/comma-separated-values": CSV,
    "application/csv": CSV,
    "application/x-parquet": PARQUET,
}
SAYS_NOTHING: Final = frozenset({"", UNKNOWN, "application/x-zip-compressed", "application/x-download", ZIP})


def sniff(head: bytes) -> str:
    """The media type the first bytes show; text is told from the rest by being text."""
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in head[:1024]:
        return PDF
    text = as_text(head)
    return UNKNOWN if text is None else _kind_of_text(text)


def as_text(head: bytes) -> str | None:
    """The bytes as text, or None if they are none; a character cut off at the end does no harm."""
    for mark, encoding in MARKS.items():
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace")
    if any(byte < 0x20 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return None
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_off = error.start >= len(head) - 3 and error.reason == "unexpected end of data"
        return head[: error.start].decode("utf-8") if cut_off else head.decode("latin-1")


def _kind_of_text(text: str) -> str:
    opening = text.lstrip().lower()
    if opening.startswith("#!"):
        return SCRIPT
    root = _root(opening)
    if root in {"html", "script", "body", "head"} or opening.startswith("<!doctype html"):
        return HTML
    if root == "svg":
        return SVG
    if opening.startswith("<?xml") or (root and opening.startswith("<")):
        return XML
    if opening.startswith(("{", "[")):
        return JSON
    return TEXT


def _root(opening: str) -> str:
    """The local name of the first element, past declarations and comments."""
    rest = opening
    while rest.startswith(("<?", "<!")):
        end = "?>" if rest.startswith("<?") else "-->" if rest.startswith("<!--") else ">"
        _, found, rest = rest.partition(end)
        if not found:
            return ""
        rest = rest.lstrip()
    if not rest.startswith("<"):
        return ""
    name = ""
    for letter in rest[1:]:
        if not (letter.isalnum() or letter in ":_-."):
            break
        name += letter
    return name.rpartition(":")[2]


def extension(name: str) -> str:
    """The part of a file name after its last dot, in small letters."""
    return name.rpartition(".")[2].lower().strip() if "." in name else ""


def agreed(*, claimed: str, found: str, name: str) -> str | None:
    """The media type to keep: what was found, made finer by the claim where both agree; None if they contradict."""
    said = claimed.partition(";")[0].strip().lower()
    said = SAME.get(said, said)
    ending = extension(name)
    if said in SAYS_NOTHING:
        return CSV if found == TEXT and ending == "csv" else found
    if found in {TEXT, JSON} and ending == "csv" and said in {CSV, TEXT, "application/vnd.ms-excel"}:
        return CSV
    if found in {TEXT, JSON, XML} and said in {TEXT, CSV}:
        return said
    return found if said == found else None
