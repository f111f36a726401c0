#include "decode.h"

#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "image/decode.h"
#include "limits.h"
#include "read_file.h"
#include "report.h"
#include "write_file.h"

namespace ocelli {
namespace {

struct DecodeCommand {
  std::string photo;
  std::string out;
  int shrink = 1;
  bool json = false;
  DecodeLimits limits;
};

int run(const DecodeCommand& command) {
  const auto file = read_file(command.photo);
  if (!file) return report_failure(file.error(), command.json);
  const Result<Photo> decoded = decode(file.value(), command.limits, command.shrink);
  if (!decoded) return report_failure(decoded.error(), command.json);
  const Photo& photo = decoded.value();
  if (!command.out.empty()) {
    if (auto error = write_ppm(command.out, photo.pixels)) {
      return report_failure(*error, command.json);
    }
  }
  const auto format = std::string(format_name(photo.format));
  if (command.json) {
    return report_json({{"format", format},
                        {"width", photo.width},
                        {"height", photo.height},
                        {"orientation", photo.orientation},
                        {"shrink", photo.shrink},
                        {"decoded", {photo.pixels.width(), photo.pixels.height()}}});
  }
  std::cout << command.photo << ": " << format << ", " << photo.width << " x " << photo.height
            << " pixels, orientation " << photo.orientation;
  if (photo.shrink > 1) {
    std::cout << ", decoded at 1/" << photo.shrink << ": " << photo.pixels.width() << " x "
              << photo.pixels.height();
  }
  std::cout << '\n';
  return kSuccess;
}

}  // namespace

void add_decode(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<DecodeCommand>();
  CLI::App* sub = app.add_subcommand("decode", "Decode a photograph into oriented 8-bit RGB");
  sub->add_option("PHOTO", command->photo, "JPEG, PNG, BMP, GIF or PNM file")->required();
  sub->add_option("-o,--out", command->out,
                  "Binary PPM to write; without it only the size is told");
  sub->add_option("--shrink", command->shrink, "Decode a JPEG at 1/2, 1/4 or 1/8 of its size")
      ->capture_default_str()
      ->check(CLI::IsMember({1, 2, 4, 8}));
  sub->add_flag("--json", command->json, "Answer with one JSON object");
  add_limits(*sub, command->limits);
  sub->footer("Example: ocelli decode cat.jpg -o cat.ppm");
  sub->callback([command, &exit_code] { exit_code = run(*command); });
}

}  // namespace ocelli
