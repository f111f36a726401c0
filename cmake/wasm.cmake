# The core as an ES module for pages and workers: build/wasm/ocelli-core.{mjs,wasm}.
set(wasm_options -O3 -flto -msimd128 -fno-exceptions -fno-rtti)
target_compile_options(ocelli_core PUBLIC ${wasm_options})
target_compile_definitions(ocelli_core PUBLIC EMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)

add_executable(ocelli-core src/wasm/bindings.cpp)
set_target_properties(ocelli-core PROPERTIES SUFFIX .mjs)
target_link_libraries(ocelli-core PRIVATE ocelli_core embind)
target_link_options(ocelli-core PRIVATE
  ${wasm_options}
  -sMODULARIZE=1 -sEXPORT_ES6=1 -sEXPORT_NAME=createOcelliCore
  -sENVIRONMENT=web,worker
  # No eval and no new Function: pages forbid them by `script-src`.
  -sDYNAMIC_EXECUTION=0
  -sFILESYSTEM=0 -sMALLOC=emmalloc -sWASM_BIGINT
  # Memory starts small and grows with the photographs, up to twice the decoder's limit and a model.
  -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=2GB
  -sINITIAL_MEMORY=16MB)


include(cmake/bench.cmake)
