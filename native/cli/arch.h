#pragma once

namespace CLI {
class App;
}

namespace ocelli {

/// Adds `ocelli arch NAME -o OUT.onnx`; `exit_code` is set when it runs.
void add_arch(CLI::App& app, int& exit_code);

}  // namespace ocelli
