// Written by content_hash.py beside this file (the xxhash package). Do not edit.
// clang-format off
#pragma once

#include <cstddef>
#include <cstdint>

namespace content_hash_cases {

inline constexpr std::uint64_t kSeed = 2654435761U;

struct Case { std::size_t bytes; std::uint64_t plain; std::uint64_t seeded; };
inline constexpr Case kCases[] = {
    {0, 0xEF46DB3751D8E999U, 0xAC75FDA2929B17EFU},
    {1, 0x773D59FB056E6CF5U, 0x681BD63D3A653F61U},
    {3, 0xE1166A09350D637FU, 0x185A953919412B63U},
    {4, 0x855DE3BB795B7B7AU, 0x8A50CAAD8120A266U},
    {7, 0xB32C8E5C8FCE7C30U, 0x03046843C130669EU},
    {8, 0xB436B689BFED223BU, 0x8EB9BB11C3E0E394U},
    {12, 0x4C8D4A92A9560903U, 0x679B96599DF00FF3U},
    {31, 0xEECF2C1B9C1559A1U, 0x959B5A679046FF68U},
    {32, 0xA6092A30942FA4CEU, 0xC4C90B276C6E23EAU},
    {33, 0x368FE53C32D902ABU, 0x49FFE8DD57F3C84CU},
    {63, 0x345C92B82A417B98U, 0x1A29DEB37ACA3A5BU},
    {64, 0xB8E39C36D2600E72U, 0xFD556937D3331B92U},
    {100, 0x6501693C85FB88D5U, 0x8301AC0C1D66287BU},
    {1000, 0x9BED2474BA5BCAAAU, 0xD2C00D48E94B708CU},
};

}  // namespace content_hash_cases
