// SPDX-License-Identifier: Apache-2.0
// Blobs as files: <folder>/uploads/<name> while they grow, <folder>/<ab>/<rest of the hash> when they are whole.
#pragma once

#include <filesystem>
#include <memory>

#include "blob/blob_store.h"

namespace godwit::blob {

/// Makes the folder when absent, for its owner's eyes only. kInternal with a sentence.
Result<std::unique_ptr<BlobStore>> open_blob_folder(const std::filesystem::path& folder);

}  // namespace godwit::blob
