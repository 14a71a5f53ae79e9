"""The sentences of the pages: read out of the source, merged into each language, compiled.

``make messages`` writes the catalogues in ``src/offwatch/locale`` anew. Translations are written
into the ``.po`` files. One whose English has changed since is marked fuzzy and is not read until
somebody has looked at it.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

Sentence = str | tuple[str, str]  # or its forms, of one thing and of several

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "offwatch"
LOCALE = SOURCE / "locale"
LANGUAGES = ("de",)
HEADER = r'''msgid ""
msgstr ""
"Language: {language}\n"
"Plural-Forms: {plural}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"'''
DOMAIN = "django"

STRING = r"""u(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
STRINGS = re.compile(STRING)
CALLS = re.compile(rf"\b(n?gettext)\(((?:{STRING}(?:, ?)?)+)")

# The functions a sentence is given to, and its place among their arguments. What a refusal or an
# outcome says is English in the source and is looked up where it is shown.
FIRST = ("_", "later", "gettext", "gettext_lazy", "gettext_noop", "PadOutcome")
SECOND = ("Refused", "BadInput", "Unavailable", "DeskOutcome")
COUNTED = ("ngettext", "ngettext_lazy")
# Whose words are shown on pages; the commands speak English.
SHOWN = ("pad/", "desk/", "web/", "vault/", "wire/", "diary/", "calendars/", "language.py")
SHOWN += ("forecast/present/", "forecast/predict/", "mask/policy/guarantee.py", "plan/checker/")
SHOWN += ("plan/reason.py",)
NOT_SHOWN = ("desk/process/", "pad/runtime/serve.py", "pad/runtime/making.py", "desk/migrations/")
NOT_SHOWN += ("pad/migrations/",)
# Names that code keeps as data.
NAMES = {"language.py": ("WEEKDAYS", "SHORT_WEEKDAYS", "MONTHS", "SHORT_MONTHS")}


def find_sentences() -> Catalog:
    """Every sentence that a page can show, with the files it stands in."""
    catalog = Catalog(project="Offwatch", charset="utf-8", fuzzy=False)
    for path in sorted(SOURCE.rglob("*")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith(SHOWN) or name.startswith(NOT_SHOWN):
            continue
        if path.suffix == ".py":
            found = _sentences_of_code(path.read_text())
        elif path.suffix == ".html":
            found = _sentences_of_page(path.read_text())
        else:
            continue
        for sentence in found:
            if sentence and all(sentence):
                catalog.add(sentence, locations=[(name, 0)])
    from offwatch import language

    for name in NAMES["language.py"]:
        for word in getattr(language, name):
            catalog.add(word, locations=[("language.py", 0)])
    return catalog


def _sentences_of_code(text: str) -> Iterator[Sentence]:
    for call in ast.walk(ast.parse(text)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        name, given = call.func.id, call.args
        if name == "replace":  # an outcome that says something else
            yield from (_text(word.value) for word in call.keywords if word.arg == "said")
        if name in COUNTED:
            yield (_text(given[0]), _text(given[1]))
        elif name in FIRST and given:
            yield _text(given[0])
        elif name in SECOND and len(given) > 1:
            yield _text(given[1])


def _text(argument: ast.expr) -> str:
    """A sentence that stands in the code as it is; anything else is not looked up."""
    return argument.value if isinstance(argument, ast.Constant) else ""


def _sentences_of_page(text: str) -> Iterator[Sentence]:
    """Django turns a template into calls, each with its sentences as Python strings."""
    for name, given in CALLS.findall(templatize(text)):
        said = tuple(ast.literal_eval(word) for word in STRINGS.findall(given))
        yield (said[0], said[1]) if name == "ngettext" else said[0]


def catalogue(language: str) -> Catalog:
    """One language's sentences as its file has them, with what the source says now."""
    path = po_file(language)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language, domain=DOMAIN)
    else:
        catalog = Catalog(locale=language, domain=DOMAIN, charset="utf-8")
    catalog.update(find_sentences(), no_fuzzy_matching=False)
    catalog.obsolete.clear()
    return catalog


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def po_bytes(catalog: Catalog) -> bytes:
    """A file that changes only where sentences do: no dates, no line numbers, no addresses."""
    out = io.BytesIO()
    write_po(out, catalog, width=100, sort_output=True, include_lineno=False)
    sentences = out.getvalue().decode().partition("\n\n")[2].strip()
    header = HEADER.format(language=catalog.locale, plural=catalog.plural_forms)
    return f"{header}\n\n{sentences}\n".encode()


def mo_bytes(catalog: Catalog) -> bytes:
    """What a site reads; the same for the same sentences, whenever it is made."""
    catalog.creation_date = catalog.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """What has no translation yet, or one that nobody has looked at since the English changed."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not all(_strings(message.string)))
    ]


def _strings(said: str | tuple[str, ...] | None) -> tuple[str | None, ...]:
    return said if isinstance(said, tuple) else (said,)


def main() -> int:
    for language in LANGUAGES:
        catalog = catalogue(language)
        path = po_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(catalog))
        with path.open("rb") as file:  # compiled from the file, so that it says what the file says
            path.with_suffix(".mo").write_bytes(mo_bytes(read_po(file, locale=language)))
        missing = untranslated(catalog)
        print(f"{language}: {len(catalog)} sentences, {len(missing)} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
