#pragma once

#include <string>

namespace CLI {
class App;
}

namespace ocelli {

/// Prints what the model at `path` says of itself (its card, where it has one) and what it is (layers,
/// size, cost, what a browser cannot run), as text or as one JSON object: the card's fields, or
/// `"card": null`, and `network`. A failure, an invalid card among them, is reported as every command
/// does. Gives the exit code.
int run_info(const std::string& path, bool json);

/// Adds `ocelli info MODEL [--json]`; `exit_code` is set when it runs.
void add_info(CLI::App& app, int& exit_code);

}  // namespace ocelli
