/* C-Raft's own fixture: five servers on a network and disks in memory, and commands kept under way.
 *
 *     fixture IN_FLIGHT ENTRIES KEEP
 *
 * A server takes a snapshot after KEEP entries and drops what is older than KEEP: the fixture copies the leader's
 * log at every step, so that the length of the log is what it pays for.
 * Latencies are set as near to ours as whole milliseconds allow: 2 for the network, 1 for a disk.
 * Prints {"entries": .., "messages": .., "events": ..}: entries that the leader applied, messages that
 * servers received, steps of the fixture. */
#include <raft.h>
#include <raft/fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { servers = 5, size = 16 };

static unsigned long applied, asked;

static int apply(struct raft_fsm *fsm, const struct raft_buffer *buffer, void **result) {
  (void)fsm;
  (void)buffer;
  *result = NULL;
  return 0;
}
static int snapshot(struct raft_fsm *fsm, struct raft_buffer *buffers[], unsigned *count) {
  (void)fsm;
  *count = 1;
  *buffers = raft_calloc(1, sizeof **buffers);
  (*buffers)[0].len = 8;
  (*buffers)[0].base = raft_calloc(1, 8);
  return 0;
}
static int restore(struct raft_fsm *fsm, struct raft_buffer *buffer) {
  (void)fsm;
  raft_free(buffer->base);
  return 0;
}

static void must(int status, const char *what) {
  if (status == 0) return;
  fprintf(stderr, "fixture: %s: %s\n", what, raft_strerror(status));
  exit(1);
}

static void done(struct raft_apply *request, int status, void *result) {
  (void)result;
  must(status, "a command was not applied");
  ++applied;
  free(request);
}

static void ask(struct raft *leader) {
  struct raft_buffer buffer = {.base = raft_malloc(size), .len = size};
  memset(buffer.base, 0, size);
  memcpy(buffer.base, &asked, sizeof asked);
  ++asked;
  must(raft_apply(leader, malloc(sizeof(struct raft_apply)), &buffer, 1, done), "apply");
}

int main(int count, char **arguments) {
  if (count != 4) return fprintf(stderr, "usage: fixture IN_FLIGHT ENTRIES KEEP\n"), 64;
  const unsigned long in_flight = strtoul(arguments[1], NULL, 10);
  const unsigned long entries = strtoul(arguments[2], NULL, 10);
  const unsigned keep = (unsigned)strtoul(arguments[3], NULL, 10);

  static struct raft_fixture fixture;
  static struct raft_fsm machines[servers];
  must(raft_fixture_initialize(&fixture), "initialize");
  for (unsigned n = 0; n < servers; ++n) {
    machines[n] = (struct raft_fsm){.version = 1, .apply = apply, .snapshot = snapshot, .restore = restore};
    must(raft_fixture_grow(&fixture, &machines[n]), "grow");
  }
  struct raft_configuration configuration;
  must(raft_fixture_configuration(&fixture, servers, &configuration), "configuration");
  must(raft_fixture_bootstrap(&fixture, &configuration), "bootstrap");
  raft_configuration_close(&configuration);
  for (unsigned n = 0; n < servers; ++n) {
    raft_set_snapshot_threshold(raft_fixture_get(&fixture, n), keep);
    raft_set_snapshot_trailing(raft_fixture_get(&fixture, n), keep);
    raft_fixture_set_network_latency(&fixture, n, 2);
    raft_fixture_set_disk_latency(&fixture, n, 1);
  }
  must(raft_fixture_start(&fixture), "start");
  raft_fixture_elect(&fixture, 0);

  struct raft *leader = raft_fixture_get(&fixture, 0);
  unsigned long events = 0;
  for (; applied < entries; ++events) {
    while (asked < entries && asked - applied < in_flight) ask(leader);
    raft_fixture_step(&fixture);
  }
  unsigned long messages = 0;
  for (unsigned n = 0; n < servers; ++n) {
    for (int type = RAFT_IO_APPEND_ENTRIES; type <= RAFT_IO_TIMEOUT_NOW; ++type) {
      messages += raft_fixture_n_recv(&fixture, n, type);
    }
  }
  printf("{\"entries\": %lu, \"messages\": %lu, \"events\": %lu}\n", applied, messages, events);
  raft_fixture_close(&fixture);
  return 0;
}
