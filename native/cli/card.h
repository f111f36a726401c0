#pragma once

namespace CLI {
class App;
}

namespace ocelli {

/// Adds `ocelli card MODEL [--set KEY=VALUE]…`; `exit_code` is set when it runs.
void add_card(CLI::App& app, int& exit_code);

}  // namespace ocelli
