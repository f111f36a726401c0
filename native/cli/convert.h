#pragma once

namespace CLI {
class App;
}

namespace ocelli {

/// Adds `ocelli convert MODEL -o SMALL [--weights TYPE]`; `exit_code` is set when it runs.
void add_convert(CLI::App& app, int& exit_code);

}  // namespace ocelli
