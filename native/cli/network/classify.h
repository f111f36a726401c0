#pragma once

namespace CLI {
class App;
}

namespace ocelli {

/// Adds `ocelli classify MODEL PHOTO…`; `exit_code` is set when it runs.
void add_classify(CLI::App& app, int& exit_code);

}  // namespace ocelli
