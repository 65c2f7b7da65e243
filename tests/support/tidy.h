#pragma once

// Tidy: what a source file may include and name, as the tests enforce it.
//
// Every function takes text and answers with complaints, each with its place, and with none when
// all is well. So the same judge reads the real tree and the bad examples that it must convict.

#include <string>
#include <string_view>
#include <vector>

namespace conclave::tidy {

struct Source {
  std::string path;  // from the project root: "sim/kernel/time.h"
  std::string text;
};

using Complaints = std::vector<std::string>;

// Includes go down the floors only, and are written from the project root.
Complaints floors(const Source& source);

// Names that make a run depend on anything but its scenario and seed, and owners that nobody can
// trace.
Complaints names(const Source& source);

// A file opens with what it is for.
Complaints opening(const Source& source);

// A folder with code, and each above it, says in a README.md what it is for. Takes every path of
// the tree.
Complaints readmes(const std::vector<std::string>& paths);

// The top level is fixed. Takes every path of the tree.
Complaints top_level(const std::vector<std::string>& paths);

// No two files define a class of one name in one namespace. The linker takes two such for one, and
// each may end up with the other's functions. Where only one file sees a class (an anonymous
// namespace, a function), it may be called what it likes.
Complaints twins(const std::vector<Source>& sources);

// The same length and lines, with spaces for comments and for what stands in quotes.
std::string code_only(std::string_view text);

}  // namespace conclave::tidy
