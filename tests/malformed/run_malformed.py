#!/usr/bin/env python3
"""Gives every malformed input of cases.py to the aerie binary and looks at how it is refused.

Of each case is asked: it ends in time, not by a signal, with its exit code; the error stream has one message that names what is wrong, where, what was
found and what is allowed, and what this case expects in it; nothing is left behind, neither output nor unfinished files.

usage: run_malformed.py AERIE CHIPS_DIRECTORY [CLASS...]      only these classes of cases; all without
A case whose command this binary does not have fails.
"""
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time

import cases

SECONDS = 60        # far above what any refusal takes, even under a sanitizer
MEMORY = 4 << 30    # bytes that a refusal may reserve


class Wrong(Exception):
    """What a case asked for and did not get."""


def need(claim, message):
    if not claim:
        raise Wrong(message)


def commands_of(aerie):
    text = subprocess.run([aerie, "--help"], capture_output=True, text=True, check=True, timeout=SECONDS).stdout
    listed = re.split(r"Subcommands:|Commands:", text)[-1]
    return set(re.findall(r"^  (\w+)\b", listed, re.MULTILINE))


def place(case, folder, chips):
    """Writes the files of a case into its folder."""
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content = content(chips)
        if content is cases.DIRECTORY:
            path.mkdir()
        elif content is cases.PIPE:
            os.mkfifo(path)
        elif isinstance(content, cases.Sparse):
            with open(path, "wb") as file:
                file.truncate(content.size)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


def names_below(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def limits(case):
    def apply():
        if case.is_huge:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        if case.disk_bytes is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (case.disk_bytes, case.disk_bytes))
    return apply


def run(case, aerie, folder):
    process = subprocess.Popen([aerie, *case.words], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, errors="replace", preexec_fn=limits(case))
    if case.interrupt_after is not None:
        time.sleep(case.interrupt_after)
        need(process.poll() is None, "ended before it could be interrupted")
        process.send_signal(signal.SIGINT)
    try:
        _, message = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise Wrong("hangs") from None
    return process.returncode, message


def look_at(case, code, message):
    need(code >= 0, f"ended by signal {-code}")
    need(code == case.code, f"exit code {code}, not {case.code}")
    errors = message[message.find("error: "):]
    need(errors.startswith("error: "), "no line 'error: ...'")
    what = errors.split("\n")[0]
    need(len(what) > len("error: ") + 5, "says nothing about what is wrong")
    if case.is_interrupt:
        return
    need("\n  where: " in errors, "does not say where")
    need("\n  allowed: " in errors or re.search(r"expected|must be", what), "does not say what is allowed")
    need("\n  found: " in errors or re.search(r"'[^']+'|missing|empty|no |not given", what), "does not say what was found")
    for pattern in case.says:
        need(re.search(pattern, errors), f"does not say /{pattern}/")


def check(case, aerie, chips):
    with tempfile.TemporaryDirectory(prefix="aerie-malformed-") as name:
        folder = pathlib.Path(name)
        place(case, folder, chips)
        before = names_below(folder)
        code, message = run(case, aerie, folder)
        try:
            look_at(case, code, message)
            left = [name for name in names_below(folder) if name not in before]
            need(not left, f"left behind {left}")
            need([name for name in before if not os.path.lexists(folder / name)] == [], "removed an input")
        except Wrong as wrong:
            raise Wrong(f"{wrong}\n    aerie {' '.join(case.words)}\n    " + message.strip().replace("\n", "\n    ")) from None


def main():
    aerie, chips, *classes = sys.argv[1:]
    aerie = str(pathlib.Path(aerie).resolve())
    known = commands_of(aerie)
    chosen = [case for case in cases.CASES if not classes or case.kind in classes]
    failed = 0
    for case in chosen:
        try:
            need(case.command is None or case.command in known, f"the binary has no command '{case.command}'")
            check(case, aerie, pathlib.Path(chips))
        except Wrong as wrong:
            failed += 1
            print(f"FAILED {case.kind}: {case.name}: {wrong}\n")
    print(f"{len(chosen)} cases, {failed} failed")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
