// SPDX-License-Identifier: Apache-2.0
#include "model/text.h"
#include "service/messages.h"

namespace godwit::service {

Task<Result<store::Appended>> Messages::edit(model::Caller caller, EditMessage command) {
  if (auto ok = model::check_message_text(command.text); !ok) co_return std::unexpected(ok.error());
  co_return co_await append(caller, command.log, command.client_id,
                            model::Edit{command.target, std::move(command.text)});
}

}  // namespace godwit::service
