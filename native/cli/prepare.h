#pragma once

namespace CLI {
class App;
}

namespace ocelli {

/// Adds `ocelli prepare PHOTO --model M -o OUT.npy`; `exit_code` is set when it runs.
void add_prepare(CLI::App& app, int& exit_code);

}  // namespace ocelli
