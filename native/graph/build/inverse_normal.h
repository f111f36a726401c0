#pragma once

namespace ocelli::graph {

/// The number below which a standard normal variate falls with the given probability, 0 < p < 1.
/// Relative error about 1e-15, with the same bits on every platform that computes in IEEE 754.
/// Source: Wichura, Algorithm AS 241: The Percentage Points of the Normal Distribution (1988).
double inverse_normal(double probability);

}  // namespace ocelli::graph
