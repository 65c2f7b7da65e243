// The test program's main: doctest's own, which finds every TEST_CASE that is linked in.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
