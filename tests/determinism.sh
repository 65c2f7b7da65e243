#!/usr/bin/env bash
# Determinism across builds: a run is a function of scenario and seed, whatever compiled it.
#
#     tests/determinism.sh                 build all four, hold each against tests/golden/fingerprints.txt
#     tests/determinism.sh --update        rewrite the golden file, if all builds agree
#     tests/determinism.sh PROGRAM...      the same with programs that are built already
#     tests/determinism.sh --every N ...   every Nth line alone by all programs but the first
#
# The four are g++ -O0, g++ -O2, clang++ -O2 and g++ with sanitizers, under build/determinism/. A line of the
# golden file is `scenario seed fingerprint verdict`, in which --update fills in the last two. The first program
# runs every line twice: the same seed must also agree with itself.
#
# Exit: 0 all agree; 1 something differs or failed to run; 64 usage; 70 a build failed.
set -euo pipefail

root=$(readlink -f "${BASH_SOURCE[0]}")
root=${root%/tests/determinism.sh}
golden=$root/tests/golden/fingerprints.txt

update=0
every=1
programs=()
while (($#)); do
  argument=$1
  shift
  case $argument in
    --update) update=1 ;;
    --every)
      every=${1:-}
      [[ $every =~ ^[1-9][0-9]*$ ]] || { echo "determinism: --every takes a number" >&2; exit 64; }
      shift ;;
    -h | --help) sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
    -*) echo "determinism: unknown option $argument" >&2; exit 64 ;;
    *) programs+=("$(readlink -f "$argument")") ;;
  esac
done
cd "$root"  # scenarios are named from here

build() {  # build NAME CMAKE-OPTION...
  local folder=build/determinism/$1 log=build/determinism/$1.log
  shift
  mkdir -p "$folder"
  echo "building $folder"
  if ! { cmake -G Ninja -S . -B "$folder" -DCONCLAVE_TESTS=OFF "$@" && ninja -C "$folder" -j "$(nproc)" conclave; } \
    >"$log" 2>&1; then
    cat "$log"
    echo "determinism: $folder does not build"
    exit 70
  fi
  programs+=("$folder/conclave")
}

if ((${#programs[@]} == 0)); then
  build gcc-O0 -DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0
  build gcc-O2 -DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=Release
  build clang-O2 -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Release
  build sanitizers -DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=Debug '-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g' \
    '-DCONCLAVE_SANITIZE=address;undefined'
fi

# What one run comes to: "FINGERPRINT VERDICT". A verdict may be a failure that the scenario demands, so the
# exit is not looked at: a run without a fingerprint is what went wrong.
outcome() {  # outcome PROGRAM SCENARIO SEED
  local object
  object=$("$1" run "$2" --seed "$3" --json) || true
  sed -n '/"type": *"run"/{s/.*"fingerprint": *"\([^"]*\)".*/\1/p;q}' <<<"$object" | tr '\n' ' '
  sed -n '/"type": *"run"/{s/.*"seed":[^{]*"verdict": *"\([^"]*\)".*/\1/p;q}' <<<"$object"
}

wanted=()
while read -r scenario seed fingerprint verdict; do
  [[ -z $scenario || $scenario == \#* ]] || wanted+=("$scenario $seed ${fingerprint:-?} ${verdict:-?}")
done <"$golden"
if ((${#wanted[@]} == 0)); then
  echo "determinism: $golden holds no runs"
  exit 1
fi

# All runs, as many at a time as there are cores; each leaves its outcome in a file.
outcomes=$(mktemp -d)
trap 'rm -rf "$outcomes"' EXIT
export -f outcome
for n in "${!wanted[@]}"; do
  read -r scenario seed _ <<<"${wanted[n]}"
  for p in "${!programs[@]}"; do
    ((p == 0 || n % every == 0)) || continue
    printf '%s\0' "${programs[p]}" "$scenario" "$seed" "$outcomes/$n.$p"
    ((p > 0)) || printf '%s\0' "${programs[p]}" "$scenario" "$seed" "$outcomes/$n.again"
  done
done | xargs -0 -n 4 -P "$(nproc)" bash -c 'outcome "$1" "$2" "$3" >"$4"' outcome

runs=0
wrong=0
fresh=()
for n in "${!wanted[@]}"; do
  read -r scenario seed must <<<"${wanted[n]}"
  first=$(<"$outcomes/$n.0")
  if ((update)); then must=$first; fi
  for turn in "${!programs[@]}" again; do
    [[ -e $outcomes/$n.$turn ]] || continue
    runs=$((runs + 1))
    by=${programs[${turn/again/0}]}
    if [[ $turn == again ]]; then by+=', the second time'; fi
    got=$(<"$outcomes/$n.$turn")
    if [[ $got != *?" "?* ]]; then
      echo "WRONG  $scenario seed $seed: no outcome from $by"
    elif [[ $got != "$must" ]]; then
      echo "WRONG  $scenario seed $seed: $got, not $must, from $by"
    else
      continue
    fi
    wrong=$((wrong + 1))
  done
  fresh+=("$scenario $seed $first")
done

if ((wrong > 0)); then
  echo "determinism: $wrong of $runs runs went wrong"
  exit 1
fi
if ((update)); then
  { sed -n '/^#/p' "$golden"; printf '%s\n' "${fresh[@]}"; } >"$golden.new"
  mv "$golden.new" "$golden"
  echo "determinism: $golden rewritten; ${#programs[@]} programs agree on it"
else
  echo "determinism: $runs runs of ${#wanted[@]} seeds by ${#programs[@]} programs, all as in the golden file"
fi
