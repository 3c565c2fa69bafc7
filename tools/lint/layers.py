#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every #include of another room is allowed by cmake/room.cmake, declared in the room's CMakeLists.txt, and goes through
the other room's door; no two components (a .h with its .cpp) include each other in a circle."""
import pathlib
import re

import _tree

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
KEYWORDS = {"USES", "PRIVATE_USES", "LIBS", "PRIVATE_LIBS", "TEST_USES"}


def table(root):
    """{room: rooms it may use}, in the order of cmake/room.cmake."""
    text = (root / "cmake/room.cmake").read_text()
    rooms = re.search(r"set\(GODWIT_ROOMS\s+([^)]*)\)", text)[1].split()
    rows = dict(re.findall(r"set\(GODWIT_MAY_USE_(\w+)\s+([^)]*)\)", text))
    return {room: set(rows[room].replace('""', "").split()) for room in rooms}


def declared(root, room):
    """{keyword: rooms} of the room(…) call in the room's CMakeLists.txt."""
    found = {keyword: set() for keyword in KEYWORDS}
    path = root / "src" / room / "CMakeLists.txt"
    call = re.search(rf"\broom\({room}\b([^)]*)\)", path.read_text()) if path.is_file() else None
    keyword = None
    for word in call[1].split() if call else []:
        if word in KEYWORDS:
            keyword = word
        elif keyword:
            found[keyword].add(word)
    return found


def component(room, path):
    """The name of a header together with its source, wherever the two stand."""
    inner = path.relative_to(f"src/{room}")
    door = f"include/{room}/"
    return f"{room}/" + str(inner).removeprefix(door).rsplit(".", 1)[0]


def cycles(graph):
    """Each circle once, as a list of components."""
    state, stack, found = {}, [], []

    def visit(node):
        state[node] = "open"
        stack.append(node)
        for to in sorted(graph.get(node, ())):
            if state.get(to) == "open":
                found.append(stack[stack.index(to):] + [to])
            elif to not in state:
                visit(to)
        stack.pop()
        state[node] = "done"

    for node in sorted(graph):
        if node not in state:
            visit(node)
    return found


def check(root):
    rooms = table(root)
    graph = {}
    for path in _tree.files(root, ".h", ".cpp", under="src/"):
        room = path.parts[1]
        if room not in rooms:
            yield f"{path}: src/{room} has no row in cmake/room.cmake"
            continue
        names = declared(root, room)
        permitted = names["USES"] if path.parts[2] == "include" else names["USES"] | names["PRIVATE_USES"]
        tests = path.parts[2] in ("test", "contract")
        permitted = permitted | names["TEST_USES"] | names["PRIVATE_USES"] if tests else permitted
        for number, line in enumerate(_tree.lines(root, path), 1):
            target = (INCLUDE.match(line) or [None, ""])[1]
            other = target.split("/")[0]
            if other in rooms and other != room:
                if not tests and other not in rooms[room]:
                    yield f"{path}:{number}: room '{room}' may not use '{other}'"
                elif other not in permitted:
                    yield f"{path}:{number}: '{other}' is not declared for this place in src/{room}/CMakeLists.txt"
                elif not (root / "src" / other / "include" / target).is_file() and not (root / "src" / other / "contract").is_dir():
                    yield f"{path}:{number}: \"{target}\" is not in the door of '{other}'"
            own = [pathlib.PurePosixPath(f"src/{room}/include/{target}"), pathlib.PurePosixPath(f"src/{room}/{target}"),
                   path.parent / target, pathlib.PurePosixPath(f"src/{other}/include/{target}")]
            to = next((p for p in own if target and (root / p).is_file()), None)
            if to:
                here, there = component(room, path), component(to.parts[1], to)
                graph.setdefault(here, set()).update({there} - {here})
    for circle in cycles(graph):
        yield "include cycle: " + " → ".join(circle)


if __name__ == "__main__":
    _tree.report(check)
