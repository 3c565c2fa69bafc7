// SPDX-License-Identifier: Apache-2.0
// write_seeds <target> <folder>: the golden seeds as files, for a libFuzzer program to begin with.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "golden_seeds.h"

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: write_seeds <target> <folder>\n";
    return 2;
  }
  const std::filesystem::path folder = arguments[2];
  std::filesystem::create_directories(folder);
  for (const auto& [name, seed] : godwit::fuzz::golden_seeds(arguments[1])) {
    std::ofstream(folder / name, std::ios::binary) << seed;
  }
}
