// Beginnings and ends.
#include "sim/faults/strikes.h"

#include <algorithm>
#include <utility>

namespace conclave::sim {

void Strikes::begin(std::string id, std::string_view what, AnyFault fault, Random& random,
                    Index cause, std::optional<Duration> lasts, NodeId set_off_by, bool awaited) {
  cluster_.set_off_by(set_off_by);
  Tally& tally = tallies_[std::string(what)];
  ++tally.began;
  if (fault->ends_the_others()) tally.effective += end_all();
  if (free_.empty()) {
    free_.push_back(strikes_.size());
    strikes_.emplace_back();
  }
  const std::size_t place = free_.back();
  free_.pop_back();
  latest_ = place;
  Strike& strike = strikes_[place];
  strike.id = std::move(id);
  strike.what = what;
  strike.fault = std::move(fault);
  strike.text = strike.fault->aim({cluster_, random, budget_, tally});
  strike.active = strike.fault->lasts();
  strike.ends = strike.active && lasts.has_value();
  strike.awaited = strike.ends && awaited;
  ++strike.number;
  EventLoop& loop = cluster_.loop();
  strike.begun = cluster_.trace().emit(loop.now(), NodeId(), cause,
                                       FaultBegan{strike.id, strike.what, strike.text});
  if (strike.ends) {
    ++ending_;
    awaited_ += strike.awaited ? 1 : 0;
    loop.after(*lasts, *this, Token{strike.number} << 32 | place);
  }
  strike.fault->begin(cluster_, strike.begun, tally);
  if (!strike.active) {
    free_.push_back(place);
  } else {
    schedule_turn(place);
  }
}

void Strikes::schedule_turn(std::size_t place) {
  const Strike& strike = strikes_[place];
  const auto next = strike.fault->next_turn();
  if (next) cluster_.loop().after(*next, *this, Token{strike.number} << 32 | turn_bit | place);
}

void Strikes::fire(Token token) {
  const std::size_t place = token & (turn_bit - 1);
  Strike& strike = strikes_[place];
  if (!strike.active || strike.number != token >> 32) return cluster_.loop().was_void();
  if ((token & turn_bit) == 0) return end(strike);
  strike.fault->turn(cluster_, strike.begun);
  schedule_turn(place);
}

void Strikes::end(Strike& strike) {
  strike.active = false;
  if (strike.ends) --ending_;
  if (strike.awaited) --awaited_;
  const Index ended = cluster_.trace().emit(cluster_.loop().now(), NodeId(), strike.begun,
                                            FaultEnded{strike.id, strike.what, strike.text});
  strike.fault->end(cluster_, ended);
  for (std::size_t place = 0; place < strikes_.size(); ++place) {
    if (&strikes_[place] == &strike) free_.push_back(place);
  }
}

bool Strikes::has(std::string_view id) const {
  return std::any_of(strikes_.begin(), strikes_.end(),
                     [&](const Strike& strike) { return strike.active && strike.id == id; });
}

bool Strikes::end(std::string_view id) {
  for (Strike& strike : strikes_) {
    if (!strike.active || strike.id != id) continue;
    end(strike);
    return true;
  }
  return false;
}

std::size_t Strikes::end_all() {
  std::size_t ended = 0;
  for (Strike& strike : strikes_) {
    if (!strike.active) continue;
    end(strike);
    ++ended;
  }
  return ended;
}

}  // namespace conclave::sim
