"""The floor of W7: WeasyPrint in a process of its own. python -m tests.bench.plain_pdf HTML PDF FONTS-AS-JSON"""

import json
import sys
from pathlib import Path


def main(html: str, path: str, fonts: str) -> None:
    from weasyprint import HTML

    from utsopi.pdf import fetcher

    files = {name: Path(font) for name, font in json.loads(fonts).items()}
    document = HTML(string=Path(html).read_text(encoding="utf-8"), url_fetcher=fetcher(files))
    document.write_pdf(path, pdf_variant="pdf/a-3a")


if __name__ == "__main__":
    main(*sys.argv[1:])
