#!/usr/bin/env python3
"""Checks the laws of the house on a source tree and prints what breaks them, one line each: "path:line: rule: what".

    check_house.py ROOT [--program build/bin/aerie]

Each rule is one function from a Tree to complaints; test_check_house.py plants a violation of each and sees it fail.
"""
import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

FLOORS = ["core", "router", "hw_model", "tools", "tests"]   # an arrow may point to the left only
SOURCE = {".h", ".hpp", ".cpp", ".cc", ".proto", ".py", ".js", ".mjs", ".css", ".sv", ".cmake", ".sh"}
CODE = {".h", ".hpp", ".cpp", ".cc"}
LISTED = {".cpp", ".cc", ".proto", ".sv"}                   # what a CMakeLists.txt must name; headers must be included, scripts of tests named
TOP_LEVEL = set(FLOORS) | {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE"}
MOST_LINES = 400
# Files of tests/ that may be longer, each with its reason.
LONG_TESTS: dict[str, str] = {}


class Tree:
    """The files of the house, read once; hidden and fetched folders are no part of it."""

    def __init__(self, root):
        self.root = Path(root)
        self.texts = {}
        for folder, folders, files in os.walk(self.root):
            folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in ("node_modules", "__pycache__"))
            for name in sorted(files):
                path = Path(folder, name).relative_to(self.root)
                try:
                    self.texts[path] = Path(folder, name).read_text(encoding="utf-8")
                except (UnicodeDecodeError, FileNotFoundError):
                    continue

    def of(self, suffixes):
        return {path: text for path, text in self.texts.items() if path.suffix in suffixes}

    def scripts(self):
        return {path: text for path, text in self.texts.items() if not path.suffix and text.startswith("#!")}


def floor_of(path):
    return path.parts[0] if path.parts and path.parts[0] in FLOORS else None


def numbered(text):
    return enumerate(text.splitlines(), start=1)


def included(text):
    """(line, path) of each #include and each import of a .proto file."""
    pattern = re.compile(r'^\s*(?:#\s*include\s*["<]|import\s+(?:public\s+|weak\s+)?["\'])([^">\']+)')
    for number, line in numbered(text):
        if match := pattern.match(line):
            yield number, match.group(1)


def includes_point_down(tree):
    for path, text in tree.of(CODE | {".proto"}).items():
        here = floor_of(path)
        if here is None:
            continue
        for number, name in included(text):
            there = floor_of(Path(name))
            if there is not None and FLOORS.index(there) > FLOORS.index(here):
                yield path, number, f"{here}/ must not know {there}/: {name}"


def includes_start_at_the_root(tree):
    """A relative include would hide an arrow. Generated headers of a test (Verilator) have no folder."""
    for path, text in tree.of(CODE).items():
        for number, line in numbered(text):
            match = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
            if match and floor_of(path) not in (None, "tests") and floor_of(Path(match.group(1))) is None:
                yield path, number, f"name it from the root of the repository: {match.group(1)}"


def confined(tree, pattern, homes, what):
    for path, text in tree.of(CODE).items():
        if floor_of(path) in (None, "tests") or any(re.match(home, path.as_posix()) for home in homes):
            continue
        for number, line in numbered(text):
            if re.search(pattern, line):
                yield path, number, f"{what}: {line.strip()}"


def protobuf_stays_in_formats(tree):
    return confined(tree, r"google/protobuf|google::protobuf|\.pb\.h", [r"tools/formats/"], "protobuf outside tools/formats")


def asio_stays_in_pool_and_server(tree):
    homes = [r"hw_model/machine/work_crew\.", r"tools/serve/"]
    return confined(tree, r"boost/(asio|beast)|\basio::|\bbeast::", homes, "Asio outside the thread pool and tools/serve")


def files_are_short(tree):
    for path, text in {**tree.of(SOURCE), **tree.scripts()}.items():
        lines = text.count("\n")
        if lines > MOST_LINES and path.as_posix() not in LONG_TESTS:
            yield path, lines, f"{lines} lines, at most {MOST_LINES}"


def nothing_is_left_to_do(tree):
    marks = "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"])
    for path, text in {**tree.of(SOURCE | {".md", ".txt", ".txtpb", ".html"}), **tree.scripts()}.items():
        for number, line in numbered(text):
            if re.search(rf"\b({marks})\b", line):
                yield path, number, line.strip()


def without_comments(text):
    return "\n".join(line.split("#", 1)[0] for line in text.splitlines())


def is_named(text, name):
    return text is not None and re.search(rf"(?<![\w/.-])(\$\{{\w+\}}/)?{re.escape(name)}(?![\w/.-])", without_comments(text)) is not None


def is_listed(tree, path):
    """A CMakeLists.txt of its folder or of one above names it by its path from there. A schema is named by the library that
    compiles it, wherever that is, by its path from the root, with or without its ending. A test may be named without its ending, in its own
    folder: foreach(name ...)."""
    if floor_of(path) == "tests" and is_named(tree.texts.get(path.parent / "CMakeLists.txt"), path.stem):
        return True
    if any(is_named(tree.texts.get(folder / "CMakeLists.txt"), path.relative_to(folder).as_posix()) for folder in path.parents):
        return True
    lists = [text for place, text in tree.texts.items() if place.name == "CMakeLists.txt" and path.suffix == ".proto"]
    return any(is_named(text, name) for text in lists for name in (path.as_posix(), path.with_suffix("").as_posix()))


def is_imported(tree, path):
    """Another script of its folder imports it."""
    wanted = re.compile(rf"^(import|from) {re.escape(path.stem)}\b", re.MULTILINE)
    return any(wanted.search(text) for other, text in tree.of({".py"}).items() if other.parent == path.parent and other != path)


def every_source_is_listed(tree):
    for path in tree.of(LISTED | {".py"}):
        is_script = path.suffix == ".py" and floor_of(path) != "tests"
        is_module = path.suffix == ".py" and is_imported(tree, path)
        if floor_of(path) and not is_script and not is_module and not is_listed(tree, path):
            yield path, 1, "no CMakeLists.txt names it"


def every_header_is_included(tree):
    names = {name for text in tree.of(CODE).values() for _, name in included(text)}
    for path in tree.of({".h", ".hpp"}):
        if floor_of(path) and not any(path.as_posix() == name or (floor_of(Path(name)) is None and path.name == Path(name).name) for name in names):
            yield path, 1, "nobody includes it"


def no_source_is_globbed(tree):
    for path, text in tree.texts.items():
        if path.name != "CMakeLists.txt" and path.suffix != ".cmake":
            continue
        for number, line in numbered(text):
            if re.search(r"file\s*\(\s*GLOB|aux_source_directory", line.split("#", 1)[0], re.IGNORECASE):
                yield path, number, line.strip()


def top_level_is_the_five_floors(tree):
    names = {path.parts[0] for path in tree.texts}
    for name in sorted(names):
        if name not in TOP_LEVEL and not name.startswith("."):
            yield Path(name), 1, "not one of the five folders and the files beside them"


def every_folder_says_its_promise(tree):
    """A README.md in each floor, and in each of its folders that holds code unless the one above speaks of `folder/`; tests/ has one for all."""
    folders = {Path(*path.parts[:depth]) for path in tree.of(CODE | {".proto"}) for depth in (1, 2) if len(path.parts) > depth}
    for folder in sorted(folders):
        is_own = len(folder.parts) == 1 or floor_of(folder) != "tests"
        above = tree.texts.get(folder.parent / "README.md", "")
        is_spoken_of = len(folder.parts) > 1 and f"`{folder.name}/" in above
        if floor_of(folder) and is_own and not is_spoken_of and folder / "README.md" not in tree.texts:
            yield folder / "README.md", 1, "is missing"


def commands_in(text):
    """(line, words) of each "$ command" in a fenced block; a trailing comment is no part of it."""
    is_fenced = False
    for number, line in numbered(text):
        if line.lstrip().startswith("```"):
            is_fenced = not is_fenced
        elif is_fenced and line.startswith("$ "):
            yield number, line[2:].split("#", 1)[0].split()


def help_of(program, command=None):
    words = [program] + ([command] if command else []) + ["--help"]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)


def missing_in_program(program, words):
    """What the program does not know of "aerie COMMAND --option...", or None."""
    command = next((word for word in words[1:] if not word.startswith("-")), None)
    answer = help_of(program, command)
    if answer.returncode != 0:
        return f"aerie has no command '{command}'"
    options = [word.split("=")[0] for word in words[1:] if re.match(r"--?[A-Za-z]", word)]
    general = help_of(program).stdout
    known = set(re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", answer.stdout + general))
    unknown = [option for option in options if option not in known]
    return f"'aerie {command}' has no option {unknown[0]}" if unknown else None


def readme_commands_exist(tree, program=None):
    for path, text in tree.of({".md"}).items():
        for number, words in commands_in(text):
            if words and re.match(r"(\./)?(tools|tests)/", words[0]):
                script = tree.root / words[0]
                if not os.access(script, os.X_OK):
                    yield path, number, f"no such command: {words[0]}"
            if words and words[0] == "aerie" and program:
                if missing := missing_in_program(program, words):
                    yield path, number, missing


def tests_can_be_found_by_name(tree):
    """CTest's list of the cases splits at ; and loses its way at [ and ]: such a case would never run by itself."""
    for path, text in tree.of({".cpp"}).items():
        for number, line in numbered(text):
            if re.search(r'^\s*(TEMPLATE_)?TEST_CASE\w*\("[^"]*[][;\\]', line):
                yield path, number, f"a test's name without ; [ ] and backslash: {line.strip()}"


def readme_links_lead_somewhere(tree):
    for path, text in tree.of({".md"}).items():
        for number, line in numbered(text):
            for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", line):
                if not (tree.root / path.parent / target).exists():
                    yield path, number, f"leads nowhere: {target}"


RULES = [includes_point_down, includes_start_at_the_root, protobuf_stays_in_formats, asio_stays_in_pool_and_server, files_are_short,
         nothing_is_left_to_do, every_source_is_listed, every_header_is_included, no_source_is_globbed, top_level_is_the_five_floors,
         every_folder_says_its_promise, tests_can_be_found_by_name, readme_commands_exist, readme_links_lead_somewhere]


def complaints(root, program=None, rules=None):
    """All lines that break a rule, in the order of the rules."""
    tree = Tree(root)
    lines = []
    for rule in rules or RULES:
        found = rule(tree, program) if rule is readme_commands_exist else rule(tree)
        lines += [f"{path.as_posix()}:{number}: {rule.__name__}: {what}" for path, number, what in found]
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root")
    parser.add_argument("--program", help="the aerie binary, to look up the commands of the READMEs")
    parser.add_argument("--rule", choices=[rule.__name__ for rule in RULES], help="only this one")
    arguments = parser.parse_args()
    rules = [rule for rule in RULES if rule.__name__ == arguments.rule] if arguments.rule else None
    lines = complaints(arguments.root, arguments.program, rules)
    print("\n".join(lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
