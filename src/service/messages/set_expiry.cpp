// SPDX-License-Identifier: Apache-2.0
#include "service/messages.h"

namespace godwit::service {

Task<Result<store::Appended>> Messages::set_expiry(model::Caller caller, SetExpiry command) {
  model::Body body = model::ExpiryChanged{command.seconds};
  if (auto ok = model::check_content(body); !ok) co_return std::unexpected(ok.error());
  co_return co_await append(caller, command.log, command.client_id, std::move(body));
}

}  // namespace godwit::service
