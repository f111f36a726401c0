#include "train/report/mistakes.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "image/resize.h"
#include "model/preprocess_spec.h"
#include "tensor/geometry.h"
#include "tensor/preprocess.h"
#include "train/data/photo_file.h"
#include "train/metrics/measures.h"
#include "train/report/html.h"
#include "train/report/jpeg.h"

namespace ocelli::train {
namespace {

std::optional<Mistake> single_mistake(const Predictions& predictions,
                                      const std::vector<double>& probabilities,
                                      std::int64_t photo) {
  Mistake mistake;
  mistake.photo = photo;
  mistake.truth = predictions.labels[static_cast<std::size_t>(photo)];
  mistake.answer = best_class(row_of(predictions.logits, photo, predictions.classes));
  if (mistake.answer == mistake.truth) return std::nullopt;
  mistake.probability =
      row_of(probabilities, photo, predictions.classes)[static_cast<std::size_t>(mistake.answer)];
  return mistake;
}

// How far a label's probability lies on the wrong side, 0 to 1.
double wrongness(double probability, bool has_label) {
  return has_label ? 1.0 - probability : probability;
}

std::optional<Mistake> label_mistake(const Predictions& predictions,
                                     const std::vector<double>& probabilities, std::int64_t photo) {
  const auto row = row_of(probabilities, photo, predictions.classes);
  const auto truth = row_of(predictions.targets, photo, predictions.classes);
  Mistake worst;
  double most = 0.5;
  for (std::size_t c = 0; c < row.size(); ++c) {
    const bool has_label = truth[c] != 0;
    if (wrongness(row[c], has_label) <= most) continue;
    most = wrongness(row[c], has_label);
    const auto label = static_cast<std::int64_t>(c);
    worst = {photo, label, label, has_label, row[c], {}, {}};
  }
  return most > 0.5 ? std::optional(worst) : std::nullopt;
}

std::string caption(const Mistake& mistake, const std::vector<std::string>& labels,
                    bool multi_label) {
  const std::string& truth = labels[static_cast<std::size_t>(mistake.truth)];
  if (multi_label) {
    return "<strong>" + escape_html(truth) + "</strong> " +
           (mistake.has_label ? "was missed" : "was seen, but is not there") + " (" +
           percent(mistake.probability) + ")";
  }
  return "<strong>" + escape_html(labels[static_cast<std::size_t>(mistake.answer)]) +
         "</strong> (" + percent(mistake.probability) + "), is " + escape_html(truth);
}

}  // namespace

std::vector<Mistake> worst_mistakes(const Predictions& predictions,
                                    const std::vector<double>& probabilities, int most) {
  std::vector<Mistake> mistakes;
  for (std::int64_t photo = 0; photo < predictions.photos(); ++photo) {
    const auto found = predictions.multi_label ? label_mistake(predictions, probabilities, photo)
                                               : single_mistake(predictions, probabilities, photo);
    if (found) mistakes.push_back(*found);
  }
  const auto key = [&](const Mistake& mistake) {
    return predictions.multi_label ? wrongness(mistake.probability, mistake.has_label)
                                   : mistake.probability;
  };
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [&](const Mistake& a, const Mistake& b) { return key(a) > key(b); });
  if (mistakes.size() > static_cast<std::size_t>(most))
    mistakes.resize(static_cast<std::size_t>(most));
  return mistakes;
}

Result<std::string> thumbnail(const std::string& path, int side, const DecodeLimits& limits) {
  constexpr int kQuality = 80;
  std::vector<std::uint8_t> file;
  if (const Result<bool> read = read_photo_file(path, file); !read) return read.error();
  PreprocessSpec spec;
  spec.input_height = spec.input_width = side;
  spec.resize_mode = ResizeMode::kLetterboxCenter;
  spec.shrink = 2;
  const Result<Photo> photo = decode_for(file, spec, limits);
  if (!photo) return photo.error();
  const Result<Geometry> shape = geometry(photo.value().width, photo.value().height, spec);
  if (!shape) return shape.error();
  const bool is_small = photo.value().width <= side && photo.value().height <= side;
  if (is_small) return encode_jpeg(photo.value().pixels, kQuality);
  const Result<Image> small =
      resize(photo.value().pixels, shape.value().target, spec.filter, covered_box(photo.value()));
  if (!small) return small.error();
  return encode_jpeg(small.value(), kQuality);
}

std::string mistake_figures(const std::vector<Mistake>& mistakes,
                            const std::vector<std::string>& labels, bool multi_label) {
  std::string html = "<div class=\"mistakes\">\n";
  for (const Mistake& mistake : mistakes) {
    html += "<figure>";
    if (!mistake.jpeg.empty()) {
      html += "<img alt=\"" + escape_html(mistake.name) + "\" src=\"data:image/jpeg;base64," +
              base64(mistake.jpeg) + "\">";
    }
    html += "<figcaption>" + caption(mistake, labels, multi_label) + "<br><span class=\"name\">" +
            escape_html(mistake.name) + "</span></figcaption></figure>\n";
  }
  return html + "</div>\n";
}

}  // namespace ocelli::train
