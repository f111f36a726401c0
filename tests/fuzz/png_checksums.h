#pragma once

#include <cstddef>
#include <cstdint>

/// Puts right the checksums of all chunks of a PNG file, as far as its lengths lead: a changed file is
/// refused for its checksum otherwise, and nothing behind it is ever reached.
void repair_png_checksums(std::uint8_t* file, std::size_t size);
