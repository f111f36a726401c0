# Running and training networks on libtorch (Debian: libtorch-dev). Without it the rest still builds.
find_package(Torch QUIET)
if(NOT Torch_FOUND)
  message(STATUS "libtorch is missing (libtorch-dev): `ocelli train`, `eval` and `classify` are left out")
  return()
endif()

file(GLOB exec_sources CONFIGURE_DEPENDS native/exec/*.cpp native/train/optimize/*.cpp
  native/train/round/*.cpp native/train/run/*.cpp)
if(NOT EXISTS ${CMAKE_SOURCE_DIR}/native/exec/network.cpp)
  return()
endif()
add_library(ocelli_train STATIC ${exec_sources})
target_include_directories(ocelli_train PUBLIC native)
target_include_directories(ocelli_train SYSTEM PUBLIC ${TORCH_INCLUDE_DIRS})
target_link_libraries(ocelli_train PUBLIC ocelli_onnx ocelli_data ${TORCH_LIBRARIES}
  PRIVATE nlohmann_json::nlohmann_json)
target_compile_options(ocelli_train PRIVATE ${warnings})
# Half of the build's time went into reading this header for each file anew.
target_precompile_headers(ocelli_train PRIVATE <ATen/ATen.h>)

file(GLOB network_cli_sources CONFIGURE_DEPENDS native/cli/network/*.cpp)
target_sources(ocelli PRIVATE ${network_cli_sources})
target_link_libraries(ocelli PRIVATE ocelli_train)
target_compile_definitions(ocelli PRIVATE OCELLI_WITH_TORCH)
target_precompile_headers(ocelli PRIVATE <ATen/ATen.h>)
