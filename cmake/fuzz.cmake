# The fuzzers, with the core under the sanitizers, and nothing else: no GoogleTest, no command.
set(warnings -Wall -Wextra -Wpedantic -Wshadow -Werror)
set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)

include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_FLAGS "-fsanitize=fuzzer,address,undefined")
check_cxx_source_compiles("
  #include <cstddef>
  #include <cstdint>
  extern \"C\" int LLVMFuzzerTestOneInput(const std::uint8_t*, std::size_t) { return 0; }"
  OCELLI_HAS_LIBFUZZER)
unset(CMAKE_REQUIRED_FLAGS)
if(NOT OCELLI_HAS_LIBFUZZER)
  message(FATAL_ERROR "${CMAKE_CXX_COMPILER} has no libFuzzer or no sanitizers: they come with "
    "clang's runtime (Debian: libclang-rt-14-dev, or that of another version)")
endif()

# Asserts stay, whatever the build type says.
target_compile_options(ocelli_core PUBLIC ${sanitizers} -fsanitize=fuzzer-no-link -UNDEBUG)
target_link_options(ocelli_core PUBLIC ${sanitizers})

foreach(name decode_prepare card)
  add_executable(${name}_fuzzer tests/fuzz/${name}_fuzzer.cpp)
  target_link_libraries(${name}_fuzzer PRIVATE ocelli_core)
  target_compile_options(${name}_fuzzer PRIVATE ${warnings})
  target_link_options(${name}_fuzzer PRIVATE -fsanitize=fuzzer)
endforeach()

# Reading and writing ONNX files.
find_path(PROTOZERO_INCLUDE protozero/pbf_reader.hpp REQUIRED)
file(GLOB_RECURSE onnx_sources CONFIGURE_DEPENDS native/onnx/*.cpp native/graph/*.cpp)
add_executable(onnx_fuzzer tests/fuzz/onnx_fuzzer.cpp ${onnx_sources})
target_include_directories(onnx_fuzzer PRIVATE native)
target_include_directories(onnx_fuzzer SYSTEM PRIVATE ${PROTOZERO_INCLUDE})
target_link_libraries(onnx_fuzzer PRIVATE ocelli_core)
target_compile_options(onnx_fuzzer PRIVATE ${warnings})
target_link_options(onnx_fuzzer PRIVATE -fsanitize=fuzzer)

target_sources(decode_prepare_fuzzer PRIVATE tests/fuzz/png_checksums.cpp)
