// SPDX-License-Identifier: Apache-2.0
#include "demo/art.h"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/error.h"

namespace godwit::demo {
namespace {

struct Colour {
  double red, green, blue;  // 0–255
};

Colour mix(Colour a, Colour b, double share) {
  const double part = std::clamp(share, 0.0, 1.0);
  const auto between = [part](double x, double y) { return x + (y - x) * part; };
  return {between(a.red, b.red), between(a.green, b.green), between(a.blue, b.blue)};
}

class Canvas {
 public:
  Canvas(int width, int height)
      : width_(width), height_(height), pixels_(static_cast<std::size_t>(width * height * 3)) {}

  int width() const { return width_; }
  int height() const { return height_; }

  void set(int x, int y, Colour colour) {
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
    const auto at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x)) * 3;
    pixels_[at] = static_cast<png_byte>(colour.red);
    pixels_[at + 1] = static_cast<png_byte>(colour.green);
    pixels_[at + 2] = static_cast<png_byte>(colour.blue);
  }

  template <class Paint>
  void each(Paint paint) {
    for (int y = 0; y < height_; ++y) {
      for (int x = 0; x < width_; ++x) set(x, y, paint(x, y));
    }
  }

  void disc(int x, int y, int radius, Colour colour) {
    for (int dy = -radius; dy <= radius; ++dy) {
      for (int dx = -radius; dx <= radius; ++dx) {
        if (dx * dx + dy * dy <= radius * radius) set(x + dx, y + dy, colour);
      }
    }
  }

  void box(int x, int y, int width, int height, Colour colour) {
    for (int row = y; row < y + height; ++row) {
      for (int column = x; column < x + width; ++column) set(column, row, colour);
    }
  }

  Drawing encode() const {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width_);
    image.height = static_cast<png_uint_32>(height_);
    image.format = PNG_FORMAT_RGB;
    png_alloc_size_t size = 0;
    GODWIT_CHECK(png_image_write_to_memory(&image, nullptr, &size, 0, pixels_.data(), 0, nullptr));
    std::string bytes(size, '\0');
    GODWIT_CHECK(png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels_.data(), 0, nullptr));
    bytes.resize(size);
    return {std::move(bytes), image.width, image.height};
  }

 private:
  int width_;
  int height_;
  std::vector<png_byte> pixels_;
};

struct Scene {
  std::string_view name;
  Colour sky_top, sky_low, far, near;
  double horizon;  ///< share of the height
  int sun_x;       ///< percent of the width
  int birds;
  bool train;
};

constexpr Scene kScenes[] = {
    {"shore", {98, 142, 178}, {246, 214, 168}, {142, 152, 146}, {176, 158, 128}, 0.55, 70, 14, false},
    {"flock", {120, 164, 204}, {226, 236, 240}, {120, 140, 150}, {108, 118, 112}, 0.72, 20, 160, false},
    {"tea", {236, 226, 206}, {206, 186, 148}, {168, 128, 78}, {120, 84, 52}, 0.60, 50, 0, false},
    {"river", {72, 84, 140}, {250, 170, 120}, {88, 92, 120}, {60, 74, 104}, 0.50, 50, 5, false},
    {"train", {188, 214, 232}, {240, 244, 240}, {134, 170, 118}, {98, 140, 86}, 0.58, 82, 3, true},
};

double hills(const Canvas& canvas, int x, double height, double phase) {
  const double at = static_cast<double>(x) / canvas.width() * 2 * std::numbers::pi;
  return height * (std::sin(at * 1.3 + phase) + 0.5 * std::sin(at * 3.1 + phase * 2) + 0.25 * std::sin(at * 7 + phase));
}

/// A bird from afar: two wings.
void draw_bird(Canvas& canvas, int x, int y, int span) {
  const Colour dark{52, 56, 62};
  for (int i = 0; i <= span; ++i) {
    const int lift = static_cast<int>(std::lround(std::sin(std::numbers::pi * i / span) * span * 0.45));
    for (int thick = 0; thick < 2; ++thick) {
      canvas.set(x + i, y - lift + thick, dark);
      canvas.set(x - i, y - lift + thick, dark);
    }
  }
}

void draw_train(Canvas& canvas, int ground) {
  const Colour red{190, 52, 46};
  const Colour window{232, 240, 244};
  const Colour dark{58, 50, 48};
  canvas.box(0, ground + 4, canvas.width(), 3, dark);
  for (int car = 0; car < 3; ++car) {
    const int x = 90 + car * 154;
    canvas.box(x, ground - 48, 146, 46, red);
    for (int i = 0; i < 5; ++i) canvas.box(x + 12 + i * 26, ground - 38, 16, 14, window);
    canvas.disc(x + 28, ground, 7, dark);
    canvas.disc(x + 118, ground, 7, dark);
  }
}

Drawing draw_notes() {
  Canvas canvas(480, 640);
  canvas.each([](int, int y) { return y % 32 == 31 ? Colour{196, 210, 226} : Colour{250, 248, 240}; });
  canvas.box(56, 0, 2, 640, {226, 170, 170});
  for (int line = 2; line < 18; ++line) {
    const int length = 120 + (line * 83) % 250;
    for (int x = 72; x < 72 + length; ++x) {
      const double wave = std::sin(x * 0.45 + line) * 4 + std::sin(x * 0.17 * (line % 3 + 1)) * 4;
      canvas.disc(x, line * 32 + 20 + static_cast<int>(std::lround(wave)), 1, {44, 58, 110});
    }
  }
  return canvas.encode();
}

}  // namespace

Drawing draw(std::string_view name) {
  if (name == "notes") return draw_notes();
  const Scene* scene = std::ranges::find(kScenes, name, &Scene::name);
  if (scene == std::end(kScenes)) scene = kScenes;
  Canvas canvas(640, 480);
  const double horizon = canvas.height() * scene->horizon;
  canvas.each([&](int x, int y) {
    const double near_edge = horizon + 70 + hills(canvas, x, 10, 2);
    if (y > near_edge) return mix(scene->near, {30, 30, 30}, (y - near_edge) / canvas.height() * 0.5);
    if (y > horizon + hills(canvas, x, 12, 0.4)) return scene->far;
    return mix(scene->sky_top, scene->sky_low, y / horizon);
  });
  canvas.disc(canvas.width() * scene->sun_x / 100, static_cast<int>(horizon * 0.45), 26, {255, 244, 214});
  for (int i = 0; i < scene->birds; ++i) {
    // A flock bunches along a line.
    const int x = 60 + (i * 211) % 520;
    const int y = 60 + (i * 97) % 90 + static_cast<int>(50 * std::sin(x * 0.012));
    draw_bird(canvas, x, y, 4 + (i * 7) % 6);
  }
  if (scene->train) draw_train(canvas, static_cast<int>(horizon) + 64);
  return canvas.encode();
}

Drawing draw_portrait(std::string_view name) {
  std::uint32_t hash = 2'166'136'261;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619;
  const auto channel = [&](int shift, int low) {
    return static_cast<double>(low + static_cast<int>(hash >> shift) % 90);
  };
  const Colour back{channel(0, 130), channel(8, 130), channel(16, 130)};
  const Colour dress{channel(4, 40), channel(12, 60), channel(20, 70)};
  const Colour skin = mix({244, 208, 176}, {128, 84, 56}, (hash >> 24) / 255.0);
  const Colour hair = mix({40, 32, 30}, {176, 128, 72}, (hash >> 6) % 100 / 100.0);
  Canvas canvas(256, 256);
  canvas.each([&](int, int y) { return mix(back, {255, 255, 255}, (256 - y) / 700.0); });
  canvas.disc(128, 270, 92, dress);
  canvas.disc(128, 104, 62, hair);
  canvas.disc(128, 120, 52, skin);
  canvas.disc(109, 114, 5, {40, 40, 44});
  canvas.disc(147, 114, 5, {40, 40, 44});
  for (int x = -20; x <= 20; ++x) canvas.disc(128 + x, 146 - x * x / 50, 2, {150, 70, 66});
  return canvas.encode();
}

Sound call_birds(std::uint32_t seconds) {
  constexpr std::uint32_t kRate = 8'000;
  constexpr std::size_t kBars = 64;
  const std::size_t count = std::clamp<std::size_t>(seconds, 1, 30) * kRate;
  std::vector<double> samples(count);
  double phase = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double time = static_cast<double>(i) / kRate;
    const double within = std::fmod(time, 0.62);  // a call of two rising notes, then a breath
    const double note = within < 0.42 ? std::fmod(within, 0.21) / 0.21 : -1;
    const double envelope = note < 0 ? 0 : std::sin(std::numbers::pi * note);
    phase += 2 * std::numbers::pi * (1'400 + 700 * std::max(note, 0.0) + 60 * std::sin(time * 3)) / kRate;
    samples[i] = envelope * (0.35 + 0.25 * std::sin(time * 1.7)) * std::sin(phase);
  }

  Sound sound;
  sound.duration_ms = static_cast<std::uint32_t>(count * 1'000 / kRate);
  const auto put = [&](std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) sound.wav += static_cast<char>(value >> (8 * i) & 0xFF);
  };
  const auto data_bytes = static_cast<std::uint32_t>(count * 2);
  sound.wav = "RIFF";
  put(36 + data_bytes, 4);
  sound.wav += "WAVEfmt ";
  put(16, 4);
  put(1, 2);  // PCM
  put(1, 2);  // mono
  put(kRate, 4);
  put(kRate * 2, 4);
  put(2, 2);
  put(16, 2);
  sound.wav += "data";
  put(data_bytes, 4);
  for (const double sample : samples) put(static_cast<std::uint16_t>(static_cast<std::int16_t>(sample * 32'000)), 2);

  for (std::size_t bar = 0; bar < kBars; ++bar) {
    double loudest = 0;
    for (std::size_t i = bar * count / kBars; i < (bar + 1) * count / kBars; ++i) {
      loudest = std::max(loudest, std::abs(samples[i]));
    }
    sound.waveform += static_cast<char>(static_cast<unsigned char>(std::min(255.0, loudest * 400)));
  }
  return sound;
}

}  // namespace godwit::demo
