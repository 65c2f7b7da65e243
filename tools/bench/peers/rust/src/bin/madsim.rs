//! madsim: five simulated nodes on its network, no consensus.
//!
//!     madsim IN_FLIGHT ENTRIES
//!
//! madsim simulates a network, time and an executor for real async code, and brings no protocol. One node sends each
//! entry of 16 bytes to four others, and counts it once two have answered; it keeps so many under way. That is the
//! traffic of replication without its logic, log or disk. Prints {"entries": .., "messages": .., "events": null}.
use madsim::net::Endpoint;
use madsim::runtime::{Handle, Runtime};
use std::net::SocketAddr;

const FOLLOWERS: u64 = 4;

fn address(node: u64) -> SocketAddr {
    format!("10.0.0.{node}:1").parse().unwrap()
}

async fn follow(node: u64) {
    let endpoint = Endpoint::bind(address(node)).await.unwrap();
    let mut entry = [0u8; 16];
    loop {
        let (size, leader) = endpoint.recv_from(1, &mut entry).await.unwrap();
        endpoint.send_to(leader, 2, &entry[..size]).await.unwrap();
    }
}

async fn lead(in_flight: u64, entries: u64) -> u64 {
    let endpoint = Endpoint::bind(address(1)).await.unwrap();
    let mut answers = vec![0u8; entries as usize];
    let (mut asked, mut committed, mut messages) = (0u64, 0u64, 0u64);
    while committed < entries {
        while asked < entries && asked - committed < in_flight {
            let mut entry = [0u8; 16];
            entry[..8].copy_from_slice(&asked.to_le_bytes());
            for follower in 2..2 + FOLLOWERS {
                endpoint.send_to(address(follower), 1, &entry).await.unwrap();
                messages += 1;
            }
            asked += 1;
        }
        let mut entry = [0u8; 16];
        endpoint.recv_from(2, &mut entry).await.unwrap();
        messages += 1;
        let slot = u64::from_le_bytes(entry[..8].try_into().unwrap()) as usize;
        answers[slot] += 1;
        if answers[slot] == 2 {
            committed += 1;
        }
    }
    messages
}

fn main() {
    let numbers: Vec<u64> = std::env::args().skip(1).map(|a| a.parse().unwrap()).collect();
    let [in_flight, entries] = numbers[..] else {
        eprintln!("usage: madsim IN_FLIGHT ENTRIES");
        std::process::exit(64);
    };
    let runtime = Runtime::with_seed_and_config(1, madsim::Config::default());
    let messages = runtime.block_on(async move {
        let handle = Handle::current();
        for node in 2..2 + FOLLOWERS {
            let host = handle.create_node().ip(address(node).ip()).build();
            host.spawn(follow(node));
        }
        // Binding takes simulated time; nobody may speak before.
        madsim::time::sleep(std::time::Duration::from_secs(1)).await;
        let leader = handle.create_node().ip(address(1).ip()).build();
        leader.spawn(lead(in_flight, entries)).await.unwrap()
    });
    println!("{{\"entries\": {entries}, \"messages\": {messages}, \"events\": null}}");
}
