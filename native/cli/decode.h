#pragma once

namespace CLI {
class App;
}

namespace ocelli {

/// Adds `ocelli decode PHOTO -o OUT.ppm`; `exit_code` is set when it runs.
void add_decode(CLI::App& app, int& exit_code);

}  // namespace ocelli
