// Written by augment.py beside this file (torchvision). Do not edit.
// clang-format off
#pragma once

namespace augment_draws {

inline constexpr int kDraws = 200000;

/// Means of x, y, width, height and area over so many draws, and their standard errors.
struct Moments { double mean[5]; double error[5]; };

struct Crops { const char* name; int width; int height; double least; double most; Moments moments; };
inline constexpr Crops kCrops[] = {
    {"wide", 298, 224, 0.35, 1.0, {{48.54521, 17.216325, 201.031095, 189.584955, 38506.11245}, {0.0783980716, 0.03685421743, 0.07998292343, 0.04998918396, 22.34282738}}},
    {"tall", 224, 398, 0.08, 1.0, {{29.534655, 112.923665, 164.800915, 172.105765, 29945.87377}, {0.06386136269, 0.1594925559, 0.08799576752, 0.1102389454, 31.40869234}}},
    {"strip", 400, 40, 0.9, 1.0, {{173, 0, 53, 40, 2120}, {0, 0, 0, 0, 0}}},
};

/// Of a picture of 160 x 224, where 2 to 33 % of the area are erased.
inline constexpr Moments kErasures = {{41.284335, 71.299645, 77.40472, 81.20171, 6113.086795}, {0.0686543942, 0.1046307834, 0.07427033162, 0.08366845651, 7.044513693}};

}  // namespace augment_draws
