# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The checker: a load of clients, one fault after the other, and a judge. test/chaos has the pieces, docs/reliability.md the promises.

# run_chaos [arguments of test/chaos/chaos.py]
run_chaos() {
  /usr/bin/python3 test/chaos/chaos.py --godwit build/release/godwit "$@"
}
