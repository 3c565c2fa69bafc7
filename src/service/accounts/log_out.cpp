// SPDX-License-Identifier: Apache-2.0
#include "service/accounts.h"

namespace godwit::service {

Task<Result<void>> Accounts::log_out(model::Caller caller) {
  const auto existed = co_await deps_.store.devices().remove_device(caller.user, caller.device);
  if (!existed) co_return std::unexpected(existed.error());
  deps_.bus.publish({bus::DevicesEnded{caller.user, {caller.device}}});
  co_return Result<void>();
}

}  // namespace godwit::service
