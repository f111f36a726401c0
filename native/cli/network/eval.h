#pragma once

namespace CLI {
class App;
}

namespace ocelli {

/// Adds `ocelli eval MODEL DATA`; `exit_code` is set when it runs.
void add_eval(CLI::App& app, int& exit_code);

}  // namespace ocelli
