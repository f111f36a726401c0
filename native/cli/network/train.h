#pragma once

namespace CLI {
class App;
}

namespace ocelli {

/// Adds `ocelli train DATA --from MODEL -o OUT`; `exit_code` is set when it runs.
void add_train(CLI::App& app, int& exit_code);

}  // namespace ocelli
