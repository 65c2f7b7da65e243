// Places: where the checkout lies and where the program is that the tests start.
#pragma once

#include <filesystem>

namespace conclave {

std::filesystem::path checkout();  // the folder of CMakeLists.txt
std::filesystem::path program();   // the built `conclave`

}  // namespace conclave
