// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

int main(int argc, char** argv) { return godwit::app::run_command_line(argc, argv); }
