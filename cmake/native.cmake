# The `ocelli` command, the tests and the benchmarks.
set(warnings -Wall -Wextra -Wpedantic -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  # False alarms in std::string's and std::optional's own headers (GCC bugs 105651 and 80635).
  list(APPEND warnings -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds)
endif()

# The loops over pixels: at -O2, g++ keeps the vectors of small loops in memory. Not for all files: at
# -O3, g++ 12 warns of its own std::string.
file(GLOB pixel_sources CONFIGURE_DEPENDS src/image/resample_*.cpp src/image/jpeg/*.cpp
  src/tensor/normalize.cpp native/train/loader/*.cpp native/train/augment/*.cpp)
list(FILTER pixel_sources EXCLUDE REGEX augment_spec)
set_source_files_properties(${pixel_sources} PROPERTIES
  COMPILE_OPTIONS $<$<CONFIG:RelWithDebInfo>:-O3>)

find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)

# Reading, writing and changing ONNX files; no libtorch.
find_path(PROTOZERO_INCLUDE protozero/pbf_reader.hpp REQUIRED)
file(GLOB_RECURSE onnx_sources CONFIGURE_DEPENDS native/onnx/*.cpp native/graph/*.cpp)
add_library(ocelli_onnx STATIC ${onnx_sources})
target_include_directories(ocelli_onnx PUBLIC native)
target_include_directories(ocelli_onnx SYSTEM PRIVATE ${PROTOZERO_INCLUDE})
target_link_libraries(ocelli_onnx PUBLIC ocelli_core)
target_compile_options(ocelli_onnx PRIVATE ${warnings})

file(GLOB cli_sources CONFIGURE_DEPENDS native/cli/*.cpp)
add_executable(ocelli ${cli_sources})
target_include_directories(ocelli PRIVATE native)
target_link_libraries(ocelli PRIVATE ocelli_onnx CLI11::CLI11 nlohmann_json::nlohmann_json)
target_precompile_headers(ocelli PRIVATE <CLI/CLI.hpp> <nlohmann/json.hpp>)
target_compile_options(ocelli PRIVATE ${warnings})

# Data sets, batches, augmentation, metrics, reports and logs; no libtorch.
find_package(Threads REQUIRED)
file(GLOB data_sources CONFIGURE_DEPENDS native/train/data/*.cpp native/train/loader/*.cpp
  native/train/augment/*.cpp native/train/metrics/*.cpp native/train/report/*.cpp
  native/train/log/*.cpp)
add_library(ocelli_data STATIC ${data_sources})
target_include_directories(ocelli_data PUBLIC native)
target_include_directories(ocelli_data SYSTEM PRIVATE ${PROTOZERO_INCLUDE} ${header_links})
target_link_libraries(ocelli_data PUBLIC ocelli_core Threads::Threads
  PRIVATE nlohmann_json::nlohmann_json)
target_compile_options(ocelli_data PRIVATE ${warnings})
target_compile_definitions(ocelli_data PRIVATE HWY_COMPILE_ONLY_STATIC)

include(cmake/torch.cmake)

# The native side of the parity suite.
add_executable(ocelli_parity_answers tests/parity/native_answers.cpp)
target_link_libraries(ocelli_parity_answers PRIVATE ocelli_core nlohmann_json::nlohmann_json)
target_compile_options(ocelli_parity_answers PRIVATE ${warnings})

find_package(GTest)
if(GTest_FOUND)
  enable_testing()
  # One program a folder: what needs no libtorch is tested without it.
  function(ocelli_test_program name folder)
    file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
    if(NOT sources)
      return()
    endif()
    add_executable(${name} ${sources})
    target_include_directories(${name} PRIVATE tests)
    target_link_libraries(${name} PRIVATE ${ARGN} GTest::gtest GTest::gtest_main)
    target_compile_options(${name} PRIVATE ${warnings})
    target_compile_definitions(${name} PRIVATE OCELLI_GOLDEN_DIR="${CMAKE_SOURCE_DIR}/tests/golden")
    add_test(NAME ${name} COMMAND ${name})
  endfunction()
  ocelli_test_program(ocelli_unit_tests tests/unit ocelli_core)
  ocelli_test_program(ocelli_onnx_tests tests/unit/onnx ocelli_onnx)
  ocelli_test_program(ocelli_data_tests tests/unit/data ocelli_data)
  if(TARGET ocelli_train)
    ocelli_test_program(ocelli_train_tests tests/unit/train ocelli_train)
  endif()
endif()

if(EXISTS ${CMAKE_SOURCE_DIR}/cmake/bench.cmake)
  include(cmake/bench.cmake)
endif()
