"""From a finished HTML document to one PDF that is PDF/UA-1 and PDF/A-3a. It knows of no record and asks no query.

Run as a module it is a process of its own, which knows nothing of Django: so a large report costs the memory
of its layout only, and what is laid out can reach neither the database nor the keys.
"""

import base64
import hashlib
import json
import resource
import subprocess
import sys
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FONT_SCHEME = "report-font"
MADE = datetime(2000, 1, 1, tzinfo=UTC)
SECONDS, MEMORY = 270, 2**30  # what the process apart may take: a report takes six seconds and 130 MiB

# PDF/A allows a mark it does not know itself, such as the one of PDF/UA, only where the mark is described beside it
UA_MARK = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


@dataclass(frozen=True)
class Enclosed:
    """A file that travels inside the PDF: its name, what it is in words, and its bytes."""

    name: str
    description: str
    content: bytes


def render(
    html: str,
    path: str | Path,
    *,
    fonts: Mapping[str, Path] | None = None,
    enclosed: Sequence[Enclosed] = (),
    made_at: datetime = MADE,
) -> int:
    """Write `html` as a tagged PDF to `path` and return its number of pages.

    Nothing is fetched but `data:` and the `fonts`, which a style sheet names as `report-font:NAME`. `made_at` dates
    the enclosed files; the same arguments give the same bytes. Raises OSError where the path cannot be written.
    """
    from weasyprint import HTML  # slow to import, and only needed where a PDF is made

    document = HTML(string=html, url_fetcher=fetcher(fonts or {})).render()
    document.write_pdf(
        str(path),
        finisher=finish,
        pdf_variant="pdf/a-3a",
        pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        attachments=[attachment(file, made_at) for file in enclosed],
    )
    return len(document.pages)


def render_apart(
    html: str, path: str | Path, *, fonts: Mapping[str, Path], enclosed: Sequence[Enclosed] = ()
) -> int:
    """The same as render(), in a process of its own. Raises subprocess.CalledProcessError where that fails."""
    order = {
        "html": html,
        "path": str(Path(path).resolve()),
        "fonts": {name: str(font) for name, font in fonts.items()},
        "enclosed": [
            [file.name, file.description, base64.b64encode(file.content).decode()] for file in enclosed
        ],
    }
    done = subprocess.run(  # noqa: S603  # nosec B603 - our own interpreter and module
        [sys.executable, "-m", "utsopi.pdf"],
        cwd=Path(__file__).resolve().parent.parent,
        input=json.dumps(order),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return int(done.stdout)


def main() -> None:
    """Reads an order of render_apart() and prints the number of pages."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == "linux":  # elsewhere the limit is not kept, or counts what is only reserved
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    order = json.load(sys.stdin)
    fonts = {name: Path(font) for name, font in order["fonts"].items()}
    files = [Enclosed(name, words, base64.b64decode(content)) for name, words, content in order["enclosed"]]
    print(render(order["html"], order["path"], fonts=fonts, enclosed=files))


def fetcher(fonts: Mapping[str, Path]):
    """What WeasyPrint may open: `data:` addresses and the given fonts by name; no other file and no network."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url, headers=None):
            scheme, _colon, name = url.partition(":")
            if scheme == FONT_SCHEME and name in fonts:
                return URLFetcherResponse(url, fonts[name].read_bytes(), {"Content-Type": "font/woff2"})
            return super().fetch(url, headers)

    return OwnFilesOnly(allowed_protocols={"data"}, allow_redirects=False)


def attachment(file: Enclosed, made_at: datetime):
    from weasyprint import Attachment

    return Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=made_at,
        modified=made_at,
        relationship="Data",
    )


def finish(document, pdf) -> None:
    """What WeasyPrint leaves to do before the file is written: the second standard's mark, and safe streams."""
    mark(pdf)
    for item in pdf.objects:
        if getattr(item, "compress", False):
            pack(item)


def mark(pdf) -> None:
    """Add the PDF/UA mark to the metadata and leave them uncompressed, so that archives can read them."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [b"\n".join(metadata.stream).replace(b"</rdf:RDF>", UA_MARK + b"</rdf:RDF>")]
    metadata.compress = False


def pack(stream) -> None:
    """Compress a stream now, which frees what it was made of. One whose last byte happens to be a carriage return
    stays as it is: with the line end that follows, checkers take it for a part of that and find a wrong length."""
    content = b"\n".join(map(_bytes, stream.stream))
    packed = zlib.compress(content, 9)
    if not packed.endswith(b"\r"):
        stream.extra["Filter"] = "/FlateDecode"
        content = packed
    stream.stream, stream.compress = [content], False


def _bytes(part) -> bytes:
    return part if isinstance(part, bytes) else getattr(part, "data", None) or str(part).encode()


if __name__ == "__main__":
    main()
