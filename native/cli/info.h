#pragma once

#include <iosfwd>
#include <string>

namespace CLI {
class App;
}

namespace ocelli {

/// Prints the card of the model at `path` to `out`, as text or as one JSON object; a failure goes to
/// `err`, and with `json` also to `out` as `{"error": {"code", "message"}}`. 0: success, 1: failure.
int run_info(const std::string& path, bool json, std::ostream& out, std::ostream& err);

/// Adds `ocelli info MODEL [--json]`; `exit_code` is set when it runs.
void add_info(CLI::App& app, int& exit_code);

}  // namespace ocelli
