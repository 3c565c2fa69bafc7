// SPDX-License-Identifier: Apache-2.0
#include "service/messages.h"

namespace godwit::service {

Task<Result<store::Appended>> Messages::pin(model::Caller caller, PinMessage command) {
  return append(caller, command.log, command.client_id, model::Pin{command.target, command.pinned});
}

}  // namespace godwit::service
