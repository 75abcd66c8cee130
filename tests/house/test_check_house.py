"""Each law of the house can fail: a small house that keeps them all, and one planted violation of each."""
import stat
import tempfile
import unittest
from pathlib import Path

import check_house

GOOD = {
    "CMakeLists.txt": "add_subdirectory(core)\n",
    "README.md": "Start with [the core](core/README.md).\n```console\n$ tools/demo\n```\n",
    "core/CMakeLists.txt": "add_library(core time.cpp)\n",
    "core/README.md": "Time.\n",
    "core/time.h": "#pragma once\n",
    "core/time.cpp": '#include "core/time.h"\n',
    "router/CMakeLists.txt": "add_library(router mesh.cpp)\n",
    "router/README.md": "Spikes travel.\n",
    "router/mesh.cpp": '#include "core/time.h"\n#include <vector>\n',
    "hw_model/CMakeLists.txt": "add_library(hw machine/work_crew.cpp)\n",
    "hw_model/README.md": "Chips.\n",
    "hw_model/machine/README.md": "A chip at work.\n",
    "hw_model/machine/work_crew.cpp": "#include <boost/asio/thread_pool.hpp>\n",
    "tools/CMakeLists.txt": "add_library(formats formats/chip_file.cpp formats/chip.proto)\nadd_library(serve serve/server.cpp)\n",
    "tools/README.md": "In and out.\n",
    "tools/demo": "#!/bin/sh\n",
    "tools/formats/README.md": "Files.\n",
    "tools/formats/chip_file.cpp": '#include <google/protobuf/text_format.h>\n#include "tools/formats/chip.pb.h"\n',
    "tools/formats/chip.proto": 'syntax = "proto3";\n',
    "tools/serve/README.md": "Live.\n",
    "tools/serve/server.cpp": "#include <boost/beast.hpp>\n",
    "tests/CMakeLists.txt": "add_executable(time_test core/time_test.cpp)\n",
    "tests/README.md": "Tests see all.\n",
    "tests/core/time_test.cpp": '#include "hw_model/machine/pool.pb.h"\n#include "core/time.h"\n',
}


class HouseTest(unittest.TestCase):
    def complaints(self, planted=None):
        with tempfile.TemporaryDirectory() as root:
            for name, text in {**GOOD, **(planted or {})}.items():
                if text is None:
                    continue
                path = Path(root, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            Path(root, "tools/demo").chmod(stat.S_IRWXU)
            return check_house.complaints(root, self.program(root))

    def program(self, root):
        """Stands for the aerie binary: knows one command with one option."""
        path = Path(root, ".aerie")
        path.write_text('#!/bin/sh\n[ "$1" = run ] || [ "$1" = --help ] || exit 2\necho "  -h,--help   --chip TEXT"\n', encoding="utf-8")
        path.chmod(stat.S_IRWXU)
        return str(path)

    def assert_breaks(self, rule, place, planted):
        """Exactly this rule complains, of exactly this place."""
        lines = self.complaints(planted)
        self.assertEqual([line.split(": ")[:2] for line in lines], [[place, rule]], lines)

    def test_a_house_in_order_has_no_complaint(self):
        self.assertEqual(self.complaints(), [])

    def test_an_upward_include_is_found_on_each_floor(self):
        for low, high in [("core", "router"), ("core", "hw_model"), ("core", "tools"), ("router", "hw_model"), ("router", "tools"), ("hw_model", "tools")]:
            name = {"core": "core/time.cpp", "router": "router/mesh.cpp", "hw_model": "hw_model/machine/work_crew.cpp"}[low]
            text = GOOD[name] + f'#include "{high}/x.h"\n'
            self.assert_breaks("includes_point_down", f"{name}:{text.count(chr(10))}", {name: text})

    def test_an_upward_include_in_angle_brackets_or_with_spaces_is_found(self):
        self.assert_breaks("includes_point_down", "core/time.cpp:2", {"core/time.cpp": GOOD["core/time.cpp"] + " #  include <tools/x.h>\n"})

    def test_nobody_may_include_a_test(self):
        text = '#include "tests/catch.h"\n' + GOOD["tools/serve/server.cpp"]
        self.assert_breaks("includes_point_down", "tools/serve/server.cpp:1", {"tools/serve/server.cpp": text})

    def test_an_upward_import_of_a_schema_is_found(self):
        planted = {"core/net.proto": 'import "hw_model/chip.proto";\n', "core/CMakeLists.txt": "add_library(core time.cpp net.proto)\n"}
        self.assert_breaks("includes_point_down", "core/net.proto:1", planted)

    def test_a_relative_include_is_found(self):
        self.assert_breaks("includes_start_at_the_root", "router/mesh.cpp:3", {"router/mesh.cpp": GOOD["router/mesh.cpp"] + '#include "../core/time.h"\n'})

    def test_protobuf_outside_formats_is_found_in_each_disguise(self):
        for line in ["#include <google/protobuf/message.h>", '#include "core/network.pb.h"', "void f(const google::protobuf::Message&);"]:
            self.assert_breaks("protobuf_stays_in_formats", "router/mesh.cpp:3", {"router/mesh.cpp": GOOD["router/mesh.cpp"] + line + "\n"})

    def test_asio_outside_its_places_is_found_in_each_disguise(self):
        for line in ["#include <boost/asio.hpp>", "#include <boost/beast/http.hpp>", "boost::asio::io_context context;"]:
            self.assert_breaks("asio_stays_in_pool_and_server", "router/mesh.cpp:3", {"router/mesh.cpp": GOOD["router/mesh.cpp"] + line + "\n"})

    def test_the_asio_of_another_file_of_the_machine_is_found(self):
        planted = {"hw_model/machine/pool.cpp": "#include <boost/asio.hpp>\n", "hw_model/CMakeLists.txt": "add_library(hw machine/work_crew.cpp machine/pool.cpp)\n"}
        self.assert_breaks("asio_stays_in_pool_and_server", "hw_model/machine/pool.cpp:1", planted)

    def test_a_file_of_401_lines_is_found_and_one_of_400_is_not(self):
        head = GOOD["core/time.cpp"]
        self.assertEqual(self.complaints({"core/time.cpp": head + "\n" * 399}), [])
        self.assert_breaks("files_are_short", "core/time.cpp:401", {"core/time.cpp": head + "\n" * 400})

    def test_a_long_script_without_extension_is_found(self):
        self.assert_breaks("files_are_short", "tools/demo:401", {"tools/demo": "#!/bin/sh\n" + "\n" * 400})

    def test_work_left_over_is_found_in_code_and_prose(self):
        for mark in ["TO" + "DO", "FIX" + "ME"]:
            self.assert_breaks("nothing_is_left_to_do", "core/time.cpp:2", {"core/time.cpp": GOOD["core/time.cpp"] + f"// {mark}: later\n"})
            self.assert_breaks("nothing_is_left_to_do", "core/README.md:1", {"core/README.md": f"{mark} explain\n"})

    def test_a_source_that_no_build_knows_is_found(self):
        self.assert_breaks("every_source_is_listed", "core/lost.cpp:1", {"core/lost.cpp": "\n"})

    def test_a_source_named_only_in_a_comment_or_as_part_of_a_name_is_lost(self):
        for text in ["add_library(core time.cpp) # lost.cpp\n", "add_library(core time.cpp not_lost.cpp)\n"]:
            self.assert_breaks("every_source_is_listed", "core/lost.cpp:1", {"core/lost.cpp": "\n", "core/CMakeLists.txt": text})

    def test_a_schema_may_be_listed_from_the_root_by_the_library_that_compiles_it(self):
        for name in ["${CMAKE_SOURCE_DIR}/core/net.proto", "core/net"]:
            planted = {"core/net.proto": "\n", "tools/CMakeLists.txt": GOOD["tools/CMakeLists.txt"] + f"set(schemas {name})\n"}
            self.assertEqual(self.complaints(planted), [])
        lost = {"core/net.proto": "\n", "tools/CMakeLists.txt": GOOD["tools/CMakeLists.txt"] + "set(schemas core/network)\n"}
        self.assert_breaks("every_source_is_listed", "core/net.proto:1", lost)

    def test_a_test_may_be_listed_without_its_ending_but_no_other_source(self):
        listed = {"tests/core/CMakeLists.txt": "foreach(name swapped)\n", "tests/core/swapped.cpp": "\n"}
        self.assertEqual(self.complaints(listed), [])
        self.assert_breaks("every_source_is_listed", "core/lost.cpp:1", {"core/lost.cpp": "\n", "core/CMakeLists.txt": "add_library(core time.cpp lost)\n"})

    def test_a_script_of_the_tests_that_nobody_runs_is_found(self):
        self.assert_breaks("every_source_is_listed", "tests/lost.py:1", {"tests/lost.py": "\n"})

    def test_a_module_that_a_listed_script_imports_is_not_lost(self):
        listed = {"tests/CMakeLists.txt": GOOD["tests/CMakeLists.txt"] + "add_test(a.py)\n", "tests/a.py": "import cases\n", "tests/cases.py": "\n"}
        self.assertEqual(self.complaints(listed), [])

    def test_a_header_that_nobody_includes_is_found(self):
        self.assert_breaks("every_header_is_included", "core/lost.h:1", {"core/lost.h": "#pragma once\n"})

    def test_a_glob_is_found(self):
        text = GOOD["core/CMakeLists.txt"] + "file(GLOB sources *.cpp)\n"
        self.assert_breaks("no_source_is_globbed", "core/CMakeLists.txt:2", {"core/CMakeLists.txt": text})

    def test_a_sixth_folder_is_found(self):
        self.assert_breaks("top_level_is_the_five_floors", "utils:1", {"utils/note.md": "hello\n"})

    def test_a_folder_without_its_promise_is_found(self):
        self.assert_breaks("every_folder_says_its_promise", "tools/serve/README.md:1", {"tools/serve/README.md": None})
        self.assert_breaks("every_folder_says_its_promise", "tests/README.md:1", {"tests/README.md": None})

    def test_a_folder_may_leave_its_promise_to_the_one_above(self):
        self.assertEqual(self.complaints({"tools/serve/README.md": None, "tools/README.md": "`serve/` shows a chip live.\n"}), [])

    def readme(self, line):
        return {"core/README.md": f"```console\n{line}\n```\n"}

    def test_a_command_that_does_not_exist_is_found(self):
        self.assert_breaks("readme_commands_exist", "core/README.md:2", self.readme("$ tools/demmo"))
        self.assert_breaks("readme_commands_exist", "core/README.md:2", self.readme("$ aerie fly"))
        self.assert_breaks("readme_commands_exist", "core/README.md:2", self.readme("$ aerie run net.txtpb --chp loihi1"))

    def test_a_command_that_exists_is_right(self):
        self.assertEqual(self.complaints(self.readme("$ aerie run net.txtpb --chip=loihi1   # --not-an-option")), [])

    def test_what_a_command_prints_is_no_command(self):
        self.assertEqual(self.complaints(self.readme("aerie fly")), [])

    def test_a_link_to_nothing_is_found(self):
        self.assert_breaks("readme_links_lead_somewhere", "core/README.md:1", {"core/README.md": "[gone](gone.md#part)\n"})

    def test_a_test_that_ctest_cannot_name_is_found(self):
        self.assert_breaks("tests_can_be_found_by_name", "tests/core/time_test.cpp:1", {"tests/core/time_test.cpp": 'TEST_CASE("from [0, 1) on") {}\n'})


if __name__ == "__main__":
    unittest.main()
