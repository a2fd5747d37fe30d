"""The child process that sets one document. Nothing of Django is loaded here."""

import resource
from pathlib import Path

import typst

MEMORY_BYTES = 2 * 2**30  # of addresses, not of memory: the fonts are mapped and each thread asks for a stack
CPU_SECONDS = 45


def main(folder: str, template: str, fonts: str) -> int:
    """Write `out.pdf` beside `<template>.typ` in `folder`; files outside of it cannot be named."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    root = Path(folder)
    source = str(root / f"{template}.typ")
    compiler = typst.Compiler(source, root=str(root), font_paths=[fonts], ignore_system_fonts=True)
    compiler.compile(output=str(root / "out.pdf"), format="pdf")
    return 0
