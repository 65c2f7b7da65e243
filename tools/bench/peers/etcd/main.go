// etcd's raft: five nodes in one process, messages handed over in the order in which they were sent.
//
//	etcd IN_FLIGHT ENTRIES
//
// No time, no network, no disk, no encoding: a message is a pointer, storage is etcd's MemoryStorage, and a node
// ticks only until a leader is elected. Prints {"entries": .., "messages": .., "events": ..}: entries that the leader
// saw committed, messages that nodes were stepped with, and those and rounds of Ready together.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"

	"go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
)

const nodes = 5

type node struct {
	raw     *raft.RawNode
	storage *raft.MemoryStorage
	applied uint64 // commands
}

type cluster struct {
	nodes            [nodes + 1]*node // from 1
	inbox            []raftpb.Message
	messages, events uint64
}

func newCluster() *cluster {
	quiet := &raft.DefaultLogger{Logger: log.New(io.Discard, "", 0)}
	c := &cluster{}
	var voters []uint64
	for id := uint64(1); id <= nodes; id++ {
		voters = append(voters, id)
	}
	for id := uint64(1); id <= nodes; id++ {
		storage := raft.NewMemoryStorage()
		// A first snapshot that names the voters stands for a cluster that was set up before.
		must(storage.ApplySnapshot(raftpb.Snapshot{Metadata: raftpb.SnapshotMetadata{
			Index: 1, Term: 1, ConfState: raftpb.ConfState{Voters: voters}}}))
		raw, err := raft.NewRawNode(&raft.Config{
			ID: id, ElectionTick: 10, HeartbeatTick: 1, Storage: storage, Applied: 1,
			MaxSizePerMsg: 1 << 20, MaxInflightMsgs: 256, Logger: quiet})
		must(err)
		c.nodes[id] = &node{raw: raw, storage: storage}
	}
	return c
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "etcd:", err)
		os.Exit(1)
	}
}

// Everything that a node has ready happens at once: it is stored, applied and sent.
func (c *cluster) settle(n *node) {
	for n.raw.HasReady() {
		ready := n.raw.Ready()
		c.events++
		must(n.storage.Append(ready.Entries))
		if !raft.IsEmptyHardState(ready.HardState) {
			must(n.storage.SetHardState(ready.HardState))
		}
		c.inbox = append(c.inbox, ready.Messages...)
		for _, entry := range ready.CommittedEntries {
			if len(entry.Data) > 0 {
				n.applied++
			}
		}
		n.raw.Advance(ready)
	}
}

// Delivers until no message is left.
func (c *cluster) deliver() {
	for at := 0; at < len(c.inbox); at++ {
		message := c.inbox[at]
		n := c.nodes[message.To]
		c.messages++
		c.events++
		must(n.raw.Step(message))
		c.settle(n)
	}
	c.inbox = c.inbox[:0]
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: etcd IN_FLIGHT ENTRIES")
		os.Exit(64)
	}
	inFlight, err := strconv.ParseUint(os.Args[1], 10, 64)
	must(err)
	entries, err := strconv.ParseUint(os.Args[2], 10, 64)
	must(err)

	c := newCluster()
	leader := c.nodes[1]
	must(leader.raw.Campaign())
	c.settle(leader)
	c.deliver()
	if leader.raw.Status().RaftState != raft.StateLeader {
		must(fmt.Errorf("node 1 was not elected"))
	}
	asked := uint64(0)
	for leader.applied < entries {
		for asked < entries && asked-leader.applied < inFlight {
			command := make([]byte, 16)
			binary.LittleEndian.PutUint64(command, asked+1)
			must(leader.raw.Propose(command))
			c.settle(leader)
			asked++
		}
		c.deliver()
	}
	fmt.Printf("{\"entries\": %d, \"messages\": %d, \"events\": %d}\n", leader.applied, c.messages, c.events)
}
