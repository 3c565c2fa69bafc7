# SPDX-License-Identifier: Apache-2.0
# Fails when the file BINARY holds WORD: what is for tests only must not be in a program that is shipped.
# A message that begins with a blank is not broken into lines, whatever the length of the path.
#   cmake -DBINARY=godwit -DWORD=EchoChannel -P refuse_word.cmake

if(NOT EXISTS ${BINARY})
  message(FATAL_ERROR " ${BINARY} is not there")
endif()
execute_process(COMMAND grep -q -a -F ${WORD} ${BINARY} RESULT_VARIABLE absent)
if(NOT absent EQUAL 1)
  message(FATAL_ERROR " ${BINARY} holds ${WORD}, which is for tests only")
endif()
