// SPDX-License-Identifier: Apache-2.0
// Logging a new device in from one that is logged in.
#include <algorithm>
#include <atomic>

#include "base/limits.h"
#include "base/utf8.h"
#include "open_device.h"
#include "service/devices.h"

namespace godwit::service {
namespace {

/// One waiting request: woken by the answer or by the time, whichever is first.
class Waiter {
 public:
  explicit Waiter(Resume<bool> resume) : resume_(std::move(resume)) {}
  void settle() {
    if (!settled_.exchange(true)) std::move(resume_).settle(true);
  }

 private:
  std::atomic<bool> settled_ = false;
  Resume<bool> resume_;
};

Task<void> settle_later(std::shared_ptr<Waiter> waiter) {
  co_await sleep_for(limits::kDeviceLogInWait);
  waiter->settle();
}

}  // namespace

Result<DeviceLogIns::Begun> Devices::begin_log_in(std::string device_name, std::string client, std::string address) {
  if (device_name.size() > limits::kDeviceNameBytes || !is_valid_utf8(device_name)) {
    return fail(ErrorCode::kInvalid, "device_name: at most 64 bytes of UTF-8");
  }
  if (auto ok = deps_.throttle.take("device log-in " + address); !ok) return std::unexpected(ok.error());
  return deps_.log_ins.begin(std::move(device_name), std::move(client), std::move(address));
}

Task<Result<std::optional<LoggedIn>>> Devices::await_log_in(std::string link, std::string secret) {
  Result<std::optional<DeviceLogIns::Approved>> first;
  bool waited = false;
  co_await suspend<bool>([&, this](Resume<bool> resume) {
    auto waiter = std::make_shared<Waiter>(std::move(resume));
    first = deps_.log_ins.collect(link, secret, [waiter] { waiter->settle(); });
    waited = first && !*first;
    if (!waited) return waiter->settle();
    deps_.nursery.spawn(settle_later(waiter));
  });
  auto approved = waited ? deps_.log_ins.collect(link, secret, nullptr) : std::move(first);
  if (!approved) co_return std::unexpected(approved.error());
  if (!*approved) co_return std::nullopt;
  co_return co_await let_in(std::move(**approved));
}

Task<Result<std::optional<LoggedIn>>> Devices::let_in(DeviceLogIns::Approved approved) {
  // A device that was logged out since has no say any more.
  const auto devices = co_await deps_.store.devices().list_devices(approved.by.user);
  if (!devices) co_return std::unexpected(devices.error());
  if (std::ranges::find(*devices, approved.by.device, &store::Device::id) == devices->end()) {
    co_return fail(ErrorCode::kNotFound, "no such log-in");
  }
  auto account = co_await deps_.store.accounts().get_account(approved.by.user);
  if (!account) co_return std::unexpected(account.error());
  auto logged_in = co_await open_device(deps_.store, deps_.bus, deps_.ids, std::move(account->user),
                                        std::move(approved.device_name));
  if (!logged_in) co_return std::unexpected(logged_in.error());
  co_return std::move(*logged_in);
}

}  // namespace godwit::service
