// What the native core makes of many photographs, for the parity suite: the `ocelli` command starts
// too slowly to be asked thousands of times. Usage: ocelli_parity_answers MODEL JOBS ANSWERS
//
// JOBS holds a JSON object a line: "photo" (path), and any of "bytes" (read only so many of the
// file), "shrink" (decode at 1/2, 1/4, 1/8), "card" (entries that replace MODEL's, as
// [[key, value], …]; decodes as that card says and prepares the tensor), "resize" ("box" of four
// numbers, "width", "height", "filter"), "pixels" (whether to write them).
//
// ANSWERS gets for each a line of JSON and the bytes that it announces: "pixelBytes" of RGB, then
// "tensorBytes" of float32. Each job runs in a process of its own, whose memory and processor time
// are told.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/wait.h>

#include "image/resize.h"
#include "model/card_names.h"
#include "model/read_card.h"
#include "tensor/preprocess.h"

namespace {

using namespace ocelli;
using Json = nlohmann::json;
using Bytes = std::vector<std::uint8_t>;

constexpr unsigned kMostSeconds = 60;

struct Answer {
  std::optional<Error> error;
  std::optional<Photo> photo;
  std::optional<Tensor> tensor;
};

Bytes read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::cerr << path << " cannot be read\n";
    std::exit(2);
  }
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

template <typename T>
bool keep(Result<T> result, std::optional<T>& value, std::optional<Error>& error) {
  if (result) {
    value = std::move(result).value();
  } else {
    error = result.error();
  }
  return value.has_value();
}

ResizeFilter filter_named(const std::string& name) {
  const auto found = std::find(kResizeFilterNames.begin(), kResizeFilterNames.end(), name);
  return static_cast<ResizeFilter>(found - kResizeFilterNames.begin());
}

Result<Photo> resized(const Photo& photo, const Json& how) {
  const auto box = how.at("box").get<std::vector<float>>();
  const int width = how.at("width"), height = how.at("height");
  Result<Image> image =
      resize(photo.pixels, {width, height, 0, 0, width, height}, filter_named(how.at("filter")),
             {box.at(0), box.at(1), box.at(2), box.at(3)});
  if (!image) return image.error();
  Photo result;
  result.pixels = std::move(image).value();
  result.width = width;
  result.height = height;
  return result;
}

Answer answer_with_card(const Bytes& file, const Bytes& model, const Json& entries) {
  Answer answer;
  std::vector<CardEntry> overrides;
  for (const Json& entry : entries) overrides.emplace_back(entry.at(0), entry.at(1));
  std::optional<ModelCard> card;
  if (!keep(read_card(model, overrides), card, answer.error)) return answer;
  const PreprocessSpec& spec = card->preprocess;
  if (keep(decode_for(file, spec), answer.photo, answer.error)) {
    keep(preprocess(*answer.photo, spec), answer.tensor, answer.error);
  }
  return answer;
}

Answer answer_to(const Json& job, const Bytes& file, const Bytes& model) {
  if (job.contains("card")) return answer_with_card(file, model, job.at("card"));
  Answer answer;
  const bool decoded = keep(decode(file, {}, job.value("shrink", 1)), answer.photo, answer.error);
  if (decoded && job.contains("resize")) {
    Photo whole = std::move(*answer.photo);
    answer.photo.reset();
    keep(resized(whole, job.at("resize")), answer.photo, answer.error);
  }
  return answer;
}

double processor_milliseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto milliseconds = [](const timeval& time) {
    return time.tv_sec * 1e3 + time.tv_usec / 1e3;
  };
  return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

Json described(const Answer& answer, bool with_pixels) {
  Json line = {{"error", nullptr}, {"pixelBytes", 0}, {"tensorBytes", 0}};
  if (answer.error) {
    line["error"] = {{"code", error_name(answer.error->code)}, {"message", answer.error->message}};
  }
  if (answer.photo) {
    const Photo& photo = *answer.photo;
    line["photo"] = {{"width", photo.width},
                     {"height", photo.height},
                     {"shrink", photo.shrink},
                     {"format", format_name(photo.format)},
                     {"pixelWidth", photo.pixels.width()},
                     {"pixelHeight", photo.pixels.height()}};
    if (with_pixels) line["pixelBytes"] = photo.pixels.size_bytes();
  }
  if (answer.tensor) {
    line["shape"] = answer.tensor->shape;
    line["tensorBytes"] = answer.tensor->values.size() * sizeof(float);
  }
  return line;
}

void write_line(std::ofstream& out, const Json& line) { out << line.dump() << '\n'; }

void write_bytes(std::ofstream& out, const void* data, std::size_t count) {
  out.write(static_cast<const char*>(data), static_cast<std::streamsize>(count));
}

// The child's part.
void work(const Json& job, const Bytes& model, const std::string& answers) {
  alarm(kMostSeconds);
  Bytes file = read_bytes(job.at("photo"));
  if (job.contains("bytes")) file.resize(job.at("bytes"));
  const double start = processor_milliseconds();
  const Answer answer = answer_to(job, file, model);
  const double taken = processor_milliseconds() - start;
  Json line = described(answer, job.value("pixels", true));
  line["milliseconds"] = taken;
  line["peakMegabytes"] = peak_megabytes();
  std::ofstream out(answers, std::ios::binary | std::ios::app);
  write_line(out, line);
  if (line["pixelBytes"] != 0) {
    write_bytes(out, answer.photo->pixels.bytes().data(), line["pixelBytes"]);
  }
  if (answer.tensor) write_bytes(out, answer.tensor->values.data(), line["tensorBytes"]);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const Bytes model = read_bytes(argv[1]);
  std::ifstream jobs(argv[2]);
  std::ofstream(argv[3], std::ios::trunc).close();
  for (std::string line; std::getline(jobs, line);) {
    const pid_t child = fork();
    if (child == 0) {
      work(Json::parse(line), model, argv[3]);
      _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0) return 2;
    if (!WIFSIGNALED(status)) {
      if (WEXITSTATUS(status) != 0) return 2;
      continue;
    }
    std::ofstream out(argv[3], std::ios::binary | std::ios::app);
    write_line(out, {{"signal", WTERMSIG(status)}, {"pixelBytes", 0}, {"tensorBytes", 0}});
  }
  return 0;
}
