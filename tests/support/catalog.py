"""The messages of the product and their translations; no gettext programs are needed.

``make translations`` puts new messages into the .po file, drops those that are gone, and compiles it.
"""

import inspect
import io
import re
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from analysis import exceptions
from analysis.access.limits import quotas
from analysis.admin import names
from analysis.batches import errors as batches
from analysis.execution import workflow
from analysis.sources import upload, ytdlp_errors
from analysis.uploads import errors as uploads
from tests.support.paths import ROOT

PO = ROOT / "analysis" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
_KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "N_"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy", "Plural"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
Message = str | tuple[str, str]


def templates() -> list[Path]:
    """Return the templates of the pages, of exported reports and of the admin."""
    found = (path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".md", ".txt"})
    return sorted(path for path in found if path.relative_to(ROOT / "templates").parts[0] != "api")


def extracted() -> Catalog:
    """Return every message of the templates and of the code, with where it stands."""
    catalog = Catalog()
    sources = [(path, _as_python(path)) for path in templates()]
    folders = (ROOT / "analysis", ROOT / "youtube_analyzer")
    modules = [(path, path.read_text("utf-8")) for folder in folders for path in sorted(folder.rglob("*.py"))]
    for path, text in [*sources, *(module for module in modules if "django.utils.translation" in module[1])]:
        found = extract("python", io.BytesIO(text.encode()), keywords=_KEYWORDS, options={"encoding": "utf-8"})
        for _, message, comments, context in found:
            name = path.relative_to(ROOT).as_posix()
            catalog.add(message, locations=[(name, None)], auto_comments=comments, context=context)
    for message in sentences_elsewhere():
        catalog.add(message, locations=[("analysis/exceptions.py", None)])
    return catalog


def _as_python(template: Path) -> str:
    """Return calls of gettext in place of a template's tags, without indentation, which Python would read."""
    text = templatize(template.read_text("utf-8"), origin=str(template))
    return "\n".join(line.strip() for line in text.splitlines())


def sentences_elsewhere() -> list[str]:
    """Return the messages of errors, which are docstrings, the words of the steps, and the names of the admin."""
    classes = [
        found
        for module in (exceptions, uploads, upload, batches, quotas, ytdlp_errors)
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, exceptions.AnalysisError)
        # Its docstring is for programmers.
        if found is not uploads.RequestTooLarge
    ]
    words = [word for step in workflow.STEPS for word in (step.label, step.message)]
    return [*(inspect.cleandoc(found.__doc__ or "") for found in classes), *words, *sorted(names.english())]


def stored() -> Catalog:
    """Return the .po file."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def compiled(catalog: Catalog) -> bytes:
    """Return ``catalog`` as a .mo file."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def placeholders(text: str) -> set[str]:
    """Return the places in a message that are filled in."""
    return set(_PLACEHOLDER.findall(text))


def update() -> None:
    """Write the .po file with the messages that there are, and compile it."""
    catalog = stored()
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    # Dates in the header would make every run a change.
    catalog.creation_date = catalog.revision_date
    with PO.open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, omit_header=False, ignore_obsolete=True)
    MO.write_bytes(compiled(catalog))
