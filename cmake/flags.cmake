# SPDX-License-Identifier: Apache-2.0
# One interface target, godwit_flags: warnings as errors, hardening, and the sanitizer of the chosen lane.

set(GODWIT_SANITIZE "" CACHE STRING "address (with undefined), thread, fuzzer, or empty")
# Of generated code too. Jumps and returns go only where they are meant to on processors that watch over it.
set(GODWIT_HARDENING -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  list(APPEND GODWIT_HARDENING -fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  list(APPEND GODWIT_HARDENING -mbranch-protection=standard)
endif()
add_library(godwit_flags INTERFACE)
target_compile_options(godwit_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wextra-semi -Wimplicit-fallthrough -Wno-missing-designated-field-initializers -Wformat=2 -Werror
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -fno-omit-frame-pointer ${GODWIT_HARDENING})
# Asio's coroutine frames keep no thread-local cache: frames may be destroyed on another thread at shutdown.
target_compile_definitions(godwit_flags INTERFACE
  BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING BOOST_ASIO_NO_DEPRECATED SPDLOG_FMT_EXTERNAL)

if(GODWIT_SANITIZE STREQUAL "address")
  # Without vptr: it opens a pipe to look at memory, and reports nonsense in the tests that run out of descriptors.
  set(sanitize -fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all)
elseif(GODWIT_SANITIZE STREQUAL "thread")
  set(sanitize -fsanitize=thread)
elseif(GODWIT_SANITIZE STREQUAL "fuzzer")
  set(sanitize -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
elseif(NOT GODWIT_SANITIZE STREQUAL "")
  message(FATAL_ERROR "GODWIT_SANITIZE must be address, thread, fuzzer or empty")
endif()
if(sanitize)
  target_compile_options(godwit_flags INTERFACE ${sanitize})
  target_link_options(godwit_flags INTERFACE ${sanitize})
else()
  target_compile_options(godwit_flags INTERFACE $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3>)
endif()
target_compile_definitions(godwit_flags INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(godwit_flags INTERFACE -fuse-ld=lld -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code)

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
