#include "dist/local_address.h"

#include <memory>
#include <netdb.h>
#include <unistd.h>

#include <netinet/in.h>
#include <sys/socket.h>

namespace ocelli::dist {
namespace {

class Socket {
 public:
  Socket(int family, int type) : number_(::socket(family, type | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (number_ >= 0) ::close(number_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

std::string local_address(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return host;
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, ::freeaddrinfo);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    const Socket socket(one->ai_family, SOCK_DGRAM);
    sockaddr_storage mine{};
    socklen_t length = sizeof(mine);
    char text[NI_MAXHOST];
    if (socket.number() < 0 || ::connect(socket.number(), one->ai_addr, one->ai_addrlen) != 0 ||
        ::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&mine), &length) != 0 ||
        ::getnameinfo(reinterpret_cast<sockaddr*>(&mine), length, text, sizeof(text), nullptr, 0,
                      NI_NUMERICHOST) != 0) {
      continue;
    }
    return text;
  }
  return host;
}

std::uint16_t free_port() {
  const Socket socket(AF_INET, SOCK_STREAM);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (socket.number() < 0 || ::bind(socket.number(), plain, length) != 0 ||
      ::getsockname(socket.number(), plain, &length) != 0) {
    return 0;
  }
  return ntohs(address.sin_port);
}

}  // namespace ocelli::dist
