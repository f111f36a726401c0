# Emscripten's own toolchain file, wherever the em++ on the PATH lives (Debian's or an emsdk's).
find_program(EMXX em++ REQUIRED)
file(REAL_PATH ${EMXX} emxx_path)
get_filename_component(emscripten_folder ${emxx_path} DIRECTORY)
include(${emscripten_folder}/cmake/Modules/Platform/Emscripten.cmake)

# Debian's Emscripten parses JavaScript with Debian's acorn, which another Node does not find.
if(EXISTS /usr/share/nodejs/acorn)
  set(CMAKE_CXX_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs)
endif()
