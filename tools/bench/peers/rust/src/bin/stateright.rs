//! stateright: random walks of its checker through a model of replication.
//!
//!     stateright IN_FLIGHT ENTRIES
//!
//! stateright explores models of actors and brings no protocol in its library. The model is a leader that sends each
//! entry to four followers and commits it once two have answered. A walk picks one deliverable message at random, as
//! a simulator would, and checks a property and hashes the state after each. There is no time and no disk. A walk
//! ends after 100 entries, so that its state stays small. Prints {"entries": .., "messages": .., "events": ..}.
use stateright::actor::{Actor, ActorModel, Id, Network, Out};
use stateright::{Checker, Expectation, Model, UniformChooser};
use std::borrow::Cow;

const FOLLOWERS: usize = 4;
const WALK: u64 = 100;

#[derive(Clone, Debug, Eq, Hash, PartialEq, PartialOrd, Ord)]
enum Message {
    Append(u64),
    Appended(u64),
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum State {
    Leader { asked: u64, committed: u64, answers: Vec<u8> },
    Follower { entries: u64 },
}

#[derive(Clone)]
enum Role {
    Leader { in_flight: u64 },
    Follower,
}

fn ask(in_flight: u64, asked: &mut u64, committed: u64, answers: &mut Vec<u8>, out: &mut Out<Role>) {
    while *asked < WALK && *asked - committed < in_flight {
        for follower in 1..=FOLLOWERS {
            out.send(Id::from(follower), Message::Append(*asked));
        }
        answers.push(0);
        *asked += 1;
    }
}

impl Actor for Role {
    type Msg = Message;
    type State = State;
    type Timer = ();
    type Random = ();
    type Storage = ();

    fn on_start(&self, _id: Id, _storage: &Option<()>, out: &mut Out<Self>) -> State {
        match self {
            Role::Follower => State::Follower { entries: 0 },
            Role::Leader { in_flight } => {
                let (mut asked, mut answers) = (0, vec![]);
                ask(*in_flight, &mut asked, 0, &mut answers, out);
                State::Leader { asked, committed: 0, answers }
            }
        }
    }

    fn on_msg(&self, _id: Id, state: &mut Cow<State>, from: Id, message: Message, out: &mut Out<Self>) {
        match (self, state.to_mut(), message) {
            (Role::Follower, State::Follower { entries }, Message::Append(slot)) => {
                *entries += 1;
                out.send(from, Message::Appended(slot));
            }
            (Role::Leader { in_flight }, State::Leader { asked, committed, answers }, Message::Appended(slot)) => {
                answers[slot as usize] += 1;
                if answers[slot as usize] == 2 {
                    *committed += 1;
                }
                ask(*in_flight, asked, *committed, answers, out);
            }
            _ => unreachable!(),
        }
    }
}

fn main() {
    let numbers: Vec<u64> = std::env::args().skip(1).map(|a| a.parse().unwrap()).collect();
    let [in_flight, entries] = numbers[..] else {
        eprintln!("usage: stateright IN_FLIGHT ENTRIES");
        std::process::exit(64);
    };
    let mut model = ActorModel::<Role, (), ()>::new((), ())
        .init_network(Network::new_unordered_nonduplicating([]))
        .property(Expectation::Always, "commits what was asked", |_, state| {
            matches!(&*state.actor_states[0], State::Leader { asked, committed, .. } if committed <= asked)
        })
        .actor(Role::Leader { in_flight });
    for _ in 0..FOLLOWERS {
        model = model.actor(Role::Follower);
    }
    // Each entry is eight deliveries.
    let states = entries * 2 * FOLLOWERS as u64;
    let checker = model
        .checker()
        .target_state_count(states as usize)
        .spawn_simulation(1, UniformChooser)
        .join();
    checker.assert_properties();
    let messages = checker.state_count() as u64;
    println!(
        "{{\"entries\": {}, \"messages\": {messages}, \"events\": {messages}}}",
        messages / (2 * FOLLOWERS as u64)
    );
}
