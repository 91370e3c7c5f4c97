"""What is the Word document in which a note is written? Run from the root: `python docs/how-to/make_note_template.py`

Made by hand from its parts, so that the same words give the same bytes and the file says nothing about a machine or a
person.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

TEMPLATE = Path(__file__).with_name("note-template.docx")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# The archive's own date: a fixed one, for the clock says nothing about the words.
DATE = (2026, 1, 1, 0, 0, 0)
FIELDS = (
    ("text", "What happened, in your own words. No names, addresses or dates of birth."),
    ("occurred_on", "The day, such as 2026-06-03, or the month, such as 2026-06."),
    ("source_type", "story, reflection, event, complaint, compliment, minute, after_action, "
                    "most_significant_change or provider_narrative"),
    ("author_role", "person, carer, family, peer, worker, manager, commissioner, regulator or public. Never a name."),
    ("about_person", "none, pseudonymous or identifiable"),
    ("consent", "not_needed, given, given_internal or unknown"),
    ("audience", "author, team, alliance or public"),
    ("scope", "The area's code. Leave empty for the whole alliance."),
    ("measure_ids", "Which measures it is about, with ; between them. May be empty."),
    ("tags", "Such as vest:trust; cycle:understand. May be empty."),
)  # fmt: skip


def document() -> bytes:
    """The bytes of the template."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts().items():
            archive.writestr(zipfile.ZipInfo(name, DATE), f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return packed.getvalue()


def _parts() -> dict[str, str]:
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{_body()}</w:body></w:document>',
    }


def _body() -> str:
    words = "Fill in the middle column. Nothing outside the table is read. Save it in inbox/narratives/."
    rows = "".join(_row(field, "", hint) for field, hint in FIELDS)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in WIDTHS)
    head = f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    return f"{_paragraph('A note')}{_paragraph(words)}<w:tbl>{head}{rows}</w:tbl>{_paragraph('')}"


WIDTHS = (1800, 4200, 3600)


def _row(*cells: str) -> str:
    held = zip(WIDTHS, cells, strict=True)
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{_paragraph(text)}</w:tc>' for w, text in held
    )
    return f"<w:tr>{inner}</w:tr>"


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>' if text else "<w:p/>"


if __name__ == "__main__":
    TEMPLATE.write_bytes(document())
