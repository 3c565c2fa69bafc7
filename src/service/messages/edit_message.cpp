// SPDX-License-Identifier: Apache-2.0
#include "service/messages.h"

namespace godwit::service {

Task<Result<store::Appended>> Messages::edit(model::Caller caller, EditMessage command) {
  model::Body body = model::Edit{command.target, std::move(command.text), std::move(command.spans)};
  if (auto ok = model::check_content(body); !ok) co_return std::unexpected(ok.error());
  co_return co_await append(caller, command.log, command.client_id, std::move(body));
}

}  // namespace godwit::service
