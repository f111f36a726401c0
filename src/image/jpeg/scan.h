#pragma once

#include <optional>

#include "image/jpeg/frame.h"
#include "image/jpeg/markers.h"
#include "result.h"

namespace ocelli::jpeg {

/// Decodes one scan, from the reader's position up to the marker after it, where the reader is left.
/// Baseline: samples go to the components' planes. Progressive: coefficients are completed.
std::optional<Error> decode_scan(MarkerReader& reader, Frame& frame, const Tables& tables,
                                 const Scan& scan);

}  // namespace ocelli::jpeg
