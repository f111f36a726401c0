#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends a fuzzer with a finding where a property does not hold.
#define OCELLI_REQUIRE(condition)                                                         \
  do {                                                                                    \
    if (!(condition)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                       \
    }                                                                                     \
  } while (false)
