# SPDX-License-Identifier: Apache-2.0
# `cmake --install <build> --component client`: the client library for other programs. The rooms it is made of go into one archive, so
# that nobody outside has to know them; headers are those of its door and of base that the door names.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(archive ${CMAKE_BINARY_DIR}/libgodwit-client.a)
set(parts godwit_sdk godwit_protocol godwit_proto godwit_model godwit_base)
set(script "create ${archive}\n")
foreach(part IN LISTS parts)
  string(APPEND script "addlib $<TARGET_FILE:${part}>\n")
endforeach()
string(APPEND script "save\nend\n")
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/libgodwit-client.mri CONTENT "${script}")
add_custom_command(OUTPUT ${archive}
  COMMAND ${CMAKE_COMMAND} -E rm -f ${archive}
  COMMAND sh -c "'${CMAKE_AR}' -M < '${CMAKE_BINARY_DIR}/libgodwit-client.mri'"
  DEPENDS ${parts} ${CMAKE_BINARY_DIR}/libgodwit-client.mri VERBATIM)
add_custom_target(godwit_client_archive DEPENDS ${archive})

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/godwit)
file(RELATIVE_PATH GODWIT_UP_TO_PREFIX /${package_dir} /)
file(RELATIVE_PATH GODWIT_PC_UP_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
set(GODWIT_UTF8PROC utf8proc)
configure_file(cmake/install/godwit-config.cmake.in ${CMAKE_BINARY_DIR}/install/godwit-config.cmake @ONLY)
configure_file(cmake/install/godwit-client.pc.in ${CMAKE_BINARY_DIR}/install/godwit-client.pc @ONLY)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/install/godwit-config-version.cmake COMPATIBILITY SameMinorVersion)

install(FILES ${archive} DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT client EXCLUDE_FROM_ALL)
install(DIRECTORY src/sdk/include/godwit DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/godwit-client
  COMPONENT client EXCLUDE_FROM_ALL)
foreach(header clock error ids log_id random)
  install(FILES src/base/include/base/${header}.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/godwit-client/base
    COMPONENT client EXCLUDE_FROM_ALL)
endforeach()
install(FILES ${CMAKE_BINARY_DIR}/install/godwit-config.cmake ${CMAKE_BINARY_DIR}/install/godwit-config-version.cmake
  DESTINATION ${package_dir} COMPONENT client EXCLUDE_FROM_ALL)
install(FILES ${CMAKE_BINARY_DIR}/install/godwit-client.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  COMPONENT client EXCLUDE_FROM_ALL)
