// SPDX-License-Identifier: Apache-2.0
// Makes a device with a fresh token, for whoever proved who they are.
#pragma once

#include <string>

#include "service/accounts.h"

namespace godwit::service {

// NOLINTBEGIN(cppcoreguidelines-avoid-reference-coroutine-parameters): they outlive every lane
/// A name that is too long or not UTF-8 is left out. kForbidden for a disabled account, kNotFound for one that is gone.
Task<Result<LoggedIn>> open_device(store::Store& store, bus::Bus& bus, IdMint& ids, model::User user,
                                   std::string device_name);
// NOLINTEND(cppcoreguidelines-avoid-reference-coroutine-parameters)

}  // namespace godwit::service
