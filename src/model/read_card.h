#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/model_card.h"
#include "result.h"

namespace ocelli {

/// All `metadata_props` of an ONNX file whose keys begin with `ocelli.`, in the file's order; empty
/// for a model without a card. The graph and with it the weights are stepped over by length.
/// `kEmptyInput`: no bytes. `kInvalidModel`: not an ONNX file, or one cut short. `kInvalidCard`: the
/// same key twice.
Result<std::vector<CardEntry>> read_card_entries(std::span<const std::uint8_t> onnx);

/// Whether the file carries a card (an `ocelli.version` entry). Fails as `read_card_entries` does.
Result<bool> has_card(std::span<const std::uint8_t> onnx);

/// The file's card, with `overrides` put in the place of entries of the same key, or added; an
/// override with an empty value takes the entry away. Compared with the graph: the names in
/// `ocelli.output.names` must be outputs, several outputs need that key, and for classification the
/// labels must match the output's last dimension where the graph states it.
/// Fails as `read_card_entries` and `make_card` do.
Result<ModelCard> read_card(std::span<const std::uint8_t> onnx,
                            const std::vector<CardEntry>& overrides = {});

}  // namespace ocelli
