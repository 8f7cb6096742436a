/** What one upstream may make Lumos hold, hear or wait for. */
export const LIMITS = {
  /** One message, in bytes. */
  message: 16 * 1024 * 1024,
  /** How deep JSON nests. */
  depth: 128,
  /** All bytes of one answer's stream, notices included. */
  stream: 64 * 1024 * 1024,
  /** Requests of ours that are open at a peer. */
  open: 256,
  /** Requests of the server that nobody has answered yet. */
  asked: 32,
  /** Messages that answer nothing of ours: how many at once, and how many a second in the long run. */
  burst: 5_000,
  perSecond: 500,
  /** Answers to what was never asked, until the peer is ended. */
  strange: 100,
  /** Peers of all organizations together, and of one. */
  peers: 1_000,
  peersOfOne: 500,
  /** Peers that are processes, and processes at all: some of those that were ended are ending still. */
  children: 120,
  processes: 150,
} as const;

/** How long things may take, in milliseconds. */
export const TIMES = {
  /** An answer, counted anew with each progress notice. */
  request: 60_000,
  /** An answer altogether, whatever progress is told. */
  most: 30 * 60_000,
  /** The first exchange; a child process may have to be fetched first. */
  hello: 20_000,
  helloStdio: 90_000,
  /** A question that an older program may leave without an answer. */
  probe: 8_000,
  /** A question of the server, until it hears that nobody answers. */
  asked: 10 * 60_000,
  connect: 10_000,
  /** A peer nobody has used. */
  idle: 10 * 60_000,
} as const;
