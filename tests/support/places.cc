// What the build knows of places: the one file that is compiled with it, so that all others are the
// same in every checkout.
#include "tests/support/places.h"

namespace conclave {

std::filesystem::path checkout() {
  return CONCLAVE_ROOT;
}

std::filesystem::path program() {
  return CONCLAVE_BINARY;
}

}  // namespace conclave
