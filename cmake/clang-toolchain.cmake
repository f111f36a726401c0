# The clang that Emscripten brings, or any other on the PATH: libFuzzer is a part of clang.
find_program(CLANGXX NAMES clang++ clang++-19 clang++-18 clang++-17 clang++-16 clang++-15 clang++-14
  REQUIRED)
set(CMAKE_CXX_COMPILER ${CLANGXX})
string(REPLACE clang++ clang clang_c ${CLANGXX})
set(CMAKE_C_COMPILER ${clang_c})
