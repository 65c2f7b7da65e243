# Set-up, shared by tools/conclave and tools/test: from a fresh clone to a built program.
#
# Source it and call `ready TARGET`. Afterwards build/release/TARGET is newer than every source, or the
# script has ended with 69 (something is missing that we cannot install), 70 (the build failed) or
# 73 (build/ cannot be written). It promises:
#
#   * nothing is written to standard output: that belongs to the program;
#   * the current folder stays what it is: relative paths mean what they meant;
#   * two uses at the same time build once;
#   * when nothing changed it costs one look at the sources' times.
#
# CONCLAVE_NO_INSTALL=1 forbids installing: what is missing is then only listed.

root=$(readlink -f "${BASH_SOURCE[0]}")
root=${root%/tools/setup.sh}
build=$root/build/release

say() { printf 'conclave: %s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# --- What is missing ------------------------------------------------------------------------------

# What the build needs: Debian's package, and what it is to us. Headers are found by compiling.
needs=(
  'g++|a C++20 compiler'
  'cmake|CMake 3.25 or newer, to configure the build'
  'ninja-build|Ninja, to run the build'
  'libfmt-dev|the library fmt (fmt/core.h), to format text'
  'libcli11-dev|the library CLI11 (CLI/CLI.hpp), to read command lines'
  'nlohmann-json3-dev|the library nlohmann_json (nlohmann/json.hpp), to read scenarios'
  'libxxhash-dev|the library xxHash (xxhash.h), for fingerprints and checksums'
  'zlib1g-dev|the library zlib (zlib.h), for the codes adler32 and crc32'
  'nettle-dev|the library nettle (nettle/sha2.h), for the codes md5 and sha256'
  'doctest-dev|the library doctest (doctest/doctest.h), to run the tests'
)

compiler() {
  local name
  for name in ${CXX:+"$CXX"} c++ g++ clang++; do
    if have "$name"; then
      printf '%s' "$name"
      return
    fi
  done
  return 1
}

compiles() {  # does this C++20 compile?
  local cxx
  cxx=$(compiler) && "$cxx" -std=c++20 -fsyntax-only -x c++ - <<<"$1" >/dev/null 2>&1
}

has_header() {
  if compiler >/dev/null; then
    compiles "#if !__has_include(<$1>)
#error missing
#endif"
  else
    [[ -e /usr/include/$1 ]]  # without a compiler, look where Debian puts headers
  fi
}

new_enough_cmake() {
  local version
  have cmake && version=$(cmake --version 2>/dev/null | sed -n '1s/[^0-9]*\([0-9.]*\).*/\1/p') &&
    [[ $(printf '%s\n' 3.25 "$version" | sort -V | head -n 1) == 3.25 ]]
}

present() {
  case $1 in
    g++) compiles '#include <span>
#include <compare>' ;;
    cmake) new_enough_cmake ;;
    ninja-build) have ninja ;;
    libfmt-dev) has_header fmt/core.h ;;
    libcli11-dev) has_header CLI/CLI.hpp ;;
    nlohmann-json3-dev) has_header nlohmann/json.hpp ;;
    libxxhash-dev) has_header xxhash.h ;;
    zlib1g-dev) has_header zlib.h ;;
    nettle-dev) has_header nettle/sha2.h ;;
    doctest-dev) has_header doctest/doctest.h ;;
  esac
}

find_missing() {  # sets missing=(package...)
  local need
  missing=()
  for need in "${needs[@]}"; do
    present "${need%%|*}" || missing+=("${need%%|*}")
  done
}

# --- Installing -----------------------------------------------------------------------------------

give_up() {  # why we cannot install, and what a person has to
  local need
  say "$1"
  say "Please install these, then run the same command again:"
  for need in "${needs[@]}"; do
    if [[ " ${missing[*]} " == *" ${need%%|*} "* ]]; then
      printf '    %-20s %s\n' "${need%%|*}" "${need#*|}" >&2
    fi
  done
  say "The names are those of Debian 12 and Ubuntu 24.04 packages; there, one command does it:"
  printf '    sudo apt-get install %s\n' "${missing[*]}" >&2
  exit 69
}

install() {
  local as_root=()
  [[ ${CONCLAVE_NO_INSTALL:-} != 1 ]] || give_up "CONCLAVE_NO_INSTALL=1 forbids to install what is missing."
  have apt-get || give_up "Something is missing, and there is no apt-get to install it with."
  if ((EUID != 0)); then
    have sudo || give_up "Something is missing; installing it takes root, and there is no sudo."
    # Without a terminal nobody could answer sudo's question for a password.
    sudo -n true 2>/dev/null || [[ -t 0 && -t 2 ]] ||
      give_up "Something is missing; installing it takes root, and sudo wants a password."
    as_root=(sudo)
  fi

  say "Missing: ${missing[*]}. They are needed to build Conclave from its sources."
  say "Installing them with: ${as_root[*]:+${as_root[*]} }apt-get install ${missing[*]}"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y
    -o DPkg::Lock::Timeout=300)  # a fresh machine is often busy with its own upgrades
  local log
  log=$(mktemp)
  # Old lists of packages may still do, so a failed update is not the end.
  "${apt[@]}" update >"$log" 2>&1 || say "apt-get update failed; trying with the lists that are here."
  if ! "${apt[@]}" install --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    give_up "apt-get could not install what is missing; its last words are above."
  fi
  rm -f "$log"
  find_missing
  ((${#missing[@]} == 0)) || give_up "Installed, but what apt-get offers here is too old or incomplete."
}

# --- Building -------------------------------------------------------------------------------------

# A target is up to date when no source, and no folder (a file was added or removed), is newer than its
# stamp. The stamp is as old as the start of the build: a file saved during a build is built next time.
up_to_date() {
  local stamp=$build/.built.$1
  [[ -e $stamp && -x $build/$1 ]] || return 1
  local places=("$root"/{CMakeLists.txt,CMakePresets.json,protocols,sim,tools})
  [[ $1 == conclave ]] || places+=("$root/tests")
  [[ -z $(find "${places[@]}" -newer "$stamp" -print -quit 2>&1) ]]
}

# Runs a command of the build. On a terminal its own progress shows; elsewhere a line every ten seconds
# does, and the whole output only if it fails.
quietly() {
  local log=$build/build.log next=$((SECONDS + 10)) line
  if [[ -t 2 && $1 == ninja ]]; then
    "$@" </dev/null >&2 && return
  else
    : >"$log"
    "$@" </dev/null 2>&1 | while IFS= read -r line; do
      printf '%s\n' "$line" >>"$log"
      if ((SECONDS >= next)); then
        say "$line"
        next=$((SECONDS + 10))
      fi
    done && return
    cat "$log" >&2
  fi
  say "The build failed; what it said is above."
  exit 70
}

build_target() {
  local target=$1 start=$SECONDS stamp=$build/.started.$1
  find_missing
  ((${#missing[@]} == 0)) || install

  # A compiler cache that cannot write where it wants to would fail every compilation.
  if have ccache && ! ccache "$(compiler)" -x c++ -c /dev/null -o "$build/.probe.o" >/dev/null 2>&1; then
    export CCACHE_DISABLE=1
  fi
  rm -f "$build/.probe.o"

  touch "$stamp"
  local configure=(cmake -G Ninja -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release)
  if [[ ! -e $build/build.ninja ]]; then
    say "Building Conclave for the first time here; this takes a few minutes."
    quietly "${configure[@]}"
  elif ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt" 2>/dev/null; then
    say "This checkout has moved; building it anew."
    quietly "${configure[@]}" --fresh
  fi
  quietly ninja -C "$build" -j "$(nproc 2>/dev/null || echo 2)" "$target"
  mv -f "$stamp" "$build/.built.$target"
  ((SECONDS - start < 2)) || say "Built in $((SECONDS - start)) s."
}

ready() {  # ready TARGET: build/release/TARGET exists and is up to date
  up_to_date "$1" && return
  if ! mkdir -p "$build" 2>/dev/null || [[ ! -w $build ]]; then
    say "Cannot write to $build."
    exit 73
  fi
  trap 'exit 130' INT
  trap 'exit 143' TERM
  (
    if have flock && ! flock -n 9; then
      say "Waiting for another build of this checkout."
      flock 9
    fi
    # The lock is this subshell's alone: a process that outlives the build must not keep it.
    up_to_date "$1" || build_target "$1" 9>&-
  ) 9>"$build/.lock" || exit $?
  trap - INT TERM
}
