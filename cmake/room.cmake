# SPDX-License-Identifier: Apache-2.0
# The architecture in one table: each room and the rooms it may use. A room may only name rooms above it.
# tools/lint/layers.py reads the same table and checks every #include against it.

set(GODWIT_ROOMS base async model protocol net session store bus store_sqlite bus_local service gateway http demo app)

set(GODWIT_MAY_USE_base         "")
set(GODWIT_MAY_USE_async        base)
set(GODWIT_MAY_USE_model        base)
set(GODWIT_MAY_USE_protocol     base model)
set(GODWIT_MAY_USE_net          base async)
set(GODWIT_MAY_USE_session      base model protocol)
set(GODWIT_MAY_USE_store        base async model)
set(GODWIT_MAY_USE_bus          base model)
set(GODWIT_MAY_USE_store_sqlite base async model protocol store)
set(GODWIT_MAY_USE_bus_local    base model bus)
set(GODWIT_MAY_USE_service      base async model store bus)
set(GODWIT_MAY_USE_gateway     base async model protocol net session store bus service)
set(GODWIT_MAY_USE_http         base async model protocol service)
set(GODWIT_MAY_USE_demo         base async model store bus service)
set(GODWIT_MAY_USE_app          base async model protocol net session store bus store_sqlite bus_local service gateway http demo)

# room(<name> [USES room…] [PRIVATE_USES room…] [LIBS target…] [PRIVATE_LIBS target…])
#
# Makes the library godwit_<name> of all sources below the folder but test/. Its door is include/<name>/*.h; rooms in
# USES appear in the door, rooms in PRIVATE_USES only behind it. test/*_test.cpp becomes the test binary <name>_test.
function(room name)
  cmake_parse_arguments(A "" "" "USES;PRIVATE_USES;LIBS;PRIVATE_LIBS;TEST_USES" ${ARGN})
  list(FIND GODWIT_ROOMS ${name} me)
  if(me EQUAL -1)
    message(FATAL_ERROR "room '${name}' has no row in cmake/room.cmake")
  endif()
  foreach(dep IN LISTS A_USES A_PRIVATE_USES)
    list(FIND GODWIT_ROOMS ${dep} it)
    if(NOT dep IN_LIST GODWIT_MAY_USE_${name} OR NOT it LESS me)
      message(FATAL_ERROR "room '${name}' may not use '${dep}'; it may use: ${GODWIT_MAY_USE_${name}}")
    endif()
  endforeach()

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  list(FILTER sources EXCLUDE REGEX "/${name}/(.*/)?(test|contract)/")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  file(GLOB_RECURSE doors CONFIGURE_DEPENDS include/*.h)
  list(TRANSFORM A_USES PREPEND godwit::)
  list(TRANSFORM A_PRIVATE_USES PREPEND godwit::)
  if(sources)
    add_library(godwit_${name} STATIC ${sources})
    target_sources(godwit_${name} PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${doors})
    target_include_directories(godwit_${name} PRIVATE .)
    target_link_libraries(godwit_${name}
      PUBLIC ${A_USES} ${A_LIBS} PRIVATE ${A_PRIVATE_USES} ${A_PRIVATE_LIBS} godwit_flags)
  else()
    add_library(godwit_${name} INTERFACE)
    target_include_directories(godwit_${name} INTERFACE include)
    target_link_libraries(godwit_${name} INTERFACE ${A_USES} ${A_LIBS})
  endif()
  add_library(godwit::${name} ALIAS godwit_${name})

  file(GLOB_RECURSE tests CONFIGURE_DEPENDS test/*_test.cpp)
  if(tests AND GODWIT_TESTS)
    add_executable(${name}_test ${tests})
    target_include_directories(${name}_test PRIVATE .)
    list(TRANSFORM A_TEST_USES PREPEND godwit::)
    target_link_libraries(${name}_test PRIVATE
      godwit_${name} ${A_PRIVATE_USES} ${A_PRIVATE_LIBS} ${A_TEST_USES} godwit_flags GTest::gmock_main)
    gtest_discover_tests(${name}_test DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 120)
  endif()
endfunction()
