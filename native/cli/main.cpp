#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

#include "arch.h"
#include "card.h"
#include "convert.h"
#include "decode.h"
#include "info.h"
#include "prepare.h"
#include "report.h"
#ifdef OCELLI_WITH_TORCH
#include "network/classify.h"
#include "network/eval.h"
#include "network/train.h"
#endif

int main(int argc, char** argv) {
  CLI::App app("Ocelli: the image classifier of the web page, on the command line", "ocelli");
  app.require_subcommand(1);
  app.footer("Exit codes: 0 success, 1 failure, 2 bad usage.");
  int exit_code = ocelli::kSuccess;
  ocelli::add_decode(app, exit_code);
  ocelli::add_prepare(app, exit_code);
  ocelli::add_info(app, exit_code);
  ocelli::add_card(app, exit_code);
  ocelli::add_convert(app, exit_code);
  ocelli::add_arch(app, exit_code);
#ifdef OCELLI_WITH_TORCH
  ocelli::add_train(app, exit_code);
  ocelli::add_eval(app, exit_code);
  ocelli::add_classify(app, exit_code);
#else
  app.footer(
      "Exit codes: 0 success, 1 failure, 2 bad usage.\n"
      "Built without libtorch (Debian: libtorch-dev), so `train`, `eval` and `classify` are left "
      "out.");
#endif
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ocelli::kSuccess : ocelli::kBadUsage;
  } catch (const std::exception& error) {
    std::cerr << "ocelli: " << error.what() << '\n';
    return ocelli::kFailure;
  }
  return exit_code;
}
