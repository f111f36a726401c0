# Running and training networks on libtorch (Debian: libtorch-dev). Without it the rest still builds.
if(OCELLI_CUDA AND CMAKE_VERSION VERSION_LESS 3.26)
  # Does not know nvcc's option for C++20 yet.
  set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20")
  set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION "-std=c++20")
endif()
find_package(Torch QUIET)
if(OCELLI_CUDA AND NOT Torch_FOUND)
  message(FATAL_ERROR "OCELLI_CUDA: libtorch for CUDA is missing; `npm run build:cuda` brings it")
endif()
if(NOT Torch_FOUND)
  message(STATUS "libtorch is missing (libtorch-dev): `ocelli train`, `eval` and `classify` are left out")
  return()
endif()

file(GLOB exec_sources CONFIGURE_DEPENDS native/exec/*.cpp native/train/optimize/*.cpp
  native/train/round/*.cpp native/train/run/*.cpp native/dist/*.cpp)
if(NOT EXISTS ${CMAKE_SOURCE_DIR}/native/exec/network.cpp)
  return()
endif()
add_library(ocelli_train STATIC ${exec_sources})
target_include_directories(ocelli_train PUBLIC native)
target_include_directories(ocelli_train SYSTEM PUBLIC ${TORCH_INCLUDE_DIRS})
target_link_libraries(ocelli_train PUBLIC ocelli_onnx ocelli_data ${TORCH_LIBRARIES}
  PRIVATE nlohmann_json::nlohmann_json)
target_compile_options(ocelli_train PRIVATE ${warnings})
# Without it at::parallel_for, a template, runs on one thread.
find_package(OpenMP REQUIRED)
target_link_libraries(ocelli_train PRIVATE OpenMP::OpenMP_CXX)
# What runs in vector registers; its results need not be the same to the bit on every processor.
set_source_files_properties(native/exec/amx_products.cpp native/exec/winograd_tiles.cpp PROPERTIES
  COMPILE_OPTIONS "-O3;-ffp-contract=fast")
# Half of the build's time went into reading this header for each file anew.
target_precompile_headers(ocelli_train PRIVATE <ATen/ATen.h>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  # Precompiled, std::string's header is no system header to g++ 12, and gives one more false alarm.
  target_compile_options(ocelli_train PRIVATE -Wno-stringop-overflow)
endif()
# Several ranks on CPUs; libtorch's own headers want Gloo's.
find_path(GLOO_INCLUDE gloo/context.h)
if(GLOO_INCLUDE)
  target_compile_definitions(ocelli_train PRIVATE OCELLI_WITH_GLOO)
else()
  message(STATUS "Gloo's headers are missing (libgloo-dev): training on several ranks is left out")
endif()

if(OCELLI_CUDA)
  target_include_directories(ocelli_train SYSTEM PRIVATE ${NCCL_INCLUDE})
  target_compile_definitions(ocelli_train PUBLIC OCELLI_WITH_CUDA PRIVATE USE_C10D_NCCL OCELLI_WITH_NCCL)
  target_link_libraries(ocelli_train PUBLIC ${NCCL_LIBRARY})
endif()

file(GLOB network_cli_sources CONFIGURE_DEPENDS native/cli/network/*.cpp)
target_sources(ocelli PRIVATE ${network_cli_sources})
target_link_libraries(ocelli PRIVATE ocelli_train)
target_compile_definitions(ocelli PRIVATE OCELLI_WITH_TORCH)
target_precompile_headers(ocelli PRIVATE <ATen/ATen.h>)
