#include "graph/build/families.h"

namespace ocelli::graph {

void alexnet(GraphBuilder& net, const ArchitectureSpec& spec) {
  Value x = net.input(std::string(kImage), 3, spec.image_size);
  x = net.relu(net.conv("features.0", x,
                        {.out = 64, .kernel = 11, .stride = 4, .padding = 2, .bias = true}));
  x = net.max_pool(x, {.kernel = 3, .stride = 2});
  x = net.relu(net.conv("features.3", x, {.out = 192, .kernel = 5, .padding = 2, .bias = true}));
  x = net.max_pool(x, {.kernel = 3, .stride = 2});
  x = net.relu(net.conv("features.6", x, {.out = 384, .kernel = 3, .padding = 1, .bias = true}));
  x = net.relu(net.conv("features.8", x, {.out = 256, .kernel = 3, .padding = 1, .bias = true}));
  x = net.relu(net.conv("features.10", x, {.out = 256, .kernel = 3, .padding = 1, .bias = true}));
  x = net.max_pool(x, {.kernel = 3, .stride = 2});
  x = net.flatten(net.adaptive_average(x, 6));
  x = net.relu(net.linear("classifier.1", net.dropout(x, 0.5F), 4096));
  x = net.relu(net.linear("classifier.4", net.dropout(x, 0.5F), 4096));
  net.output(std::string(kLogits), net.linear("classifier.6", x, spec.num_classes));
}

}  // namespace ocelli::graph
