# Micro-benchmarks of the core and of the loader, built on demand: `npm run bench` names the core's.
set(core_cases tests/bench/core_cases.cpp)

if(EMSCRIPTEN)
  add_executable(ocelli_core_benchmark EXCLUDE_FROM_ALL tests/bench/core_benchmark_wasm.cpp ${core_cases})
  # Beside the package.json of an ES module, Node takes this for a script by its name only.
  set_target_properties(ocelli_core_benchmark PROPERTIES SUFFIX .cjs)
  target_link_libraries(ocelli_core_benchmark PRIVATE ocelli_core)
  target_link_options(ocelli_core_benchmark PRIVATE
    # One file: the loader would try to fetch a wasm beside it, which Node does not.
    ${wasm_options} -sENVIRONMENT=node -sNODERAWFS=1 -sSINGLE_FILE=1 -sMALLOC=emmalloc -sWASM_BIGINT
    -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=2GB -sINITIAL_MEMORY=16MB)
  return()
endif()

find_package(benchmark QUIET)
if(benchmark_FOUND)
  add_executable(ocelli_core_benchmark EXCLUDE_FROM_ALL tests/bench/core_benchmark.cpp ${core_cases})
  target_link_libraries(ocelli_core_benchmark PRIVATE ocelli_core benchmark::benchmark)
  target_compile_options(ocelli_core_benchmark PRIVATE ${warnings})
  add_executable(ocelli_loader_benchmark EXCLUDE_FROM_ALL tests/bench/loader_benchmark.cpp)
  target_link_libraries(ocelli_loader_benchmark PRIVATE ocelli_data benchmark::benchmark)
  target_compile_options(ocelli_loader_benchmark PRIVATE ${warnings})
  if(TARGET ocelli_train)
    foreach(name plan conv)
      add_executable(ocelli_${name}_benchmark EXCLUDE_FROM_ALL tests/bench/${name}_benchmark.cpp)
      target_link_libraries(ocelli_${name}_benchmark PRIVATE ocelli_train benchmark::benchmark)
      target_compile_options(ocelli_${name}_benchmark PRIVATE ${warnings})
    endforeach()
  endif()
endif()
