// SPDX-License-Identifier: Apache-2.0
// Every limit that both sides of the wire know (docs/protocol.md §13). Bytes unless the name says otherwise.
#pragma once

#include <chrono>
#include <cstddef>

namespace godwit::limits {

inline constexpr std::size_t kFrameBytes = 256 * 1024;
inline constexpr std::size_t kHttpHeaderBytes = 16 * 1024;
inline constexpr std::size_t kHttpHeaderFields = 64;
inline constexpr std::size_t kHttpBodyBytes = 64 * 1024;
inline constexpr std::size_t kOutboxBytes = 256 * 1024;
inline constexpr std::size_t kRequestsInFlight = 64;

inline constexpr std::size_t kTextBytes = 16 * 1024;
inline constexpr std::size_t kContactTextBytes = 500;
inline constexpr std::size_t kNameCodePoints = 64;
inline constexpr std::size_t kSignatureCodePoints = 140;
inline constexpr std::size_t kMediaIdBytes = 26;
inline constexpr std::size_t kHandleMin = 3;
inline constexpr std::size_t kHandleMax = 32;
inline constexpr std::size_t kPasswordMin = 8;
inline constexpr std::size_t kPasswordMax = 256;
inline constexpr std::size_t kDeviceNameBytes = 64;
inline constexpr std::size_t kClientNameBytes = 64;
inline constexpr std::size_t kCursorAdvances = 100;
inline constexpr std::size_t kDevicesPerUser = 20;
inline constexpr std::size_t kContactsPerUser = 5'000;
inline constexpr std::size_t kGroupMembers = 100'000;
inline constexpr std::size_t kGroupsPerUser = 1'000;
inline constexpr std::size_t kUsersPerRequest = 100;
inline constexpr std::size_t kLinksPerGroup = 20;
inline constexpr std::size_t kWishesPerGroup = 200;
inline constexpr std::size_t kActivityMembers = 200;
inline constexpr std::size_t kReceiptMembers = 500;

inline constexpr std::size_t kOpenReports = 20;
inline constexpr std::size_t kReportedMessages = 20;
inline constexpr std::size_t kReportTextBytes = 1'000;
inline constexpr std::size_t kEntriesPerRequest = 50;
inline constexpr std::size_t kHiddenPerRequest = 100;
inline constexpr std::size_t kMergedItems = 100;
inline constexpr std::size_t kMergedBytes = 64 * 1024;
inline constexpr int kMergedDepth = 3;

inline constexpr std::size_t kPageEntries = 200;
inline constexpr std::size_t kPageEntriesDefault = 50;
inline constexpr std::size_t kPageBytes = 48 * 1024;
inline constexpr std::size_t kPageHeads = 50;
inline constexpr std::size_t kPageContacts = 200;
inline constexpr std::size_t kPageMembers = 200;
inline constexpr std::size_t kPageMembersDefault = 100;

inline constexpr std::chrono::seconds kUnauthenticatedSilence{10};
inline constexpr std::chrono::seconds kUnauthenticatedTotal{60};
inline constexpr std::chrono::seconds kIdleTimeout{90};
inline constexpr std::chrono::days kClientIdMemory{14};
inline constexpr std::chrono::seconds kOfflineAfter{30};
inline constexpr std::chrono::seconds kActivityLife{6};
inline constexpr std::chrono::days kStaysRemoved{1};
inline constexpr std::chrono::seconds kDeviceLogInLife{120};
inline constexpr std::chrono::seconds kDeviceLogInWait{20};

}  // namespace godwit::limits
