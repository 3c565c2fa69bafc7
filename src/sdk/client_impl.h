// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/engine.h"
#include "godwit/client.h"

namespace godwit::sdk {

class Client::Impl : public Engine {
 public:
  using Engine::Engine;
  ~Impl() override { stop(); }
};

}  // namespace godwit::sdk
