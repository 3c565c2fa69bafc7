// SPDX-License-Identifier: Apache-2.0
#include "service/messages.h"

namespace godwit::service {

Task<Result<store::Appended>> Messages::recall(model::Caller caller, RecallMessage command) {
  return append(caller, command.log, command.client_id, model::Recall{command.target});
}

}  // namespace godwit::service
