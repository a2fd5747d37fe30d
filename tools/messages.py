r"""The message catalogue without gettext's programs: `python -m tools.messages update | add FILE | check | compile`.

update   extract from Python and templates, add what is new, drop what is gone
add      the same without dropping, then fill in the translations of a JSON file: {"English": "中文"},
         {"context\u0004English": "中文"}; for a plural message the key is its singular
check    fail and list what is untranslated, fuzzy, missing, left over, or differs in its placeholders
compile  write the binary catalogue that Django reads (not committed)

English is the language of the message ids, so only zh_Hans has a catalogue. Several people may call `update` and `add`
at once: a lock on the folder makes them take turns. The output is the same on every machine: sorted, no dates, no line
numbers.
"""

import fcntl
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tokenize import TokenError

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools import places

LOCALE = "zh_Hans"
FOLDER = places.ROOT / "locale" / LOCALE / "LC_MESSAGES"
PO, MO = FOLDER / "django.po", FOLDER / "django.mo"
HEADER = """\
# Simplified Chinese messages of TradeCRM. Written by `make messages`; edit only the translations.
msgid ""
msgstr ""
"Project-Id-Version: TradeCRM\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
_CONTEXT, _TWO, _CONTEXT_TWO = ((1, "c"), 2), (1, 2), ((1, "c"), 2, 3)
KEYWORDS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], _TWO),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], _CONTEXT),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], _CONTEXT_TWO),
}
COMMENT_TAGS = ["Translators:"]
WITHOUT_MESSAGES = {"tests", "tools", "bench"}
TEMPLATE_ENDINGS = {".html", ".txt"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|\{\w+:[^}]*\}")

MessageKey = tuple[str | None, str]  # (context, message id; of a plural message the singular)


class UnreadableSourceError(Exception):
    """A source file cannot be read as Python or as a template."""


# ── extraction ──────────────────────────────────────────────────────────────
def extract_messages() -> Catalog:
    """Return every message of the source, with the files it stands in. Raises UnreadableSourceError."""
    catalog = _new_catalog()
    for path in sorted(_list_sources()):
        for message_id, comments, context in _extract_file(path):
            location = (path.relative_to(places.ROOT).as_posix(), 0)
            catalog.add(message_id, locations=[location], auto_comments=comments, context=context)
    return catalog


def _list_sources() -> Iterator[Path]:
    packages = {file.parent for file in places.ROOT.glob("*/__init__.py")}
    for package in packages:
        if package.name not in WITHOUT_MESSAGES:
            yield from package.rglob("*.py")
            yield from _list_templates(package / "templates")
    yield from _list_templates(places.ROOT / "templates")


def _list_templates(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in TEMPLATE_ENDINGS)


def _extract_file(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    try:
        chunks = [text] if path.suffix == ".py" else _templatize(text, path).splitlines()
        for chunk in chunks:
            source = io.BytesIO(chunk.strip().encode())
            for _line, message_id, comments, context in extract("python", source, KEYWORDS, COMMENT_TAGS):
                yield message_id, comments, context
    except (TokenError, SyntaxError) as error:
        raise UnreadableSourceError(f"{path.relative_to(places.ROOT)}: {error}") from error


def _templatize(text: str, path: Path) -> str:
    """Return the template as lines of Python calls, one line for one line of the template."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    return templatize(text, origin=str(path.relative_to(places.ROOT)))


# ── the catalogue file ──────────────────────────────────────────────────────
def _new_catalog() -> Catalog:
    return Catalog(locale=LOCALE, domain="django", charset="utf-8")


def read_catalogue() -> Catalog:
    """Return the committed catalogue, empty when there is none yet."""
    if not PO.exists():
        return _new_catalog()
    with PO.open("rb") as file:
        return read_po(file, locale=LOCALE, ignore_obsolete=True)


def write_catalogue(catalog: Catalog) -> None:
    """Write the catalogue sorted and without anything that differs between machines."""
    body = io.BytesIO()
    write_po(
        body,
        catalog,
        omit_header=True,
        sort_output=True,
        include_lineno=False,
        ignore_obsolete=True,
        width=110,
    )
    _replace(PO, HEADER.encode() + body.getvalue().lstrip())


def _replace(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_bytes(content)
    new.replace(path)


@contextmanager
def _locked() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(FOLDER, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def key_of(message: Message) -> MessageKey:
    """Return what identifies a message: its context and its id."""
    return message.context, message.id[0] if isinstance(message.id, tuple | list) else message.id


def merge(old: Catalog, source: Catalog, *, is_dropping: bool) -> Catalog:
    """Return the source's messages with the old translations; without `is_dropping` also what only `old` has."""
    merged = _new_catalog()
    translations = {key_of(message): message for message in old if message.id}
    for message in source:
        known = translations.pop(key_of(message), None)
        if message.id:
            _add_message(merged, message, known)
    for message in () if is_dropping else translations.values():
        _add_message(merged, message, message)
    return merged


def _add_message(catalog: Catalog, message: Message, translated: Message | None) -> None:
    locations = sorted({(file, 0) for file, _line in message.locations})
    added = catalog.add(
        message.id, None, locations, auto_comments=message.auto_comments, context=message.context
    )
    added.flags.discard("python-format")  # Babel guesses it; the check here knows every form we use
    added.flags.discard("python-brace-format")
    if translated and translated.string:
        added.string = _fit(added, translated.string)
        added.flags |= translated.flags & {"fuzzy"}


def _fit(message: Message, translation: str | list[str] | tuple[str, ...]) -> str | tuple[str, ...]:
    """Return the translation in the message's shape: a tuple of one for a plural message, else text."""
    text = _last_text(translation)
    return (text,) if message.pluralizable else text


# ── commands ────────────────────────────────────────────────────────────────
def update() -> int:
    """Bring the catalogue up to date with the source."""
    with _locked():
        merged = merge(read_catalogue(), extract_messages(), is_dropping=True)
        write_catalogue(merged)
    waiting = [key_of(message)[1] for message in merged if message.id and not _is_translated(message)]
    print(f"{len(merged)} messages, {len(waiting)} untranslated")
    print("".join(f"  {text!r}\n" for text in waiting), end="")
    return 0


def add(file: Path) -> int:
    """Fill in translations; 1 when some ids stand nowhere in the source (the others are kept)."""
    wanted = {_parse_key(key): value for key, value in json.loads(file.read_text(encoding="utf-8")).items()}
    with _locked():
        catalog = merge(read_catalogue(), extract_messages(), is_dropping=False)
        known = {key_of(message): message for message in catalog if message.id}
        for key in wanted.keys() & known.keys():
            known[key].string = _fit(known[key], wanted[key])
            known[key].flags.discard("fuzzy")
        write_catalogue(catalog)
    unknown = sorted(f"  {key!r}" for key in wanted.keys() - known.keys())
    print(f"{len(wanted) - len(unknown)} translations written")
    if unknown:
        print("not in the source (nothing written for them):", *unknown, sep="\n")
    return 1 if unknown else 0


def _parse_key(key: str) -> MessageKey:
    context, separator, message_id = key.rpartition("\x04")
    return (context if separator else None), message_id


def check() -> int:
    """List every fault of the committed catalogue; 1 when there is one."""
    faults = find_faults(read_catalogue(), extract_messages())
    print("\n".join(faults) or "translations: complete")
    return 1 if faults else 0


def find_faults(catalog: Catalog, source: Catalog) -> list[str]:
    """Return a line for each missing, left over, untranslated or fuzzy message and for differing placeholders."""
    known = {key_of(message): message for message in catalog if message.id}
    needed = {key_of(message): message for message in source if message.id}
    faults = [f"missing (make messages): {key!r}" for key in needed.keys() - known.keys()]
    faults += [f"left over (make messages): {key!r}" for key in known.keys() - needed.keys()]
    for key in known.keys() & needed.keys():
        faults += _find_message_faults(known[key], needed[key])
    return sorted(faults)


def _find_message_faults(message: Message, needed: Message) -> list[str]:
    key = key_of(message)
    if message.pluralizable != needed.pluralizable:
        return [f"singular and plural differ (make messages): {key!r}"]
    if not _is_translated(message):
        return [f"untranslated: {key!r}"]
    if message.fuzzy:
        return [f"fuzzy: {key!r}"]
    original, translation = _last_text(message.id), _last_text(message.string)
    if _list_placeholders(original) != _list_placeholders(translation):
        return [f"placeholders differ: {key!r} → {translation!r}"]
    return []


def _is_translated(message: Message) -> bool:
    return bool(_last_text(message.string).strip())


def _last_text(texts: str | list[str] | tuple[str, ...] | None) -> str:
    """Return the text itself, or of a plural message's texts the last, which has every placeholder."""
    return texts if isinstance(texts, str) else (texts or ("",))[-1]


def _list_placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text.replace("%%", ""))))


def compile_catalogues() -> int:
    """Write the binary catalogue when the text is newer."""
    if PO.exists() and not (MO.exists() and MO.stat().st_mtime >= PO.stat().st_mtime):
        binary = io.BytesIO()
        write_mo(binary, read_catalogue())
        MO.unlink(missing_ok=True)  # equal bytes must get a new time too
        _replace(MO, binary.getvalue())
    return 0


def main(arguments: list[str]) -> int:
    """Run one command."""
    commands = {"update": update, "check": check, "compile": compile_catalogues}
    try:
        if len(arguments) == 2 and arguments[0] == "add":
            return add(Path(arguments[1]))
        if len(arguments) == 1 and arguments[0] in commands:
            return commands[arguments[0]]()
    except UnreadableSourceError as error:
        sys.exit(f"{error}\nnothing was written")
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
