// SPDX-License-Identifier: Apache-2.0
// Pictures and sounds that the demo's people send, drawn and hummed by the program. Pure; any lane.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace godwit::demo {

struct Drawing {
  std::string png;
  std::uint32_t width = 0;  ///< pixels
  std::uint32_t height = 0;
};

/// shore, flock, tea, river, train or notes; anything else is a shore.
Drawing draw(std::string_view scene);

/// A portrait: the square for a person's avatar, its colours by the name.
Drawing draw_portrait(std::string_view name);

struct Sound {
  std::string wav;  ///< 8 kHz, 16 bit, mono
  std::uint32_t duration_ms = 0;
  std::string waveform;  ///< loudness, 64 bytes
};

/// Wading birds that call, for so many seconds (1–30).
Sound call_birds(std::uint32_t seconds);

}  // namespace godwit::demo
