#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A request is whole: a number in method.proto, its two messages, a route with the same name, and a place in the web's table."""
import re

import _tree

PROTO = "proto/godwit/v1/"
METHOD = re.compile(r"^\s*METHOD_(\w+)\s*=\s*(\d+)\s*;", re.M)
ROUTE = re.compile(r'METHOD_(\w+),\s*"(\w+)"')


def check(root):
    texts = {p.name: (root / p).read_text(encoding="utf-8") for p in _tree.files(root, ".proto", under=PROTO)}
    methods = {name: number for name, number in METHOD.findall(texts.get("method.proto", "")) if number != "0"}
    messages = set(re.findall(r"^message (\w+)", "\n".join(texts.values()), re.M))
    routes, web = root / "src/gateway/routes.cpp", root / "web/src/proto"
    tables = "".join(p.read_text(encoding="utf-8") for p in sorted(web.glob("*methods.ts")))
    rows = dict(ROUTE.findall(routes.read_text(encoding="utf-8"))) if routes.is_file() else {}
    for method in methods:
        name = method.title().replace("_", "")
        for message in (name + "Request", name + "Response"):
            if message not in messages:
                yield f"{PROTO}method.proto: METHOD_{method} has no message {message}"
        if rows.get(method) != name:
            yield f'src/gateway/routes.cpp: METHOD_{method} has no row with the name "{name}"'
        if tables and not re.search(rf"\bMethod\.{method}\b", tables):
            yield f"web/src/proto/methods.ts: METHOD_{method} is missing"
    for message in sorted(m for m in messages if m.endswith("Request")):
        if message.removesuffix("Request") not in {m.title().replace("_", "") for m in methods}:
            yield f"{PROTO}: {message} has no number in method.proto"


if __name__ == "__main__":
    _tree.report(check)
